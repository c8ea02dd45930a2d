"""au_enqueue: a closed record joins the queue, or waits for room, or is dropped (audit_io.c:364-407).

Clauses ENQ-01 to ENQ-10. Time and sequence number are filled in under the queue lock, so they follow queue order;
the counter changes after the lock is left, so for a moment more records may be written than enqueued (quirk Q9).
"""

from typing import NamedTuple

from hiwater_model import tokens
from hiwater_model.citation import implements
from hiwater_model.constants import MEMBUF_BYTES
from hiwater_model.decisions import is_full, reader_is_woken
from hiwater_model.draft import Draft, UndefinedAct, point, returned
from hiwater_model.membufs import Chain, write_at
from hiwater_model.producers import block


class Enqueue(NamedTuple):
    """au_enqueue in progress.

    `time_offset` is the place of a pending time field in the first membuf, `sequence_membuf` that of a pending number.
    """

    at: int | str
    zone: int
    record: Chain
    time_offset: int | None
    sequence_membuf: int | None
    wide: bool
    dont_block: bool


def begin(
    draft: Draft,
    zone: int | None,
    record: Chain,
    time_offset: int | None,
    sequence_membuf: int | None,
    *,
    wide: bool,
    dont_block: bool,
) -> None:
    """Without a context nothing happens, and the record leaks (quirk Q10); otherwise the queue lock is wanted."""
    if zone is None:
        draft.clause = "ENQ-01"
        draft.resume()
        return
    draft.stack.append(Enqueue(372, zone, record, time_offset, sequence_membuf, wide, dont_block))
    draft.park("enter", 372, "queue lock", zone)


@point(372, "ENQ-02")
def queue_lock_entered(draft: Draft, frame: Enqueue) -> None:
    """Only a record that may wait looks at the high-water mark."""
    draft.clause = "ENQ-03"
    queue = draft.zones[frame.zone].queue
    if not frame.dont_block and is_full(queue.count, queue.high_water):
        draft.call_from(375)
        block.begin(draft, frame.zone)
    else:
        _append(draft, frame)


@returned(375, "ENQ-03")
def waited_for_room(draft: Draft, frame: Enqueue, dropped: int) -> None:
    """There is room now, or the record is to be dropped."""
    if dropped:
        draft.park("exit", 376, "queue lock", frame.zone)
    else:
        _append(draft, frame)


@point(376, "ENQ-03")
def dropped_record_freed(draft: Draft, frame: Enqueue) -> None:
    """The lock is left before the record is freed."""
    draft.free(frame.record, "ENQ-03")
    draft.give()


def _append(draft: Draft, frame: Enqueue) -> None:
    zone = draft.zones[frame.zone]
    queue = zone.queue
    record = frame.record
    if frame.time_offset is not None:
        record = _with_time(draft, frame.time_offset, frame.wide, record)
    if frame.sequence_membuf is not None:
        number = (zone.sequence + 1 + 2**31) % 2**32 - 2**31
        draft.set_zone(frame.zone, "ENQ-05", sequence=number)
        record = write_at(record, frame.sequence_membuf, 1, tokens.sequence_number(number))
    draft.set_queue(frame.zone, "ENQ-06", records=queue.records.append(record))
    draft.set_queue(frame.zone, "ENQ-07", count=queue.count + 1)
    draft.clause = "ENQ-08"
    if reader_is_woken(queue.count + 1, queue.low_water, queue.reader):
        draft.wake(frame.zone, "read", "ENQ-08")
    draft.park("exit", 403, "queue lock", frame.zone)


@implements("ENQ-04", "TIME-01")
def _with_time(draft: Draft, offset: int, wide: bool, record: Chain) -> Chain:
    """The time of queueing (au_save_time). The place may be one that audit(2) was lied to about (quirk Q27)."""
    wide = wide and draft.before.configuration.width == 64
    time = tokens.time_field(draft.now(), wide)
    if not 0 <= offset <= MEMBUF_BYTES - len(time):
        raise UndefinedAct("AUDIT-05", "the time is written outside of the first membuf", 383)
    return write_at(record, 0, offset, time)


@point(403, "ENQ-09")
def queue_lock_left(draft: Draft, frame: Enqueue) -> None:
    """The record is queued and the lock is free: only now is it counted."""
    draft.park("count", 406, "enqueue", frame.zone, 1)


@point(406, "ENQ-10")
def record_counted(draft: Draft, _frame: Enqueue) -> None:
    """The record is queued and counted."""
    draft.give()
