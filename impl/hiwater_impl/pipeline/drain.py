"""au_doorio: records leave in buffers, whole or in fragments, until the queue is empty (audit_io.c:613-724).

Progress within a record is local to one call: after an error it is sent again from its first byte (quirk Q3). The
successor is read before the upcall that ends a record. What the C copies into its staging buffer is here a view of the
record's own bytes: a buffer never holds bytes of two records.
"""

from typing import Final

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.constants import COMPLETE, FIRST, LAST, MIDDLE
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.dequeue import dequeue
from hiwater_impl.pipeline.outcomes import Undefined
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_upcall

STATE_IF_PART: Final = (FIRST, MIDDLE, MIDDLE, FIRST)
"""The type of a buffer that does not end its record, by the type of the one before (audit_io.c:66-67)."""
STATE_IF_NOT_PART: Final = (COMPLETE, LAST, LAST, COMPLETE)
"""The type of a buffer that ends its record (audit_io.c:68-69)."""


def drain(thread: AuditThread, context: ZoneContext) -> int | None:
    """Send all that is queued; 0 or the error that ended it. None is a result that was never set (quirk Q1)."""
    if context.draining:
        raise Undefined("two threads share the staging buffer", 644)
    context.draining = True
    try:
        return _drain(thread, context)
    finally:
        context.draining = False


def _drain(thread: AuditThread, context: ZoneContext) -> int | None:
    queue, surroundings, zone = context.queue, thread.surroundings, context.zone
    _fit_buffer(thread, context)
    surroundings.read(thread, 656, "queue head", zone)
    if queue.head is None:
        return 0 if thread.system.later else None
    surroundings.read(thread, 662, "queue head", zone)
    record: Chain | None = queue.head
    last_type = COMPLETE
    while record is not None:
        data = memoryview(record.data)
        sent = 0
        for end in _ends(record, queue.buffer_length):
            last_type = STATE_IF_PART[last_type]
            error = door_upcall(thread, context, last_type, data[sent:end])
            if error:
                return error
            sent = end
        surroundings.read(thread, 690, "next record", zone)
        successor = record.next_record
        last_type = STATE_IF_NOT_PART[last_type]
        error = door_upcall(thread, context, last_type, data[sent:])
        if error:
            return error
        dequeue(thread, context, record)
        record = successor
    return 0


def _fit_buffer(thread: AuditThread, context: ZoneContext) -> None:
    """The staging buffer gets the size that was asked for, read without the lock (audit_io.c:644-655, quirk Q29)."""
    queue, surroundings = context.queue, thread.surroundings
    surroundings.read(thread, 644, "buffer size", context.zone)
    if queue.buffer_size != queue.buffer_length:
        surroundings.read(thread, 645, "buffer size", context.zone)
        new_length = queue.buffer_size
        surroundings.memory(thread, 650, "buffer", may_sleep=True)
        queue.buffer_length = new_length


def _ends(record: Chain, buffer_length: int) -> range:
    """Where the buffers end that do not end the record: each is full, and a membuf more follows (audit_io.c:668-695).

    That a membuf follows matters when the buffer is full at the record's last byte: an empty one makes a last buffer
    of no bytes (quirk Q20).
    """
    total = len(record.data)
    full = range(buffer_length, total + 1, buffer_length)
    if full and full[-1] == total and record.lengths[-1]:
        return full[:-1]
    return full
