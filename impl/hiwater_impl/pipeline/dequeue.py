"""au_dequeue: records up to a given one leave the queue and are freed (audit_io.c:409-454)."""

from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.thread import AuditThread


def dequeue(thread: AuditThread, context: ZoneContext, free_to: Chain) -> None:
    """Detach the head up to `free_to`, wake the writers at low water, then free outside of the lock."""
    queue = context.queue
    queue.lock.enter(thread, 422)
    assert queue.head is not None
    first = last = queue.head
    removed = 1
    while last is not free_to and last.next_record is not None:
        last = last.next_record
        removed += 1
    queue.count -= removed
    queue.head, last.next_record = last.next_record, None
    thread.system.check(thread, last is free_to, 440)
    if queue.count <= queue.low_water and queue.writers:
        queue.write_condition.broadcast()
    queue.lock.exit(thread, 446)
    record: Chain | None = first
    while record is not None:
        free(thread, record)
        record = record.next_record
    thread.surroundings.count(thread, 453, context, "written", removed)
