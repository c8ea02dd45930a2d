"""The first state and every edge of a plain graph, as whole machines, shown to checks of other layers.

Not good for: anything by itself; what a check shows is its own business.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from hiwater_check.induction import image
from hiwater_check.states.graph import Graph
from hiwater_model.machine import Machine
from hiwater_model.steps import Step

EdgeCheck: TypeAlias = Callable[[Machine, Step, Machine], str | None]
"""Says what is wrong with a step from one machine to another, or None."""

StartCheck: TypeAlias = Callable[[Machine], str | None]
"""Says what is wrong with a machine that nothing has happened to, or None."""

START_CHECKS: Final[tuple[StartCheck, ...]] = (image.start_problem,)
"""That the image of the start is a beginning of the abstraction that the induction is about."""
EDGE_CHECKS: Final[tuple[EdgeCheck, ...]] = (image.edge_problem,)
"""That the image of an edge is a step of the abstraction that the induction is about."""


def start_problem(graph: Graph, checks: Sequence[StartCheck]) -> str | None:
    """The first complaint of a check about the first state; None if there is none."""
    complaints = (check(graph.states[0].machine) for check in checks)
    return next((f"at the start: {complaint}" for complaint in complaints if complaint is not None), None)


def edge_problem(graph: Graph, checks: Sequence[EdgeCheck]) -> str | None:
    """The first complaint of a check, with the length of a run that shows it; None if there is none."""
    for edge in graph.edges:
        before, after = graph.states[edge.source].machine, graph.states[edge.target].machine
        for check in checks:
            complaint = check(before, edge.choice.step, after)
            if complaint is not None:
                return f"after {len(graph.way(edge.source)) + 1} steps: {complaint}"
    return None
