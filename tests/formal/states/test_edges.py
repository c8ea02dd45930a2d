"""The start and the edges are shown to checks of other layers, and a complaint is told with the length of a run."""

from hiwater_check.states.edges import START_CHECKS, edge_problem, start_problem
from hiwater_check.states.graph import begun, explore
from hiwater_check.states.scope import SMALL
from hiwater_model.machine import Machine
from hiwater_model.steps import Step


def _no_halt(before: Machine, _step: Step, after: Machine) -> str | None:
    return "it halted" if before.halted is None and after.halted is not None else None


def test_the_first_complaint_is_told() -> None:
    """A check that the scope does not fulfil complains; one that it fulfils does not."""
    assert edge_problem(explore(SMALL["event, halt"]), [_no_halt]) == "after 4 steps: it halted"
    assert edge_problem(explore(SMALL["event"]), [_no_halt]) is None


def test_every_small_scope_begins_at_a_beginning_of_the_counted_queue() -> None:
    """The induction's first case: the image of each start is one that the induction begins at."""
    for program in SMALL.values():
        assert start_problem(begun(program), START_CHECKS) is None


def test_a_start_that_is_none_is_told() -> None:
    """Somebody who is counted before anything has happened would never be explained."""
    graph = begun(SMALL["event"])
    state = graph.states[0]
    zone = state.machine.zones[0]
    counted = zone._replace(queue=zone.queue._replace(writers=1))
    graph.states[0] = state._replace(machine=state.machine._replace(zones=(counted, *state.machine.zones[1:])))
    assert "at the start: zone 0: " in str(start_problem(graph, START_CHECKS))
