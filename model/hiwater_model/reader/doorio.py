"""au_doorio: records leave in buffers, whole or in fragments, until the queue is empty (audit_io.c:613-724).

Clauses IO-01 to IO-11, TABLE-01, TABLE-02. Progress within a record is local to one call: after an error the record is
sent again from its first byte (quirk Q3). The successor is read before the upcall that ends a record.
"""

from typing import NamedTuple

from hiwater_model.citation import implements
from hiwater_model.constants import COMPLETE
from hiwater_model.decisions import buffer_is_sent, bytes_moved, next_type
from hiwater_model.draft import Draft, UndefinedAct, point, returned
from hiwater_model.reader import dequeue, door


class DoorIo(NamedTuple):
    """au_doorio in progress. `record` and `membuf` say what is copied next, `used` how much of the membuf is done."""

    at: int | str
    zone: int
    new_length: int = 0
    record: int | None = None  # cAR
    membuf: int = 0  # cMB
    used: int = 0
    staged: bytes = b""  # aub_buf up to off
    finished: int | None = None  # sp
    last_type: int = COMPLETE  # partial_state


def begin(draft: Draft, zone: int) -> None:
    """Two threads inside at once would share one staging buffer: no defined act."""
    if draft.zones[zone].draining:
        raise UndefinedAct("IO-12", "two threads share the staging buffer", 644)
    draft.set_zone(zone, "IO-01", draining=True)
    draft.stack.append(DoorIo(644, zone))
    draft.park("read", 644, "buffer size", zone)


@point(644, "IO-01")
def buffer_size_compared(draft: Draft, frame: DoorIo) -> None:
    """Was another size asked for since the buffer was made?"""
    queue = draft.zones[frame.zone].queue
    if queue.buffer_size != queue.buffer_length:
        draft.park("read", 645, "buffer size", frame.zone)
    else:
        draft.park("read", 656, "queue head", frame.zone, why="IO-01")


@point(645, "IO-01")
def buffer_size_read(draft: Draft, frame: DoorIo) -> None:
    """The size is read once more, and that reading is used throughout (quirk Q29)."""
    draft.keep(frame, new_length=draft.zones[frame.zone].queue.buffer_size)
    draft.park("memory", 650, "buffer", None)


@point(650, "IO-01")
def buffer_made(draft: Draft, frame: DoorIo) -> None:
    """The staging buffer has its new length."""
    draft.set_queue(frame.zone, "IO-01", buffer_length=frame.new_length)
    draft.park("read", 656, "queue head", frame.zone)


@point(656, "IO-02")
def head_tested(draft: Draft, frame: DoorIo) -> None:
    """With an empty queue the result is a variable that was never set (quirk Q1); later illumos gives 0."""
    records = draft.zones[frame.zone].queue.records
    if records.first == records.end:
        draft.clause = "IO-11"
        _leave(draft, frame, draft.before.configuration.profile.differences.empty_drain)
    else:
        draft.park("read", 662, "queue head", frame.zone)


@point(662, "IO-03")
def head_taken(draft: Draft, frame: DoorIo) -> None:
    """Begin with the head's first byte."""
    _copy(draft, frame._replace(record=draft.zones[frame.zone].queue.records.first))


@implements("IO-04")
def _copy(draft: Draft, frame: DoorIo) -> None:
    """Move membufs into the staging buffer until it is full or the record ends."""
    queue = draft.zones[frame.zone].queue
    assert frame.record is not None
    if not queue.records.first <= frame.record < queue.records.end:
        raise UndefinedAct("IO-13", "a record that was freed is read", 671)
    chain = queue.records.at(frame.record)
    membuf, used, staged = frame.membuf, frame.used, frame.staged
    while True:
        moved = bytes_moved(len(chain[membuf]) - used, queue.buffer_length - len(staged))
        staged += chain[membuf][used : used + moved]
        used += moved
        if used >= len(chain[membuf]):
            membuf, used = membuf + 1, 0
        if membuf == len(chain):
            draft.keep(frame, membuf=0, used=0, staged=staged)
            draft.park("read", 690, "next record", frame.zone, why="IO-05")
            return
        if buffer_is_sent(queue.buffer_length, len(staged), record_goes_on=True):
            _send(draft, frame._replace(membuf=membuf, used=used, staged=staged), record_goes_on=True)
            return


@point(690, "IO-06")
def record_ended(draft: Draft, frame: DoorIo) -> None:
    """The successor is looked up, without the lock, before the last buffer goes out."""
    records = draft.zones[frame.zone].queue.records
    assert frame.record is not None
    successor = frame.record + 1 if frame.record + 1 < records.end else None
    _send(draft, frame._replace(finished=frame.record, record=successor), record_goes_on=False)


def _send(draft: Draft, frame: DoorIo, *, record_goes_on: bool) -> None:
    frame = draft.keep(frame, at=704, last_type=next_type(frame.last_type, record_goes_on))
    clause = "TABLE-01" if record_goes_on else "TABLE-02"
    door.begin(draft, frame.zone, frame.last_type, frame.staged, clause, "IO-04")


@returned(704, "IO-08")
def sent(draft: Draft, frame: DoorIo, error: int) -> None:
    """An error ends the call at once; a record that went out whole leaves the queue."""
    if error != 0:
        draft.clause = "IO-08"
        _leave(draft, frame, error)
    elif frame.finished is not None:
        draft.call_from(712)
        dequeue.begin(draft, frame.zone, frame.finished)
    else:
        _copy(draft, frame._replace(staged=b""))


@returned(712, "IO-09")
@implements("IO-10")
def dequeued(draft: Draft, frame: DoorIo, _value: None) -> None:
    """The buffer begins anew with the next record, if one was there."""
    if frame.record is None:
        draft.clause = "IO-11"
        _leave(draft, frame, 0)
    else:
        _copy(draft, frame._replace(staged=b"", finished=None))


def _leave(draft: Draft, frame: DoorIo, result: int | str) -> None:
    draft.set_zone(frame.zone, "IO-11", draining=False)
    draft.give(result)
