"""The layer "critical": the shipped critical sections equal to the model's steps, and faulted copies refuted.

Not good for: two threads inside one section at once, which is what the locks forbid and the schedules explore; longer
lists and records than the sections name; more than `hiwater_check.symbolic.verdicts` leaves. What is trusted: the
script that stands for the scheduler (`shipped.py`), that a wait is atomic with its lock, CrossHair, Z3.
"""

from collections.abc import Sequence
from typing import Any

from hiwater_check.contracts.layer import analyse_all
from hiwater_check.contracts.pinned import troubles
from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.symbolic import tool
from hiwater_check.symbolic.verdicts import Analysis, Verdict
from hiwater_check.symbolic.verdicts import document_of as analysed
from hiwater_inspector.command_line.checking.critical import faulted
from hiwater_inspector.command_line.checking.critical.pinned import pinned
from hiwater_inspector.command_line.checking.critical.subjects import subjects

SCOPE = (
    "one zone, one actor beside two writers and a reader; any integers in the queue's numbers, in states that are "
    "compared and in the door's errors; policy words, masked states, replies, records and buffer lengths enumerated"
)


def run(effort: Effort, tell: Tell) -> Showing:
    """Judge every section; beyond QUICK every planted fault too. Raises ToolMissing."""
    versions = tool.versions()
    analyses = analyse_all([*pinned().confirmed], tell)
    trials = [] if effort is Effort.QUICK else faulted.try_faults([*pinned().refuted], tell)
    return shown(analyses, trials, versions)


def shown(analyses: Sequence[Analysis], trials: Sequence[faulted.Trial], versions: dict[str, str]) -> Showing:
    """The showing: what holds is what is pinned, neither more nor less."""
    numbers = pinned()
    wanted = sum(numbers.confirmed.values())
    found = [line for one in analyses for line in troubles(one, numbers.confirmed[one.module], Verdict.CONFIRMED)]
    found += [f"{module}: not judged" for module in numbers.confirmed if module not in {one.module for one in analyses}]
    found += [f"planted fault {one.fault.name} passed: {one.fault.what}" for one in trials if not one.refuted]
    confirmed = sum(len(one.of(Verdict.CONFIRMED)) for one in analyses)
    paths = sum(condition.paths for one in analyses for condition in one.conditions)
    lines = [f"{confirmed} of {wanted} sections do what the model does, confirmed over all {paths} paths: {SCOPE}"]
    if trials:
        refuted = sum(trial.refuted for trial in trials)
        lines.append(
            f"{refuted} of {len(trials)} planted faults refuted; {len(numbers.beyond)} beyond what is seen here"
        )
    document: dict[str, Any] = {
        "tools": versions,
        "scope": SCOPE,
        "sections": confirmed,
        "paths": paths,
        "modules": [analysed(one) for one in analyses],
        "functions": sorted({_name(function) for one in subjects() for function in one.functions}),
        "clauses": sorted({clause for one in subjects() for clause in one.clauses}),
        "planted faults": [faulted.document_of(trial) for trial in trials],
        "beyond what is seen here": numbers.beyond if trials else {},
        "not as it should be": found,
    }
    return Showing(not found, [*lines, *found], document)


def _name(function: Any) -> str:
    return f"{function.__module__.partition('.')[2]}.{function.__qualname__}"
