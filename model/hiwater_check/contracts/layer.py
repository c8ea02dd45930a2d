"""The layer "contracts": CrossHair over every module of contracts, its canaries, and the enumerations beside it.

Not good for: what `hiwater_check.symbolic.verdicts` names (termination, identity, exact types, threads). A verdict is
modular, so that nothing is shown unless every condition of every module is confirmed; one that is not fails the layer.
"""

import importlib
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

from hiwater_check.contracts.about import SUBJECTS, Subject
from hiwater_check.contracts.enumerated import Enumerated, enumerate_all
from hiwater_check.contracts.pinned import Pinned, pinned, troubles
from hiwater_check.first import refuted
from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.symbolic import tool
from hiwater_check.symbolic.analysis import analyse
from hiwater_check.symbolic.verdicts import Analysis, Verdict, document_of

LIMIT_SECONDS: Final = 300.0
"""Wall clock for one module, which takes a few seconds."""


def run(effort: Effort, tell: Tell) -> Showing:
    """Judge every module. Raises ToolMissing. The effort makes no difference: the whole is cheap."""
    del effort
    versions = tool.versions()
    numbers = pinned()
    modules = [*numbers.confirmed, *numbers.refuted]
    by_module: dict[str, Analysis] = {}
    for analysis in _analysed(modules, tell):
        by_module[analysis.module] = analysis
        for line in _troubles({analysis.module: analysis}, numbers):
            refuted(line)
    tell("enumerations", len(modules), len(modules))
    return shown([by_module[module] for module in modules], enumerate_all(), numbers, versions)


def analyse_all(modules: Sequence[str], tell: Tell) -> list[Analysis]:
    """Analyse modules, as many at once as there are processors; in the order of their names as given."""
    by_module = {analysis.module: analysis for analysis in _analysed(modules, tell)}
    return [by_module[module] for module in modules]


def _analysed(modules: Sequence[str], tell: Tell) -> Iterator[Analysis]:
    """Each comes when it is known, in no order."""
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        waiting = {pool.submit(analyse, module, LIMIT_SECONDS): module for module in modules}
        try:
            for done, future in enumerate(as_completed(waiting)):
                tell(waiting[future].rpartition(".")[2], done, len(modules))
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def shown(
    analyses: Sequence[Analysis], enumerations: Sequence[Enumerated], numbers: Pinned, versions: dict[str, str]
) -> Showing:
    """The showing: what holds is what is pinned, neither more nor less."""
    by_module = {analysis.module: analysis for analysis in analyses}
    found = _troubles(by_module, numbers)
    found += [f"enumerated: {one.name}: broken by {one.broken}" for one in enumerations if one.broken is not None]
    confirmed = sum(len(by_module[module].of(Verdict.CONFIRMED)) for module in numbers.confirmed)
    refuted = sum(len(by_module[module].of(Verdict.REFUTED)) for module in numbers.refuted)
    paths = sum(condition.paths for module in numbers.confirmed for condition in by_module[module].conditions)
    of_all = sum(numbers.confirmed.values())
    lines = [
        f"{confirmed} of {of_all} conditions confirmed over all {paths} paths, for all integers",
        f"{refuted} of {sum(numbers.refuted.values())} false properties refuted",
        *(f"enumerated, {one.bound}: {one.name} ({one.cases} cases)" for one in enumerations),
        *found,
    ]
    document = {
        "tools": versions,
        "scope": "one step of the shipped relation: one zone, one actor, three sleepers; any integers in the queue",
        "conditions": confirmed,
        "refuted on purpose": refuted,
        "paths": paths,
        "modules": [document_of(analysis) for analysis in analyses],
        "witnesses": _witnesses(analyses, numbers),
        "enumerated": [one._asdict() for one in enumerations],
        "functions under contract": _functions(numbers),
        "clauses": _clauses(numbers),
        "not as it should be": found,
    }
    return Showing(not found, lines, document)


def _troubles(by_module: Mapping[str, Analysis], numbers: Pinned) -> list[str]:
    """What is not as it is pinned, of the modules that were analysed."""
    return [
        line
        for wanted, modules in ((Verdict.CONFIRMED, numbers.confirmed), (Verdict.REFUTED, numbers.refuted))
        for module, number in modules.items()
        if module in by_module
        for line in troubles(by_module[module], number, wanted)
    ]


def _witnesses(analyses: Sequence[Analysis], numbers: Pinned) -> dict[str, str]:
    """Arguments that make the false properties false, by the name of the property."""
    return {
        condition.function: condition.message
        for analysis in analyses
        if analysis.module in numbers.refuted
        for condition in analysis.conditions
    }


def _functions(numbers: Pinned) -> list[str]:
    looked_at = {function for subject in _subjects(numbers) for function in subject.functions}
    return sorted(f"{one.__module__.partition('.')[2]}.{one.__qualname__}" for one in looked_at)


def _clauses(numbers: Pinned) -> list[str]:
    return sorted({clause for subject in _subjects(numbers) for clause in subject.clauses})


def _subjects(numbers: Pinned) -> list[Subject]:
    for module in numbers.confirmed:
        importlib.import_module(module)
    return [subject for subject in SUBJECTS if subject.module in numbers.confirmed]
