"""auditdoor(2): a door is installed, and an output thread begun if there is none.

Neighbour: audit_syscalls.c (kernel-queue.md 9). Clauses AUDITDOOR-01 to AUDITDOOR-03.
"""

from typing import NamedTuple

from hiwater_model.constants import EBADF, EINVAL
from hiwater_model.draft import Draft, point
from hiwater_model.neighbours import output_thread
from hiwater_model.neighbours.control import may_not_control


class DoorCall(NamedTuple):
    """auditdoor(2) in progress."""

    at: int | str
    zone: int
    door: int
    begins: bool = False


def audit_door(draft: Draft, wanted: int | str) -> None:
    """auditdoor(2): a door for the thread's own zone."""
    draft.clause = "AUDITDOOR-01"
    zone = draft.thread.zone
    if not draft.before.loaded or may_not_control(draft):
        draft.resume(EINVAL)
    elif wanted == "bad":
        draft.resume(EBADF)
    elif isinstance(wanted, str):
        draft.resume(EINVAL)
    else:
        draft.stack.append(DoorCall("auditdoor:lock", zone, wanted))
        draft.park("enter", "auditdoor:lock", "door lock", zone)


@point("auditdoor:lock", "AUDITDOOR-02")
def door_stored(draft: Draft, frame: DoorCall) -> None:
    """The new door replaces the old one, also under a thread that runs."""
    begins = not draft.zones[frame.zone].active
    draft.set_zone(frame.zone, "AUDITDOOR-02", door=frame.door, active=True)
    draft.keep(frame, begins=begins)
    draft.park("exit", "auditdoor:unlock", "door lock", frame.zone)


@point("auditdoor:unlock", "AUDITDOOR-03")
def reader_begun(draft: Draft, frame: DoorCall) -> None:
    """An output thread is begun if there was none."""
    if frame.begins:
        output_thread.begin(draft, frame.zone, "AUDITDOOR-03")
    draft.give(0)
