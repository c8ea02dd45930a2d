"""The relation's graph beside TLC's: sets of states, sets of labelled edges; the first difference told in words.

Not good for: saying who is right; the C decides.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

from hiwater_check.states.graph import Graph, explore
from hiwater_check.tla.dump import VARIABLES, Behaviour, Labelled, State
from hiwater_check.tla.projection import action_name, projected
from hiwater_check.tla.values import Record, Value, written
from hiwater_conform.exploring.program import Program

BEGINNING: Final = "(the beginning)"


class Difference(NamedTuple):
    """The first thing that one side has and the other has not."""

    whose: str
    """`relation` or `tla`: who alone has it."""
    trace: tuple[str, ...]
    """A shortest run of that side to it; the last action is the one that the other side does not follow."""
    what: tuple[str, ...]
    """In words: the values that differ from what the other side does at that action, or that it does nothing."""

    @property
    def line(self) -> str:
        """The difference in a line."""
        return f"{self.whose} alone after {len(self.trace)} steps ({', '.join(self.trace)}): {'; '.join(self.what)}"


class Compared(NamedTuple):
    """Both sides' figures, and the first difference, if any."""

    relation_states: int
    """Projected, each counted once."""
    relation_edges: int
    tla_states: int
    tla_edges: int
    difference: Difference | None

    @property
    def equal(self) -> bool:
        """The same states and the same labelled edges."""
        return self.difference is None


def relation_behaviour(program: Program, *, most: int = 1_000_000) -> Behaviour:
    """The shipped relation's graph, projected. Raises TooManyStates."""
    return projected_graph(explore(program, most=most))


class ProjectionForgets(Exception):
    """Two machines look alike in the spec and go on differently: the projection forgets what decides."""


def projected_graph(graph: Graph) -> Behaviour:
    """A graph of the relation as the spec's values. Raises ProjectionForgets."""
    program = graph.program
    states = [projected(program, state) for state in graph.states]
    outgoing: list[set[tuple[str, State]]] = [set() for _ in states]
    for edge in graph.edges:
        name = action_name(program, edge.choice, graph.states[edge.source].position)
        outgoing[edge.source].add((name, states[edge.target]))
    ways: dict[State, set[tuple[str, State]]] = {}
    for number, (state, following) in enumerate(zip(states, outgoing, strict=True)):
        if ways.setdefault(state, following) != following:
            raise ProjectionForgets(f"{program.name}: state {number}, after {len(graph.way(number))} steps")
    edges = frozenset((state, name, target) for state, following in ways.items() for name, target in following)
    return Behaviour(states[0], frozenset(states), edges)


def compared(relation: Behaviour, tla: Behaviour) -> Compared:
    """Both sides beside each other. States and edges are compared; equal edges from equal beginnings say it all."""
    difference = None
    if (relation.first, relation.states, relation.edges) != (tla.first, tla.states, tla.edges):
        difference = _first_difference(relation, tla)
    return Compared(len(relation.states), len(relation.edges), len(tla.states), len(tla.edges), difference)


def _first_difference(relation: Behaviour, tla: Behaviour) -> Difference:
    """The nearest to the beginning, of the relation first."""
    found = [
        difference
        for difference in (_alone("relation", relation, tla), _alone("tla", tla, relation))
        if difference is not None
    ]
    return min(found, key=lambda difference: len(difference.trace))


def _alone(whose: str, one: Behaviour, other: Behaviour) -> Difference | None:
    """What `one` has first that the other has not; both graphs are walked together, along edges that both have."""
    if one.first != other.first:
        return Difference(whose, (BEGINNING,), tuple(_differing(one.first, other.first)))
    theirs = _outgoing(other.edges)
    for trace, (source, name, target) in _by_distance(one):
        if (name, target) not in theirs.get(source, ()):
            instead = [after for action, after in theirs.get(source, ()) if action == name]
            return Difference(whose, trace, tuple(_told(target, instead)))
    return None


def _told(target: State, instead: list[State]) -> Iterable[str]:
    if not instead:
        return ("the other side does not do that",)
    return _differing(target, instead[0])


def _by_distance(behaviour: Behaviour) -> Iterable[tuple[tuple[str, ...], Labelled]]:
    """Every edge with a shortest run that ends with it."""
    outgoing = _outgoing(behaviour.edges)
    ways: dict[State, tuple[str, ...]] = {behaviour.first: ()}
    waiting = deque([behaviour.first])
    while waiting:
        source = waiting.popleft()
        for name, target in outgoing.get(source, ()):
            way = (*ways[source], name)
            yield way, (source, name, target)
            if target not in ways:
                ways[target] = way
                waiting.append(target)


def _outgoing(edges: Iterable[Labelled]) -> dict[State, list[tuple[str, State]]]:
    outgoing: dict[State, list[tuple[str, State]]] = {}
    for source, name, target in edges:
        outgoing.setdefault(source, []).append((name, target))
    for following in outgoing.values():
        following.sort(key=lambda pair: pair[0])
    return outgoing


def _differing(mine: State, yours: State) -> Iterable[str]:
    """The parts of the variables that differ, as `queue.count: 1, the other side has 2`."""
    for name, left, right in zip(VARIABLES, mine, yours, strict=True):
        yield from _parts(name, left, right)


def _parts(name: str, left: Value, right: Value) -> Iterable[str]:
    if left == right:
        return
    if isinstance(left, Record) and isinstance(right, Record) and [n for n, _ in left] == [n for n, _ in right]:
        for (part, mine), (_, yours) in zip(left, right, strict=True):
            yield from _parts(f"{name}.{part}", mine, yours)
    else:
        yield f"{name}: {written(left)}, the other side has {written(right)}"
