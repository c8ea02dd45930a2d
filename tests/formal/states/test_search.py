"""The fast search: its traces can be replayed, and it finds what the plain graph has."""

import pytest

from hiwater_check.states.graph import State, TooManyStates
from hiwater_check.states.properties import Properties
from hiwater_check.states.scope import SMALL
from hiwater_check.states.search import RAISES, Reductions, search
from hiwater_check.states.validation import forgotten
from hiwater_model.draft import POINTS
from hiwater_model.relation import apply, start


@pytest.mark.parametrize("scope", ["event, halt", "between the marks", "daemon"])
def test_a_trace_is_a_run(scope: str) -> None:
    """A trace through exchanged threads is a run of the relation, to a machine with the same queue."""
    space = search(SMALL[scope])
    assert space.symmetry.classes == [(0, 1)]
    for number in range(0, len(space.states), 7):
        machine = start(space.program.configuration)
        for step in space.trace(number):
            machine = apply(machine, step).machine
        state = space.state(number)
        ours, theirs = (forgotten(State(one, state.position)).machine for one in (machine, state.machine))
        assert sorted(map(repr, ours.threads)) == sorted(map(repr, theirs.threads))
        assert [zone.queue.records for zone in ours.zones] == [zone.queue.records for zone in theirs.zones]


def test_what_is_remembered_makes_no_states() -> None:
    """The past that the properties remember follows from the machine: the search has as many states without it."""
    for scope in ("writers", "pieces"):
        program = SMALL[scope]
        assert len(search(program, watch=Properties(program)).states) == len(search(program).states)


def test_reductions_reduce() -> None:
    """Each reduction leaves fewer states."""
    program = SMALL["writers"]
    sizes = [
        len(search(program, reductions).states)
        for reductions in (
            Reductions(lambda machine: machine, symmetry=False, private_first=False),
            Reductions(symmetry=False, private_first=False),
            Reductions(private_first=False),
            Reductions(),
        )
    ]
    assert sizes == sorted(set(sizes), reverse=True)


def test_a_relation_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of the model is a broken property with a trace, and no traceback."""
    monkeypatch.setitem(POINTS, 493, lambda _draft, _frame: 1 // 0)
    space = search(SMALL["writers"])
    assert len(space.way(space.broken[RAISES])) == 8


def test_too_many_states_are_said() -> None:
    """The bound holds for the search too."""
    with pytest.raises(TooManyStates):
        search(SMALL["writers"], most=100)
