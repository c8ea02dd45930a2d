"""audit_sync_block: at high water a record is dropped, or its thread sleeps until there is room (audit_io.c:456-498).

State and policy are looked at only while the queue is full, and a thread's cached state wins over its zone's (Q11).
"""

from hiwater_impl.pipeline.constants import AUDITING, POLICY_COUNT, UNSET
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.thread import AuditThread


def sync_block(thread: AuditThread, context: ZoneContext) -> bool:
    """Called with the queue lock held and the queue full; whether the record is to be dropped."""
    queue, surroundings = context.queue, thread.surroundings
    while True:
        if _drops(thread, context):
            surroundings.count(thread, 478, context, "dropped", 1)
            return True
        if queue.reader and queue.count > queue.low_water:
            queue.read_condition.broadcast()
        surroundings.count(thread, 489, context, "wblocked", 1)
        queue.writers += 1
        try:
            queue.write_condition.wait(thread, 493)
        finally:
            queue.writers -= 1
        if queue.count < queue.high_water:
            return False


def _drops(thread: AuditThread, context: ZoneContext) -> bool:
    """Auditing is not on for this thread, or policy CNT counts what it drops (audit_io.c:472-475)."""
    state = thread.cache
    if state == UNSET:
        thread.surroundings.read(thread, 474, "state", context.zone)
        state = context.state
    if state != AUDITING:
        return True
    thread.surroundings.read(thread, 475, "policy", context.zone)
    return context.policy & POLICY_COUNT != 0
