"""A zone goes down: the daemon is told, auditing is turned off, the output thread is waited for.

Neighbour: audit_zone.c (kernel-queue.md 10.8). Clauses ZONE-01 to ZONE-03.
"""

from typing import NamedTuple

from hiwater_model.constants import MESSAGE_SHUTDOWN, NO_AUDIT
from hiwater_model.draft import Draft, point, returned
from hiwater_model.reader import door


class Shutdown(NamedTuple):
    """A zone's shutdown in progress."""

    at: int | str
    zone: int


def zone_shutdown(draft: Draft, zone: int) -> None:
    """A zone goes down: the daemon is told, in a message that it will toss (quirk Q18)."""
    draft.stack.append(Shutdown("zone_shutdown:door", zone))
    draft.park("read", "zone_shutdown:door", "door", zone)


@point("zone_shutdown:door", "ZONE-01")
def shutdown_door_tested(draft: Draft, frame: Shutdown) -> None:
    """Only with the module loaded and a door."""
    if draft.before.loaded and draft.zones[frame.zone].door is not None:
        draft.call_from("zone_shutdown:message")
        door.begin_message(draft, frame.zone, MESSAGE_SHUTDOWN, 0)
    else:
        draft.park("write", "zone_shutdown:invalid", "state", frame.zone)


@returned("zone_shutdown:message", "ZONE-01")
def shutdown_told(draft: Draft, frame: Shutdown, _value: int) -> None:
    """What the daemon answers does not matter."""
    draft.park("write", "zone_shutdown:invalid", "state", frame.zone)


@point("zone_shutdown:invalid", "ZONE-02")
def invalidated(draft: Draft, frame: Shutdown) -> None:
    """Writers are not woken."""
    draft.set_zone(frame.zone, "ZONE-02", valid=False, state=NO_AUDIT)
    if draft.zones[frame.zone].active:
        draft.park("enter", "zone_shutdown:lock", "queue lock", frame.zone)
    else:
        draft.clause = "ZONE-02"
        draft.give()


@point("zone_shutdown:lock", "ZONE-03")
def shutdown_locked(draft: Draft, frame: Shutdown) -> None:
    """The reader is woken, to leave."""
    draft.wake(frame.zone, "read", "ZONE-03")
    draft.park("exit", "zone_shutdown:unlock", "queue lock", frame.zone)


@point("zone_shutdown:unlock", "ZONE-03")
def shutdown_unlocked(draft: Draft, frame: Shutdown) -> None:
    """And waited for."""
    draft.park("join", "zone_shutdown:join", "reader", frame.zone)


@point("zone_shutdown:join", "ZONE-03")
def reader_gone(draft: Draft, _frame: Shutdown) -> None:
    """The zone's context could be freed now."""
    draft.give()
