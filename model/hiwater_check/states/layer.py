"""The layer: every state of the small scopes, what must hold in each, who gets stuck, and every hang found by search.

QUICK looks at the small scopes with blocking steps; USUAL validates the reductions at all of them, and looks with fine
steps at some; LONG at all, and at the large scopes. Not good for: unbounded queues or programs; see the induction.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.parts import Document, Part, Task, look_at, shown
from hiwater_check.states.edges import EDGE_CHECKS, START_CHECKS, edge_problem, start_problem
from hiwater_check.states.expected import ENDS, SHORTEST
from hiwater_check.states.graph import TooManyStates, explore
from hiwater_check.states.hunts import HUNTS, hunt_down
from hiwater_check.states.progress import outlook
from hiwater_check.states.properties import PROPERTIES, Properties
from hiwater_check.states.scope import LARGE, SMALL
from hiwater_check.states.search import Space, search
from hiwater_check.states.staleness import PROGRAMS, oldest
from hiwater_check.states.validation import reduction_problems
from hiwater_conform.exploring.program import Program
from hiwater_conform.runs import SavedRun, run_to_wire
from hiwater_model.configuration import Granularity

VALIDATED_QUICKLY: Final = ("writers", "event", "event, count and halt", "policy")
"""Scopes at which every run validates the reductions."""
FINE_USUALLY: Final = ("event", "event, count", "event, off", "event, early", "policy", "writers")
"""Scopes that are small enough with fine steps for a user's desk."""
_MOST: Final = {Effort.QUICK: 100_000, Effort.USUAL: 400_000, Effort.LONG: 10_000_000}


def run(effort: Effort, tell: Tell) -> Showing:
    """Look at everything that the effort allows; a scope that has grown beyond its bound is a failure."""
    parts = look_at(_tasks(effort), (TooManyStates,), tell)
    witnesses = [part.document.get("witness_steps") for part in parts.values()]
    return shown(
        parts,
        effort,
        {
            "clauses": sorted({clause for one in PROPERTIES.values() for clause in one.clauses}),
            "properties": {name: one.sentence for name, one in PROPERTIES.items()},
            "witness_steps": min((steps for steps in witnesses if steps is not None), default=None),
        },
    )


def _tasks(effort: Effort) -> Iterator[Task]:
    most = _MOST[effort]
    for program in SMALL.values():
        yield program.name, partial(_scope, program, most)
    yield "findings", _findings
    yield "ages", _ages
    for name in VALIDATED_QUICKLY if effort is Effort.QUICK else SMALL:
        yield f"{name}, reductions", partial(_reductions, SMALL[name])
        yield f"{name}, edges", partial(_edges, SMALL[name])
    if effort is not Effort.QUICK:
        for name in FINE_USUALLY if effort is Effort.USUAL else SMALL:
            yield f"{name}, fine", partial(_scope, SMALL[name].at(Granularity.FINE), most)
    if effort is Effort.LONG:
        for program in LARGE.values():
            yield program.name, partial(_scope, program, most)


def _scope(program: Program, most: int) -> Part:
    space = search(program, watch=Properties(program), most=most)
    seen = outlook(space)
    as_expected = ENDS[program.name] == set(seen.ends)
    document = {
        "granularity": program.configuration.granularity.value,
        "states": len(space.states),
        "edges": len(space.arcs),
        "steps_of_the_relation": space.steps.taken,
        "deepest": len(space.way(len(space.states) - 1)),
        "broken": {name: _run_to(space, number, name) for name, number in space.broken.items()},
        "witness_steps": min((len(space.way(number)) for number in space.broken.values()), default=None),
        **seen._asdict(),
        "first": {name: _run_to(space, number, name) for name, number in seen.first.items()},
    }
    line = f"{len(space.states)} states, {len(space.arcs)} edges; ends {_listed(seen.ends)}"
    if seen.sleeping:
        line += (
            f"; of {seen.sleeping} states with a sleeping writer it runs again from {seen.always} whatever is chosen, "
            f"from {seen.sometimes} unless a hang is, from {seen.never} never"
        )
    for name, number in space.broken.items():
        line += f"; BROKEN after {len(space.way(number))} steps: {name}"
    if not as_expected:
        line += f"; EXPECTED ends {', '.join(sorted(ENDS[program.name]))}"
    return Part(seen.holds and as_expected and not space.broken, line, document)


def _run_to(space: Space, number: int, title: str) -> Document:
    return dict(run_to_wire(SavedRun(space.program.configuration, tuple(space.trace(number)), title=title)))


def _findings() -> Part:
    lengths = {}
    for hunt in HUNTS:
        caught = hunt_down(hunt)
        lengths[hunt.finding] = None if caught.steps is None else len(caught.steps)
    wrong = {name: length for name, length in lengths.items() if SHORTEST[name] != length}
    line = f"{len(lengths)} found again by search, in {_listed(lengths)} steps"
    if wrong:
        line += f"; NOT as expected: {_listed({name: SHORTEST[name] for name in wrong})}"
    return Part(not wrong, line, {"steps": lengths})


def _ages() -> Part:
    ages = [oldest(program) for program in PROGRAMS]
    line = "; ".join(f"{age.name}: offered after {age.oldest} ticks at most, the delay is {age.delay}" for age in ages)
    return Part(all(age.holds for age in ages), line, {"ages": [age._asdict() for age in ages]})


def _reductions(program: Program) -> Part:
    graph = explore(program)
    problems = list(reduction_problems(graph))
    counts = {"states": len(graph.states), "edges": len(graph.edges)}
    line = "; ".join(problems) or f"same as without, over {len(graph.states)} states and {len(graph.edges)} edges"
    return Part(not problems, line, {**counts, "problems": problems})


def _edges(program: Program) -> Part:
    graph = explore(program)
    problem = start_problem(graph, START_CHECKS) or edge_problem(graph, EDGE_CHECKS)
    line = (
        problem
        or f"{len(graph.edges)} edges, each a step of the counted queue of the induction, from a beginning of it"
    )
    return Part(problem is None, line, {"edges": len(graph.edges)})


def _listed(counts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
