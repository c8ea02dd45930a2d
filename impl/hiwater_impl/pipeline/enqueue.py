"""au_enqueue: a record joins the queue, waits for room first, or is dropped (audit_io.c:364-407).

Time and sequence number are filled in under the queue lock, so they follow the order of the queue. The counter grows
after the lock is left, so for a moment more records may be written than enqueued (quirk Q9).
"""

from hiwater_impl.pipeline import tokens
from hiwater_impl.pipeline.block import sync_block
from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.constants import MEMBUF_BYTES
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.outcomes import Undefined
from hiwater_impl.pipeline.thread import AuditThread

_WORD = 0xFFFFFFFF
_SIGN = 0x80000000


def enqueue(
    thread: AuditThread,
    context: ZoneContext | None,
    record: Chain,
    time_offset: int | None,
    sequence_offset: int | None,
    *,
    wide: bool,
    dont_block: bool,
) -> None:
    """Queue a record. Offsets say where time and sequence number are to be written, None where they are not.

    Without a context nothing happens, and the record leaks (quirk Q10). A signal's exception while the thread waits
    for room comes out with the record not queued.
    """
    if context is None:
        return
    queue = context.queue
    queue.lock.enter(thread, 372)
    try:
        dropped = not dont_block and queue.count >= queue.high_water and sync_block(thread, context)
    except BaseException:
        queue.lock.exit(thread, 376)
        free(thread, record)
        raise
    if dropped:
        queue.lock.exit(thread, 376)
        free(thread, record)
        return
    if time_offset is not None:
        _write_time(thread, record, time_offset, wide=wide)
    if sequence_offset is not None:
        context.sequence = (context.sequence + 1 + _SIGN & _WORD) - _SIGN
        record.data[sequence_offset : sequence_offset + 4] = (context.sequence & _WORD).to_bytes(4)
    if queue.head is None:
        queue.head = record
    else:
        assert queue.tail is not None
        queue.tail.next_record = record
    queue.tail = record
    queue.count += 1
    if queue.count > queue.low_water and queue.reader:
        queue.read_condition.broadcast()
    queue.lock.exit(thread, 403)
    thread.surroundings.count(thread, 406, context, "enqueue", 1)


def _write_time(thread: AuditThread, record: Chain, offset: int, *, wide: bool) -> None:
    """au_save_time with the present time (audit_io.c:191-222). audit(2) may have been lied to about the place (Q27)."""
    field = tokens.time_field(thread.surroundings.now(), wide=wide and thread.system.width == 64)
    if not 0 <= offset <= MEMBUF_BYTES - len(field):
        raise Undefined("the time is written outside of the first membuf", 383)
    record.write_in_first(offset, field)
