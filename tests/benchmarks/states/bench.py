"""How fast every state is found on this machine: `python -m tests.benchmarks.states.bench`.

States and edges a second, seconds to the verdict of each scope, with and without reductions, and growth with the scope:
processor seconds of one thread. Beside TLC in the same run: seconds of the clock from start to verdict, of a process
each. Not good for: a verdict, or a comparison of machines.
"""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter, process_time
from typing import Any, Final

from hiwater_check.layer import ToolMissing
from hiwater_check.states.graph import Graph, explore
from hiwater_check.states.progress import outlook
from hiwater_check.states.projections import nothing
from hiwater_check.states.properties import Properties
from hiwater_check.states.scope import SMALL, records, world
from hiwater_check.states.search import Reductions, Space, search
from hiwater_check.tla.layer import seconds_of_tlc
from hiwater_check.tla.scopes import shared
from hiwater_conform.campaign import fewer_collections
from hiwater_conform.exploring.program import Environment, Program
from hiwater_model.configuration import Granularity

Row = dict[str, Any]
LADDER: Final[dict[str, Reductions]] = {
    "steps taken once": Reductions(nothing, symmetry=False, private_first=False),
    "and projections": Reductions(symmetry=False, private_first=False),
    "and symmetry": Reductions(private_first=False),
    "and private steps first": Reductions(),
}
"""Reductions, each with those before it."""
_PLAIN: Final = "plain: the relation unspecialised"
BESIDE_TLC: Final = ("event", "policy", "writers", "daemon")
BESIDE_TLC_FINE: Final = ("event, off", "event, early")
_LIMIT_SECONDS: Final = 600.0


def verdicts(scopes: Sequence[str], granularity: Granularity) -> list[Row]:
    """Seconds to the verdict: all properties, and what becomes of every sleeping writer."""
    rows = []
    for scope in scopes:
        program = SMALL[scope].at(granularity)
        began = process_time()
        space = search(program, watch=Properties(program))
        searched = process_time() - began
        holds = not space.broken and outlook(space).holds
        seconds = process_time() - began
        counts = {"states": len(space.states), "edges": len(space.arcs), "steps_taken": space.steps.taken}
        row = {"scope": scope, "granularity": granularity.value, **counts, "verdict_s": round(seconds, 3)}
        rows.append(_said({**row, **_rates(len(space.states), len(space.arcs), searched), "holds": holds}))
    return rows


def unspecialised(scopes: Sequence[str]) -> list[Row]:
    """The plain graph of each scope."""
    return [_timed(SMALL[scope], _PLAIN, explore) for scope in scopes]


def ladder(program: Program) -> list[Row]:
    """The plain graph, and then one reduction more at a time."""
    rows = [_timed(program, _PLAIN, explore)]
    for name, reductions in LADDER.items():
        rows.append(_timed(program, name, partial(search, reductions=reductions)))
    return rows


def growth(most_records: int) -> list[Row]:
    """Two writers, with one record more of each at a time; plain and reduced."""
    rows = []
    for number in range(1, most_records + 1):
        program = Program(f"2 writers x {number}", "Growth.", world(2), (records(number),) * 2, Environment(jumps=1))
        rows.append(_timed(program, "plain", explore))
        rows.append(_timed(program, "reduced", search))
    return rows


def beside_tlc(scopes: Sequence[str], granularity: Granularity) -> list[Row]:
    """The same programs by TLC and by the search, one after the other; both look at every property that they have.

    Without TLC there are no rows, and that is said.
    """
    rows = []
    for scope in scopes:
        try:
            tlc_states, tlc_seconds = seconds_of_tlc(scope, granularity)
        except ToolMissing as missing:
            sys.stderr.write(f"not beside TLC: {missing}\n")
            return []
        began = perf_counter()
        command = [sys.executable, "-m", "tests.benchmarks.states.bench", "--verdict", scope, granularity.value]
        ended = subprocess.run(command, capture_output=True, timeout=_LIMIT_SECONDS, check=True)
        seconds = perf_counter() - began
        row = {
            "scope": scope,
            "granularity": granularity.value,
            "tlc_states": tlc_states,
            "tlc_s": round(tlc_seconds, 3),
        }
        rows.append(_said({**row, **json.loads(ended.stdout), "search_s": round(seconds, 3)}))
    return rows


def verdict_of(scope: str, granularity: Granularity) -> Row:
    """The verdict of the search over a scope that is shared with TLC, and its states."""
    program = shared(scope).at(granularity)
    space = search(program, watch=Properties(program))
    return {"states": len(space.states), "holds": not space.broken and outlook(space).holds}


def _timed(program: Program, name: str, find: Callable[[Program], Graph | Space]) -> Row:
    began = process_time()
    found = find(program)
    seconds = process_time() - began
    states, edges = len(found.states), len(found.arcs if isinstance(found, Space) else found.edges)
    row = {"scope": program.name, "with": name, "states": states, "edges": edges, "seconds": round(seconds, 3)}
    return _said({**row, **_rates(states, edges, seconds)})


def _rates(states: int, edges: int, seconds: float) -> Row:
    seconds = max(seconds, 1e-6)
    return {"states_a_second": round(states / seconds), "edges_a_second": round(edges / seconds)}


def _said(row: Row) -> Row:
    sys.stderr.write(f"{row}\n")
    return row


def main(words: Sequence[str] | None = None) -> int:
    """Measure, and write one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the exploration of all states.")
    parser.add_argument("--quick", action="store_true", help="blocking steps and short ladders only")
    parser.add_argument("--verdict", nargs=2, metavar=("SCOPE", "GRANULARITY"), help="only this verdict, for the clock")
    arguments = parser.parse_args(words)
    if arguments.verdict:
        sys.stdout.write(json.dumps(verdict_of(arguments.verdict[0], Granularity(arguments.verdict[1]))))
        return 0
    quick = arguments.quick
    with fewer_collections():
        document = {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "verdicts": verdicts(("event", "policy") if quick else tuple(SMALL), Granularity.BLOCKING),
            "fine": [] if quick else verdicts(("event", "policy", "writers"), Granularity.FINE),
            "beside_tlc": beside_tlc(("event",) if quick else BESIDE_TLC, Granularity.BLOCKING),
            "beside_tlc_fine": [] if quick else beside_tlc(BESIDE_TLC_FINE, Granularity.FINE),
            "plain": unspecialised(("event",) if quick else tuple(SMALL)),
            "ladder": ladder(SMALL["event" if quick else "daemon"]),
            "growth": growth(2 if quick else 4),
        }
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
