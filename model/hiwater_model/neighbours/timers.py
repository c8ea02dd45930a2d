"""The two timers of the output thread: the kick that repeats, and the one-shot that keeps writers from being stuck.

Neighbour: audit_syscalls.c (kernel-queue.md 8.2). Clauses TIMER-01 to TIMER-04.
"""

from typing import NamedTuple

from hiwater_model.constants import NO_AUDIT
from hiwater_model.draft import Draft, point
from hiwater_model.machine import IDLE, Timer


class Kick(NamedTuple):
    """au_queue_kick in progress."""

    at: int | str
    zone: int


class DontStop(NamedTuple):
    """audit_dont_stop in progress."""

    at: int | str
    zone: int


def begin(draft: Draft, timer: Timer) -> None:
    """A timer that has come due; with auditing off, or the zone gone, it does nothing and is not armed again."""
    zone = draft.zones[timer.zone]
    if not zone.valid or zone.state == NO_AUDIT:
        return
    if timer.kind == "kick":
        draft.stack.append(Kick("kick:count", timer.zone))
        draft.park("read", "kick:count", "count", timer.zone)
    else:
        draft.stack.append(DontStop("dont_stop:lock", timer.zone))
        draft.park("enter", "dont_stop:lock", "queue lock", timer.zone)


@point("kick:count", "TIMER-02")
def count_read(draft: Draft, frame: Kick) -> None:
    """Without the lock: is anything queued?"""
    if draft.zones[frame.zone].queue.count:
        draft.park("read", "kick:reader", "reader", frame.zone)
    else:
        _armed_again(draft, frame)


@point("kick:reader", "TIMER-02")
def reader_read(draft: Draft, frame: Kick) -> None:
    """Without the lock: does the reader sleep?"""
    if draft.zones[frame.zone].queue.reader:
        draft.wake(frame.zone, "read", "TIMER-02")
    _armed_again(draft, frame)


def _armed_again(draft: Draft, frame: Kick) -> None:
    draft.arm("kick", frame.zone, draft.zones[frame.zone].queue.delay, "TIMER-03")
    _over(draft)


@point("dont_stop:lock", "TIMER-04")
def queue_lock_entered(draft: Draft, frame: DontStop) -> None:
    """Writers are woken to look again."""
    draft.wake(frame.zone, "write", "TIMER-04")
    draft.park("exit", "dont_stop:unlock", "queue lock", frame.zone)


@point("dont_stop:unlock", "TIMER-04")
def queue_lock_left(draft: Draft, _frame: DontStop) -> None:
    """Once only."""
    _over(draft)


def _over(draft: Draft) -> None:
    draft.stack.clear()
    draft.wait = IDLE
