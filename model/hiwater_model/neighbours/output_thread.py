"""au_output_thread: one for each active zone; it sleeps, drains the queue, and gives up the door when it leaves.

Neighbour: audit_syscalls.c (kernel-queue.md 8.1). Clauses OUTPUT-01 to OUTPUT-07.
"""

from typing import NamedTuple

from hiwater_model.constants import AUDITING, DONT_STOP_TICKS
from hiwater_model.draft import Draft, point, returned
from hiwater_model.machine import IDLE, Thread, Wait
from hiwater_model.reader import doorio


class OutputThread(NamedTuple):
    """The output thread's own frame."""

    at: int | str
    zone: int


def begun(thread: Thread, zone: int) -> Thread:
    """The zone's reader at its first point."""
    return thread._replace(
        frames=(OutputThread("output:start", zone),), wait=Wait("read", "output:start", "delay", zone)
    )


def begin(draft: Draft, zone: int, clause: str) -> None:
    """Dispatch the zone's reader."""
    number = draft.before.reader(zone)
    draft.threads[number] = begun(draft.threads[number], zone)
    draft.writes.append(("thread", number, clause, ("wait",)))


@point("output:start", "OUTPUT-01")
def kick_armed(draft: Draft, frame: OutputThread) -> None:
    """Each activation starts a chain of kicks of its own (quirk Q25)."""
    draft.arm("kick", frame.zone, draft.zones[frame.zone].queue.delay, "OUTPUT-01")
    draft.park("read", "output:state", "state", frame.zone)


@point("output:state", "OUTPUT-02")
def state_read(draft: Draft, frame: OutputThread) -> None:
    """Only AUDITING goes on."""
    if draft.zones[frame.zone].state == AUDITING:
        draft.park("enter", "output:lock", "queue lock", frame.zone)
    else:
        _leave(draft, frame)


@point("output:lock", "OUTPUT-03")
def queue_lock_entered(draft: Draft, frame: OutputThread) -> None:
    """Is there anything to write?"""
    _sleep_or_drain(draft, frame)


def _sleep_or_drain(draft: Draft, frame: OutputThread) -> None:
    queue = draft.zones[frame.zone].queue
    if queue.records.first < queue.records.end:
        draft.park("exit", "output:unlock", "queue lock", frame.zone)
        return
    if queue.writers:
        draft.wake(frame.zone, "write", "OUTPUT-03")
    draft.set_queue(frame.zone, "OUTPUT-04", reader=1)
    draft.park("count", "output:rblocked", "rblocked", frame.zone, 1)


@point("output:rblocked", "OUTPUT-04")
def block_counted(draft: Draft, frame: OutputThread) -> None:
    """A kick that comes now is lost (quirk Q32)."""
    draft.park("wait", "output:sleep", "read_cv", frame.zone)


@point("output:sleep", "OUTPUT-04")
def woken(draft: Draft, frame: OutputThread) -> None:
    """Awake, with the lock."""
    draft.set_queue(frame.zone, "OUTPUT-04", reader=0)
    draft.park("read", "output:recheck", "state", frame.zone)


@point("output:recheck", "OUTPUT-05")
def state_read_again(draft: Draft, frame: OutputThread) -> None:
    """Turned off meanwhile: leave, whatever is queued (quirk Q33)."""
    if draft.zones[frame.zone].state == AUDITING:
        _sleep_or_drain(draft, frame)
    else:
        draft.park("exit", "output:off", "queue lock", frame.zone)


@point("output:off", "OUTPUT-05")
def turned_off(draft: Draft, frame: OutputThread) -> None:
    """Writers get a second chance 15 ticks later."""
    draft.arm("dont_stop", frame.zone, DONT_STOP_TICKS, "OUTPUT-05")
    _leave(draft, frame)


@point("output:unlock", "OUTPUT-06")
def queue_lock_left(draft: Draft, frame: OutputThread) -> None:
    """Drain the queue."""
    draft.call_from("output:drain")
    doorio.begin(draft, frame.zone)


@returned("output:drain", "OUTPUT-06")
def drained(draft: Draft, frame: OutputThread, error: int) -> None:
    """Any error ends the thread; nobody is told."""
    if error == 0:
        draft.park("read", "output:state", "state", frame.zone)
    else:
        _leave(draft, frame)


def _leave(draft: Draft, frame: OutputThread) -> None:
    draft.park("enter", "output:release", "door lock", frame.zone, why="OUTPUT-07")


@point("output:release", "OUTPUT-07")
def door_released(draft: Draft, frame: OutputThread) -> None:
    """Whatever door is installed now is given up, even one that has just come (quirk Q26)."""
    draft.set_zone(frame.zone, "OUTPUT-07", door=None, active=False)
    draft.park("exit", "output:ended", "door lock", frame.zone)


@point("output:ended", "OUTPUT-07")
def ended(draft: Draft, _frame: OutputThread) -> None:
    """The thread is gone; the state stays AUDITING, the queue as it is, and no writer is woken."""
    draft.stack.clear()
    draft.wait = IDLE
