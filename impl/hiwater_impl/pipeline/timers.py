"""The reader's two timers: the kick repeats, the other keeps writers from being stuck (audit_syscalls.c)."""

from hiwater_impl.pipeline.constants import NO_AUDIT
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.thread import AuditThread


def kick(thread: AuditThread, context: ZoneContext) -> None:
    """au_queue_kick: wake a reader that sleeps while records wait, without the lock (quirk Q32); then again later."""
    if not context.valid or context.state == NO_AUDIT:
        return
    queue, surroundings = context.queue, thread.surroundings
    surroundings.read(thread, "kick:count", "count", context.zone)
    if queue.count:
        surroundings.read(thread, "kick:reader", "reader", context.zone)
        if queue.reader:
            queue.read_condition.broadcast()
    surroundings.timer(queue.delay, kick, context)


def dont_stop(thread: AuditThread, context: ZoneContext) -> None:
    """audit_dont_stop: auditing was turned on again, so writers are to look again."""
    if not context.valid or context.state == NO_AUDIT:
        return
    context.queue.lock.enter(thread, "dont_stop:lock")
    context.queue.write_condition.broadcast()
    context.queue.lock.exit(thread, "dont_stop:unlock")
