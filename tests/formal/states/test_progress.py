"""Who runs again: the ends of each scope are those that are known, and a lost wake-up shows as one that is not."""

import pytest

from hiwater_check.states.expected import ENDS
from hiwater_check.states.fates import HANGS, UNKNOWN
from hiwater_check.states.progress import outlook
from hiwater_check.states.scope import LARGE, SMALL
from hiwater_check.states.search import search
from hiwater_model.draft import Draft
from hiwater_model.reader import dequeue

_WAKE = Draft.wake


@pytest.mark.parametrize("scope", SMALL)
def test_ends_are_known(scope: str) -> None:
    """Every run of a scope ends, in one of the ways that are written down for it, each of which is met."""
    seen = outlook(search(SMALL[scope]))
    assert seen.holds
    assert set(seen.ends) == ENDS[scope]
    assert seen.always + seen.sometimes + seen.never == seen.sleeping


@pytest.mark.parametrize("scope", ["writers", "low water 0", "marks"])
def test_a_writer_runs_again(scope: str) -> None:
    """With a daemon that stays, auditing on and a kick, every sleeping writer runs again, whatever is chosen."""
    seen = outlook(search(SMALL[scope]))
    assert seen.sleeping == seen.always > 0


def test_a_lost_wake_up_is_an_unknown_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """If nobody wakes writers, they sleep at the end with a reader that waits, which no finding explains."""
    monkeypatch.setattr(dequeue, "writers_are_woken", lambda *_numbers: False)
    monkeypatch.setattr(Draft, "wake", _wake_readers_alone)
    seen = outlook(search(SMALL["low water 0"]))
    assert not seen.holds
    assert UNKNOWN in seen.ends


def _wake_readers_alone(draft: Draft, zone: int, condition: str, clause: str) -> None:
    if condition == "read":
        _WAKE(draft, zone, condition, clause)


def test_every_hang_has_a_sentence() -> None:
    """Ends that are written down are told somewhere, and every scope has its own."""
    assert set(ENDS) == set(SMALL) | set(LARGE)
    assert set().union(*ENDS.values()) - {"well"} <= set(HANGS)
