"""The plain graph: whole machines, shortest traces, a bound."""

import pytest

from hiwater_check.states.graph import TooManyStates, explore
from hiwater_check.states.scope import SMALL
from hiwater_model.relation import apply, start


def test_a_trace_leads_to_its_state() -> None:
    """A trace, taken step by step from the start, ends at the machine of its state."""
    graph = explore(SMALL["event, halt"])
    for number, state in enumerate(graph.states):
        machine = start(graph.program.configuration)
        for step in graph.trace(number):
            machine = apply(machine, step).machine
        assert machine == state.machine


def test_traces_are_shortest() -> None:
    """No edge leads more than one step beyond the trace of its source."""
    graph = explore(SMALL["event"])
    depths = [len(graph.way(number)) for number in range(len(graph.states))]
    assert all(depths[edge.target] <= depths[edge.source] + 1 for edge in graph.edges)
    assert max(depths) > 10


def test_too_many_states_are_said() -> None:
    """A program that has more states than allowed is not explored in part."""
    with pytest.raises(TooManyStates):
        explore(SMALL["event"], most=100)
