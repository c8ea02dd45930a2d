"""The state graph of a small program: every state that the shipped relation can reach, and every step between two.

This is the definition: breadth first, whole machines compared, nothing forgotten. The faster search beside it is held
against this one. Not good for: programs of more than some ten thousand states, and for how likely a state is.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from hiwater_conform.exploring.program import Choice, Position, Program, choices, first_position
from hiwater_model.events import Event
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Step


class State(NamedTuple):
    """A machine, and how far the program is with it."""

    machine: Machine
    position: Position


class Edge(NamedTuple):
    """A step from one state to another, by their numbers, with what could be seen of it."""

    source: int
    choice: Choice
    target: int
    events: tuple[Event, ...]


class Sourced(Protocol):
    """What leads from a state: an edge of a graph, an arc of a search."""

    @property
    def source(self) -> int:
        """The state that it begins at."""


Link = TypeVar("Link", bound=Sourced)


def way_to(state: int, links: Sequence[Link], parents: Sequence[int]) -> list[Link]:
    """The links of a shortest run to a state; `parents` is the link by which each state was met first, or -1."""
    way: list[Link] = []
    while parents[state] >= 0:
        way.append(links[parents[state]])
        state = way[-1].source
    return way[::-1]


class Graph(NamedTuple):
    """All states, the first one first, in the order in which a breadth-first search meets them; edges by source.

    A halted machine has no edges; `halted` is "undefined" where the C has no defined next act.
    """

    program: Program
    states: list[State]
    edges: list[Edge]
    parents: list[int]
    """The number of the edge by which each state was met first; -1 for the first one."""

    def trace(self, state: int) -> list[Step]:
        """A shortest run to a state."""
        return [edge.choice.step for edge in self.way(state)]

    def way(self, state: int) -> list[Edge]:
        """The edges of a shortest run to a state."""
        return way_to(state, self.edges, self.parents)


class TooManyStates(Exception):
    """A program has more states than were allowed."""


def explore(program: Program, *, most: int = 1_000_000) -> Graph:
    """Every state and every edge. Raises TooManyStates beyond `most` states."""
    graph = begun(program)
    for _edge in growing(graph, most=most):
        pass
    return graph


def begun(program: Program) -> Graph:
    """The graph that holds the first state alone."""
    return Graph(program, [State(start(program.configuration), first_position(program))], [], [-1])


def growing(graph: Graph, *, most: int = 1_000_000) -> Iterator[Edge]:
    """Each edge as it joins a graph that was begun, breadth first. Raises TooManyStates beyond `most` states."""
    known = {graph.states[0]: 0}
    number = 0
    while number < len(graph.states):
        state = graph.states[number]
        for choice in choices(graph.program, *state):
            outcome = apply(state.machine, choice.step)
            after = State(outcome.machine, choice.position)
            target = known.setdefault(after, len(graph.states))
            if target == len(graph.states):
                if target >= most:
                    raise TooManyStates(f"{graph.program.name}: more than {most} states")
                graph.states.append(after)
                graph.parents.append(len(graph.edges))
            edge = Edge(number, choice, target, outcome.events)
            graph.edges.append(edge)
            yield edge
        number += 1
