"""au_door_upcall and au_doormsg: a buffer goes through the door, and a code comes back (audit_io.c:523-611).

Clauses DOOR-01 to DOOR-07 and MSG-01 to MSG-04. The door lock is held for the whole upcall, and EAGAIN is tried again
for ever (quirk Q13).
"""

import struct
from typing import NamedTuple

from hiwater_model import events
from hiwater_model.citation import implements
from hiwater_model.constants import MESSAGE_POLICY, MESSAGE_SHUTDOWN, NOTIFY
from hiwater_model.decisions import ticks_before_retry, upcall_result
from hiwater_model.draft import CLAUSES, Draft, UndefinedAct, point, returned


class DoorUpcall(NamedTuple):
    """au_door_upcall in progress. `result` is the error, or what the reply says."""

    at: int | str
    zone: int
    type: int
    payload: bytes
    clause: str
    payload_clause: str
    result: int = 0


class DoorMessage(NamedTuple):
    """au_doormsg in progress."""

    at: int | str
    zone: int
    code: int
    payload: bytes


@implements("DOOR-01")
def begin(draft: Draft, zone: int, buffer_type: int, payload: bytes, clause: str, payload_clause: str) -> None:
    """The request is the buffer with its 8-byte head; the reply will come back into the same buffer.

    The clauses are those that the type and the payload follow.
    """
    draft.stack.append(DoorUpcall(550, zone, buffer_type, payload, clause, payload_clause))
    draft.park("enter", 550, "door lock", zone)


@point(550, "DOOR-02")
def door_lock_entered(draft: Draft, frame: DoorUpcall) -> None:
    """The door that is installed at this moment is called; there is no second look at whether there is one (Q14)."""
    door = draft.zones[frame.zone].door
    if door is None:
        raise UndefinedAct("DOOR-08", "a door that is not there is called", 551)
    draft.events.append(
        events.Asked(frame.clause, draft.me, frame.zone, door, frame.type, frame.payload, frame.payload_clause)
    )
    draft.park("door", 551, "door", frame.zone)


@point(551, "DOOR-02")
def door_answered(draft: Draft, frame: DoorUpcall) -> None:
    """An error, or a reply whose first word is the result; an empty reply leaves the size just sent in its place."""
    error, reply = draft.answer
    if error != 0:
        draft.keep(frame, result=error)
        draft.park("exit", 554, "door lock", frame.zone)
        return
    draft.keep(frame, result=upcall_result(reply, len(frame.payload)))
    draft.park("exit", 568, "door lock", frame.zone)


@point(554, "DOOR-03")
def door_failed(draft: Draft, frame: DoorUpcall) -> None:
    """EAGAIN waits and tries again; any other error ends the upcall."""
    if ticks_before_retry(frame.result):
        draft.park("enter", 560, "again lock", frame.zone)
    else:
        draft.give(frame.result)


@point(560, "DOOR-04")
def again_lock_entered(draft: Draft, frame: DoorUpcall) -> None:
    """A lock that exists only to sleep on."""
    draft.park("wait", 561, "again_cv", frame.zone, ticks_before_retry(frame.result))


@point(561, "DOOR-04")
def waited(draft: Draft, frame: DoorUpcall) -> None:
    """Nobody signals the condition: the time is over."""
    draft.park("exit", 564, "again lock", frame.zone)


@point(564, "DOOR-04")
def again_lock_left(draft: Draft, frame: DoorUpcall) -> None:
    """The same buffer once more, through whatever door is installed then."""
    draft.park("enter", 550, "door lock", frame.zone)


@point(568, "DOOR-05")
def door_lock_left(draft: Draft, frame: DoorUpcall) -> None:
    """The result is that of the reply."""
    draft.clause = "DOOR-07"
    draft.give(frame.result)


def begin_message(draft: Draft, zone: int, code: int, policy: int) -> None:
    """au_doormsg: a control message, for which memory is asked first; an unknown code gives 1."""
    if code == MESSAGE_POLICY:
        draft.stack.append(DoorMessage(593, zone, code, struct.pack("=I", policy & 0xFFFFFFFF)))
        draft.park("memory", 593, "message", None)
    elif code == MESSAGE_SHUTDOWN:
        draft.stack.append(DoorMessage(599, zone, code, b""))
        draft.park("memory", 599, "message", None)
    else:
        draft.clause = "MSG-03"
        draft.resume(1)


@point(593, "MSG-01")
@point(599, "MSG-02")
def message_made(draft: Draft, frame: DoorMessage) -> None:
    """The policy word in the machine's own byte order, or nothing at all (quirk Q18)."""
    draft.call_from(607)
    begin(draft, frame.zone, NOTIFY | frame.code, frame.payload, "MSG-04", CLAUSES[frame.at])


@returned(607, "MSG-04")
def message_answered(draft: Draft, _frame: DoorMessage, result: int) -> None:
    """The upcall's result is the message's."""
    draft.clause = "MSG-04"
    draft.give(result)
