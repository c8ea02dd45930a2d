"""Edges are shown to checks of other layers, and a complaint is told with the length of a run."""

from hiwater_check.states.edges import edge_problem
from hiwater_check.states.graph import explore
from hiwater_check.states.scope import SMALL
from hiwater_model.machine import Machine
from hiwater_model.steps import Step


def _no_halt(before: Machine, _step: Step, after: Machine) -> str | None:
    return "it halted" if before.halted is None and after.halted is not None else None


def test_the_first_complaint_is_told() -> None:
    """A check that the scope does not fulfil complains; one that it fulfils does not."""
    assert edge_problem(explore(SMALL["event, halt"]), [_no_halt]) == "after 4 steps: it halted"
    assert edge_problem(explore(SMALL["event"]), [_no_halt]) is None
