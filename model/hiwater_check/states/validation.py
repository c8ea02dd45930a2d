"""Each reduction of the search held against the plain graph: what it leaves out could not have been told apart.

Not good for: scopes that were not validated; that is why the small ones all are.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from hiwater_check.states.graph import Graph, State
from hiwater_check.states.local import Table
from hiwater_check.states.projections import standard
from hiwater_check.states.search import Reductions, Space, search
from hiwater_model import tokens
from hiwater_model.constants import NANOSECONDS_PER_TICK
from hiwater_model.machine import Machine
from hiwater_model.steps import Step

PROJECTED: Final = Reductions(symmetry=False, private_first=False)
"""Projections alone."""
SYMMETRIC: Final = Reductions(symmetry=True, private_first=False)
"""Projections and symmetry."""
_DUE: Final = 5
"""Everything that time passes up to is due at a multiple of so many ticks, at the scopes."""
_Edge: TypeAlias = tuple[int, Hashable, int]


def reduction_problems(graph: Graph) -> Iterator[str]:
    """What is wrong with the reductions at the scope of a plain graph; nothing if all agree."""
    names = Table[Hashable]()
    states = [names.number(forgotten(state)) for state in graph.states]
    edges = [(states[edge.source], _named(edge.choice.step), states[edge.target]) for edge in graph.edges]
    if not _is_bisimulation(graph, states):
        yield "states that differ in what is forgotten have different steps"
    projected, symmetric, reduced = (search(graph.program, one) for one in (PROJECTED, SYMMETRIC, Reductions()))
    found = [names.number(projected.state(number)) for number in range(len(projected.states))]
    arcs = ((found[arc.source], _named(arc.step), found[arc.target]) for arc in projected.arcs)
    yield from _different("the projections", edges, arcs)
    classes = Table[Hashable]()
    yield from _different(
        "symmetry", *(_between_classes(space, symmetric, classes) for space in (projected, symmetric))
    )
    yield from _not_private(symmetric, reduced)


def forgotten(state: State) -> State:
    """A state without what the search forgets; times that were stamped into bytes become the time of the start."""
    machine = state.machine
    configuration = machine.configuration
    first = configuration.seconds, configuration.nanoseconds
    for ticks in range(_DUE, machine.ticks + 1, _DUE):
        nanoseconds = configuration.nanoseconds + ticks * NANOSECONDS_PER_TICK
        time = configuration.seconds + nanoseconds // 1_000_000_000, nanoseconds % 1_000_000_000
        machine = _retimed(machine, time, first)
    return State(standard(machine), state.position)


def _retimed(machine: Machine, time: tuple[int, int], first: tuple[int, int]) -> Machine:
    old, new = tokens.time_field(time, wide=True), tokens.time_field(first, wide=True)

    def renewed(value: Any) -> Any:
        if isinstance(value, bytes):
            return value.replace(old, new)
        if not isinstance(value, tuple):
            return value
        if value == time:
            return first
        parts = [renewed(part) for part in value]
        if all(part is whole for part, whole in zip(parts, value, strict=True)):
            return value
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)

    return machine._replace(
        softcalls=renewed(machine.softcalls), zones=renewed(machine.zones), threads=renewed(machine.threads)
    )


def _named(step: Step) -> Hashable:
    """Steps are tuples, and two of different kinds may be equal."""
    return type(step), step


def _is_bisimulation(graph: Graph, states: list[int]) -> bool:
    """All states that differ only in what is forgotten have the same next steps, to states that are the same again."""
    leaving: list[set[tuple[Hashable, int]]] = [set() for _ in states]
    for edge in graph.edges:
        leaving[edge.source].add((_named(edge.choice.step), states[edge.target]))
    classes: dict[int, set[tuple[Hashable, int]]] = {}
    return all(classes.setdefault(state, steps) == steps for state, steps in zip(states, leaving, strict=True))


def _between_classes(space: Space, ordering: Space, names: Table[Hashable]) -> set[_Edge]:
    """The edges between classes of states that differ in the order of exchangeable threads, steps by kind alone."""
    classes = [names.number(_put_in_order(space, number, ordering)) for number in range(len(space.states))]
    kinds = [type(arc.step).__name__ for arc in space.arcs]
    return {(classes[arc.source], kind, classes[arc.target]) for arc, kind in zip(space.arcs, kinds, strict=True)}


def _put_in_order(space: Space, number: int, ordering: Space) -> Hashable:
    machine, position = space.state(number)
    core, threads = ordering.steps.parts(machine)
    order = ordering.symmetry.order(core, threads, position.begun)
    if order is not None:
        core = ordering.symmetry.core(core, order)
        threads = tuple(threads[old] for old in order)
        position = position._replace(begun=tuple(position.begun[old] for old in order[: len(position.begun)]))
    return core, threads, position


def _not_private(whole: Space, reduced: Space) -> Iterator[str]:
    """The reduced search meets the same shared parts and the same ends, and no state that is not there.

    A halted machine may have stopped before a token was written; only its shared part can be the same.
    """
    states, fewer = _states(whole, range(len(whole.states))), _states(reduced, range(len(reduced.states)))
    if not fewer <= states:
        yield "a token written first leads to a state of its own"
    if _shared(fewer) != _shared(states):
        yield "a token written first hides a shared part"
    ends, fewer_ends = _states(whole, whole.ends), _states(reduced, reduced.ends)
    if _shared(ends) != _shared(fewer_ends) or _going(ends) != _going(fewer_ends):
        yield "a token written first hides an end"


def _states(space: Space, numbers: Iterable[int]) -> set[State]:
    return {space.state(number) for number in numbers}


def _shared(states: set[State]) -> set[Hashable]:
    return {state.machine[1:-1] for state in states}


def _going(states: set[State]) -> set[State]:
    return {state for state in states if state.machine.halted is None}


def _different(what: str, edges: Iterable[_Edge], others: Iterable[_Edge]) -> Iterator[str]:
    whole, reduced = set(edges), set(others)
    if whole != reduced:
        yield f"with and without {what}: {len(whole - reduced)} edges missing, {len(reduced - whole)} too many"
