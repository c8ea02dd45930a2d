"""auditon(A_SETQCTRL): the marks, the buffer size and the delay are replaced together.

Neighbour: auditsys.c (kernel-queue.md 10.6). Clauses QCTRL-01 to QCTRL-03.
"""

from typing import NamedTuple

from hiwater_model.configuration import Limits
from hiwater_model.constants import BUFFER_LEAST, BUFFER_MOST, DELAY_MOST, EINVAL, HIGH_WATER_LEAST, HIGH_WATER_MOST
from hiwater_model.decisions import is_full, reader_is_woken
from hiwater_model.draft import Draft, point
from hiwater_model.neighbours.control import may_not_control
from hiwater_model.steps import SetQueueControl


class QueueControl(NamedTuple):
    """A_SETQCTRL in progress."""

    at: int | str
    zone: int
    control: SetQueueControl


def set_queue_control(draft: Draft, control: SetQueueControl) -> None:
    """A_SETQCTRL: seven checks; a negative delay passes them (quirk Q35)."""
    draft.clause = "QCTRL-01"
    zone = draft.thread.zone
    small = draft.before.configuration.limits is Limits.SMALL
    if may_not_control(draft) or _breaks_limits(control, small):
        draft.resume(EINVAL)
        return
    draft.stack.append(QueueControl("setqctrl:lock", zone, control))
    draft.park("enter", "setqctrl:lock", "queue lock", zone)


def _breaks_limits(control: SetQueueControl, small: bool) -> bool:
    high_least, buffer_least = (1, 1) if small else (HIGH_WATER_LEAST, BUFFER_LEAST)
    return (
        control.low_water < 0  # unsigned in the kernel, so more than any high water
        or control.high_water <= control.low_water
        or control.high_water < high_least
        or control.high_water > HIGH_WATER_MOST
        or control.buffer_size < buffer_least
        or control.buffer_size > BUFFER_MOST
        or control.delay == 0
        or control.delay > DELAY_MOST
    )


@point("setqctrl:lock", "QCTRL-02")
def control_stored(draft: Draft, frame: QueueControl) -> None:
    """Stored together; each side is woken if the new marks let it go on."""
    control = frame.control
    draft.set_queue(
        frame.zone,
        "QCTRL-02",
        high_water=control.high_water,
        low_water=control.low_water,
        buffer_size=control.buffer_size,
        delay=control.delay,
    )
    queue = draft.zones[frame.zone].queue
    if reader_is_woken(queue.count, queue.low_water, queue.reader):
        draft.wake(frame.zone, "read", "QCTRL-03")
    if queue.writers and not is_full(queue.count, queue.high_water):
        draft.wake(frame.zone, "write", "QCTRL-03")
    draft.park("exit", "setqctrl:unlock", "queue lock", frame.zone)


@point("setqctrl:unlock", "QCTRL-03")
def control_set(draft: Draft, _frame: QueueControl) -> None:
    """The staging buffer changes at the next drain, the delay at the next kick."""
    draft.give(0)
