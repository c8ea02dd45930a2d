"""The parts of `hiwater check --implementation`: which are run, how much of each, and what is printed and recorded."""

import argparse
import time
from collections.abc import Callable, Sequence
from typing import Final

from hiwater_check.planted_faults import planted_faults
from hiwater_inspector.command_line.checking import evidence
from hiwater_inspector.command_line.checking.exploring import every_state, schedules
from hiwater_inspector.command_line.checking.free_running import free_running
from hiwater_inspector.command_line.checking.part import Effort, Seen
from hiwater_inspector.command_line.checking.planted_part import planted_part
from hiwater_inspector.command_line.checking.random_runs import random_runs
from hiwater_inspector.command_line.checking.stateful import stateful
from hiwater_inspector.command_line.command import RECORD_ELSEWHERE, Exit, Misuse, print_json, writing
from hiwater_inspector.command_line.implementation import ImplementationAdapter

_FINE = ("one writer",)
QUICK = Effort(10_000, 20, 3.0, 3.0, 10, 0, (), 300)
USUAL = Effort(60_000, 100, 10.0, 10.0, 100, 1, _FINE, 1_500)
_FINE_AT_LENGTH = ("one writer", "policy", "halt", "turned off", "daemon")
LONG = Effort(1_000_000, 1_000, 1_200.0, 300.0, 2_000, 2, _FINE_AT_LENGTH, 12_000)
PARTS: Final = ("random", "stateful", "states", "schedules", "free", "planted")


def check_implementation(arguments: argparse.Namespace) -> int:
    """Run the parts; FOUND if one of them found something."""
    _refuse_unknown(arguments.fault or [])
    if arguments.traces is not None and not arguments.traces.is_dir():
        raise Misuse(f"--traces {arguments.traces}: no such folder; name one that exists")
    seen = []
    began = time.perf_counter()
    for name in _chosen(arguments):
        part_began = time.perf_counter()
        one = _PARTS[name](arguments)
        seen.append(one)
        if not arguments.json:
            _print(one, time.perf_counter() - part_began)
    fine = all(one.fine for one in seen)
    if arguments.record and fine:
        _record(seen)
    if arguments.json:
        print_json({"verdict": "agrees" if fine else "differs", "parts": {one.name: one.document for one in seen}})
    else:
        verdict = "agrees with the model" if fine else "does not agree with the model, or a planted fault passed"
        print(f"The implementation {verdict} ({time.perf_counter() - began:.0f} s).")
    return Exit.FINE if fine else Exit.FOUND


def _record(seen: Sequence[Seen]) -> None:
    path = evidence.evidence_path()
    with writing(path, RECORD_ELSEWHERE):
        evidence.record(seen, path)


def _chosen(arguments: argparse.Namespace) -> list[str]:
    if arguments.fault:
        return ["planted"]
    if arguments.part:
        return [name for name in PARTS if name in arguments.part]
    return [name for name in PARTS if not (arguments.quick and name == "planted")]


def _effort(arguments: argparse.Namespace) -> Effort:
    return QUICK if arguments.quick else LONG if arguments.long else USUAL


def _refuse_unknown(names: list[str]) -> None:
    known = {fault.name for fault in planted_faults()}
    for name in names:
        if name not in known:
            raise Misuse(f"no planted fault {name!r}; there are: {', '.join(sorted(known))}")


def _print(one: Seen, seconds: float) -> None:
    print(f"{one.name} ({seconds:.0f} s): {'fine' if one.fine else 'FOUND SOMETHING'}")
    print("\n".join(f"  {line}" for line in one.lines), end="\n\n", flush=True)


_PARTS: dict[str, Callable[[argparse.Namespace], Seen]] = {
    "random": lambda arguments: random_runs(
        ImplementationAdapter, _effort(arguments), arguments.seed, shown=not arguments.json
    ),
    "stateful": lambda arguments: stateful(ImplementationAdapter, _effort(arguments), arguments.seed),
    "states": lambda arguments: every_state(ImplementationAdapter, _effort(arguments), shown=not arguments.json),
    "schedules": lambda arguments: schedules(
        ImplementationAdapter, _effort(arguments), arguments.seed, shown=not arguments.json
    ),
    "free": lambda arguments: free_running(
        _effort(arguments), arguments.seed, arguments.traces, shown=not arguments.json
    ),
    "planted": lambda arguments: planted_part(arguments.seed, arguments.fault or [], shown=not arguments.json),
}
