"""The invariant is inductive, by two solvers; faulty steps break it; what is false is refuted."""

import pytest

from hiwater_check.induction.invariants import FALSE, FOLLOWS, INVARIANT, Property
from hiwater_check.induction.judges import by_cvc5, by_z3
from hiwater_check.induction.obligations import (
    found_by_spacer,
    obligations,
    obligations_of_new_marks,
    possibilities,
)
from hiwater_check.induction.protocol import ACTIONS, Action, Counted, initial, wake_writers
from hiwater_check.induction.tight import most_queued_beyond_high_water, obligations_of_tightness
from tests.formal.induction.faults import FAULTS, Fault


def test_every_obligation_holds_by_both_solvers() -> None:
    """For all integers: 92 of the protocol, and what new marks keep; that they do not keep the bound is refuted."""
    every = [*obligations(), *obligations_of_new_marks()]
    assert len(every) == len(INVARIANT) * (1 + len(ACTIONS)) + len(FOLLOWS) + len(INVARIANT) + len(FOLLOWS)
    for obligation in every:
        assert by_z3(obligation.broken).holds is obligation.holds, obligation.name
        assert by_cvc5(obligation.broken).holds is obligation.holds, obligation.name
    assert [one.name for one in every if not one.holds] == ["new marks, and still: high water bounds"]


def test_no_step_is_shown_of_nothing() -> None:
    """Each can be taken where the invariant holds, say both solvers."""
    every = list(possibilities())
    assert len(every) == len(ACTIONS) + 1
    assert not any(by_z3(one.broken).holds for one in every)
    assert not any(by_cvc5(one.broken).holds for one in every)


def _with(fault: Fault) -> list[Action]:
    assert fault.action in {action.name for action in ACTIONS}
    return [
        action._replace(does=fault.does or action.does, may=fault.may or action.may)
        if action.name == fault.action
        else action
        for action in ACTIONS
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_breaks_an_obligation(fault: Fault) -> None:
    """Both solvers refute it, Z3 with a state; and the property that falls is the one expected."""
    broken = [one for one in obligations(_with(fault)) if by_z3(one.broken).holds is False]
    assert any(fault.property in one.name for one in broken), [one.name for one in broken]
    assert all(by_cvc5(one.broken).holds is False for one in broken)
    assert by_z3(broken[0].broken).witness


@pytest.mark.parametrize("one", [*INVARIANT, *FOLLOWS], ids=lambda one: one.name)
def test_spacer_finds_an_invariant_of_its_own(one: Property) -> None:
    """For every property, from the beginning and the steps alone."""
    assert found_by_spacer(one).holds is True


@pytest.mark.parametrize("one", FALSE, ids=lambda one: one.name)
def test_spacer_refutes_what_is_false(one: Property) -> None:
    """A reachable state breaks it."""
    assert found_by_spacer(one).holds is False


@pytest.mark.parametrize("left_out", range(len(INVARIANT)), ids=lambda place: INVARIANT[place].name)
def test_parts_of_the_invariant_that_lean_on_each_other(left_out: int) -> None:
    """Of six parts each is kept without another one or not; that is known, so a part that is idle would show."""
    parts = [one for place, one in enumerate(INVARIANT) if place != left_out]
    kept = all(by_z3(one.broken).holds for one in obligations(invariant=parts) if "it follows" not in one.name)
    needed = {"sound", "writers are counted", "reader is counted"}
    assert kept is (INVARIANT[left_out].name not in needed)


def test_the_bound_is_tight_for_any_number() -> None:
    """Each stage of the way leads to the next, say both solvers; and an early end of any is refuted."""
    assert len(list(obligations_of_tightness())) == 5
    assert all(by_z3(one.broken).holds and by_cvc5(one.broken).holds for one in obligations_of_tightness())
    idle = [action._replace(does=wake_writers) for action in ACTIONS]
    stages = [one.name for one in obligations_of_tightness(idle) if by_z3(one.broken).holds is False]
    assert len(stages) == 4


@pytest.mark.parametrize("backends", [0, 1, 7])
@pytest.mark.parametrize("high", [1, 2, 9])
def test_the_way_to_the_bound_can_be_gone(high: int, backends: int) -> None:
    """On numbers: the same steps lead to high water and one record for each backend."""
    does = {action.name: action for action in ACTIONS}
    s = Counted(*[0] * len(Counted._fields))._replace(high=high, backends=backends)
    assert initial(s)
    way = [
        *["a writer queues"] * (high - 1),
        *["a backend finds room"] * backends,
        "a writer queues",
        *["a backend queues"] * backends,
    ]
    for name in way:
        assert does[name].may(s)
        s = does[name].does(s)
    assert s.queued == high + backends


def test_the_bound_is_tight_on_the_model() -> None:
    """The run of Q4 passes high water by the one backend there is."""
    assert most_queued_beyond_high_water()[0] == 1
