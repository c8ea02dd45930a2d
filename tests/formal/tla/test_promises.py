"""What must come some time: TLC keeps it where it holds, and finds the circle or the end where it does not."""

import pytest

from hiwater_check.states.scope import SMALL
from hiwater_check.tla.promises import AT_FIXED_MARKS, AT_FIXED_POLICY, PROMISES, QUICK, asked, invariants
from hiwater_check.tla.running import spec
from hiwater_check.tla.scopes import shared


@pytest.mark.parametrize(("name", "longest"), [("delivered", 0), ("without the kick", 8), ("daemon gone", 14)])
def test_a_promise_is_as_told(name: str, longest: int, tlc: None) -> None:
    """Kept, or broken by a run that is short."""
    answer = asked(spec(), PROMISES[name])
    assert answer.as_told
    assert len(answer.ran.trace) <= longest
    assert (answer.ran.violated is None) is PROMISES[name].kept


def test_a_promise_that_is_not_kept_is_seen(tlc: None) -> None:
    """A kick that never looks at the queue leaves a record below low water for ever."""
    modules = spec()
    planted = modules["Control"].replace("IF w.queue.count = 0 THEN KickAgain(w)", "IF TRUE THEN KickAgain(w)")
    assert planted != modules["Control"]
    answer = asked({**modules, "Control": planted}, PROMISES["delivered"])
    assert not answer.as_told
    assert answer.ran.back is not None


@pytest.mark.campaign
@pytest.mark.parametrize("name", PROMISES)
def test_every_promise_is_as_told(name: str, tlc: None) -> None:
    """Kept or not, as it says."""
    assert asked(spec(), PROMISES[name]).as_told


def test_every_run_asks_for_both_kinds() -> None:
    """What holds, and what does not."""
    assert {PROMISES[name].kept for name in QUICK} == {True, False}


def test_invariants_of_marks_are_left_out_where_marks_change() -> None:
    """They hold for marks that stay; the others are asked everywhere."""
    assert not set(AT_FIXED_MARKS) & set(invariants(shared("marks")))
    assert not set(AT_FIXED_POLICY) & set(invariants(shared("policy")))
    assert set(AT_FIXED_MARKS) <= set(invariants(shared("writers")))
    assert all("CountIsLength" in invariants(program) for program in SMALL.values())
