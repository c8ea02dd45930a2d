"""`hiwater check`: our implementation beside the model, in every way there is."""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from hiwater_check.planted_faults import planted_faults
from hiwater_inspector.command_line.checking import evidence
from hiwater_inspector.command_line.checking.exploring import every_state, schedules
from hiwater_inspector.command_line.checking.free_running import free_running
from hiwater_inspector.command_line.checking.part import Effort, Seen
from hiwater_inspector.command_line.checking.planted_part import planted_part
from hiwater_inspector.command_line.checking.random_runs import random_runs
from hiwater_inspector.command_line.checking.stateful import stateful
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.implementation import ImplementationAdapter

DESCRIPTION = """\
With --implementation the shipped pipeline runs beside the model, its threads parked at every lock, wait
and unlocked look so that the judge says who goes on. The parts:

random     long random runs, both record widths, both granularities, every profile
stateful   Hypothesis draws the steps, and shrinks
states     every reachable state of small programs, each transition a step of the model
schedules  every schedule within a bound on preemptions, and random ones; each is run twice
free       8 to 32 threads at full speed write a trace, which is followed in the model
planted    copies of the implementation with a fault each: all must be found, blamed and told

A disagreement is told as a short run with the clause that it breaks.
Not good for: proof beyond the programs whose states were exhausted. The rest says how much agreed."""

_FINE = ("one writer",)
QUICK = Effort(10_000, 20, 3.0, 10, 0, (), 300)
USUAL = Effort(60_000, 100, 10.0, 100, 1, _FINE, 1_500)
LONG = Effort(1_000_000, 1_000, 1_200.0, 2_000, 2, ("one writer", "policy", "halt", "turned off", "daemon"), 12_000)
PARTS = ("random", "stateful", "states", "schedules", "free", "planted")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is checked and how much."""
    parser.add_argument("--implementation", action="store_true", help="check the shipped pipeline")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given again")
    parser.add_argument("--traces", type=Path, metavar="DIR", help="keep the traces of the part free in this folder")
    parser.add_argument("--fault", action="append", metavar="NAME", help="of the planted faults only this one")
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="less of everything, no planted faults")
    how_much.add_argument("--long", action="store_true", help="much more of everything: an hour and a half")
    parser.add_argument("--record", action="store_true", help="when all agree, record it in hiwater_specs/evidence")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of what is random (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Run the parts; FOUND if one of them found something."""
    if not arguments.implementation:
        raise Misuse("say what to check: `hiwater check --implementation`")
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


def _record(seen: list[Seen]) -> None:
    path = evidence.evidence_path()
    try:
        evidence.record(seen, path)
    except OSError as error:
        raise Misuse(f"{path} cannot be written ({error.strerror}): record from a checkout of your own") from None


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
