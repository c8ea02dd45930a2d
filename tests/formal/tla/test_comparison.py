"""The relation and the spec have the same states and labelled edges; a difference is told with a shortest run."""

from collections.abc import Callable

import pytest

from hiwater_check.states.graph import Graph, explore
from hiwater_check.states.graph import State as Explored
from hiwater_check.tla import comparison
from hiwater_check.tla.comparison import ProjectionForgets, compared, projected_graph, relation_behaviour
from hiwater_check.tla.dump import VARIABLES, Behaviour, State
from hiwater_check.tla.projection import projected
from hiwater_check.tla.scopes import shared
from hiwater_conform.exploring.program import Program
from hiwater_model.configuration import Granularity

_SCOPES = {"one in pieces": (186, 344), "turned off": (421, 778), "event, halt": (570, 932), "event, early": (35, 60)}


@pytest.mark.parametrize("name", _SCOPES)
def test_the_sides_are_equal(name: str, tlc_graph: Callable[..., Behaviour]) -> None:
    """As sets of states and as sets of labelled edges; the figures are those that both sides had when recorded."""
    result = compared(relation_behaviour(shared(name)), tlc_graph(name))
    assert result.difference is None
    assert (result.relation_states, result.relation_edges) == (result.tla_states, result.tla_edges) == _SCOPES[name]


def test_the_sides_are_equal_with_fine_steps(tlc_graph: Callable[..., Behaviour]) -> None:
    """Every point of the protocol that the scope reaches, one at a time."""
    program = shared("one record").at(Granularity.FINE)
    result = compared(relation_behaviour(program), tlc_graph("one record", Granularity.FINE))
    assert result.equal
    assert result.tla_states > 150


def _graph() -> Graph:
    return explore(shared("one record"))


def test_an_edge_that_is_missing_is_told() -> None:
    """With the run that leads there, and the side that has it."""
    whole = projected_graph(_graph())
    last = max(whole.edges, key=lambda edge: len(str(edge)))
    result = compared(whole, whole._replace(edges=whole.edges - {last}))
    assert result.difference is not None
    assert result.difference.whose == "relation"
    assert result.difference.trace[-1] == last[1]
    assert "does not do that" in result.difference.line


def test_a_value_that_differs_is_told() -> None:
    """By the names of variable and field, with both values."""
    whole = projected_graph(_graph())
    source, name, target = next(edge for edge in whole.edges if edge[0] == whole.first)
    other: State = (*target[:-1], "panic")
    result = compared(
        whole,
        Behaviour(
            whole.first, whole.states | {other}, whole.edges - {(source, name, target)} | {(source, name, other)}
        ),
    )
    assert result.difference is not None
    assert result.difference.trace == (name,)
    assert result.difference.what == ('halted: "", the other side has "panic"',)


def test_other_beginnings_are_told() -> None:
    """Before any step."""
    whole = projected_graph(_graph())
    result = compared(whole, whole._replace(first=(*whole.first[:-1], "panic")))
    assert result.difference is not None
    assert result.difference.trace == (comparison.BEGINNING,)


def test_a_projection_that_forgets_what_decides_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the budgets, machines would look alike that go on differently."""
    budget = VARIABLES.index("budget")

    def forgetful(program: Program, state: Explored) -> State:
        values = projected(program, state)
        return (*values[:budget], "", *values[budget + 1 :])

    monkeypatch.setattr(comparison, "projected", forgetful)
    with pytest.raises(ProjectionForgets):
        projected_graph(explore(shared("one in pieces")))
