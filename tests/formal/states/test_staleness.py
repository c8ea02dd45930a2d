"""How old a record is when it is offered: exactly the delay at most, and a broken kick shows."""

from typing import Any

import pytest

from hiwater_check.states.staleness import PROGRAMS, oldest
from hiwater_conform.exploring.program import Program
from hiwater_model.draft import POINTS, Draft
from hiwater_model.machine import IDLE


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_delay_is_reached_and_not_exceeded(program: Program) -> None:
    """With low water above 0 the oldest record waits for exactly one delay; with low water 0 none waits."""
    age = oldest(program)
    assert age.oldest == (20 if age.low_water else 0)
    assert age.holds


def test_a_kick_that_looks_away_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """If every other kick does nothing, a record waits for two delays."""
    handler = POINTS["kick:count"]

    def looks_away(draft: Draft, frame: Any) -> None:
        if draft.ticks % 40 == 0:
            handler(draft, frame)
            return
        draft.arm("kick", frame.zone, 20, "TIMER-03")
        draft.stack.clear()
        draft.wait = IDLE

    monkeypatch.setitem(POINTS, "kick:count", looks_away)
    age = oldest(PROGRAMS[0])
    assert age.oldest == 40
    assert not age.holds
