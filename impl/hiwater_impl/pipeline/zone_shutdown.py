"""A zone goes down: the daemon is told, auditing is turned off, the output thread is waited for (audit_zone.c)."""

from hiwater_impl.pipeline.constants import MESSAGE_SHUTDOWN, NO_AUDIT
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_message


def zone_shutdown(thread: AuditThread, context: ZoneContext) -> None:
    """Writers are not woken. The records stay queued."""
    surroundings, zone = thread.surroundings, context.zone
    surroundings.read(thread, "zone_shutdown:door", "door", zone)
    if thread.system.loaded and context.door is not None:
        door_message(thread, context, MESSAGE_SHUTDOWN, 0)
    surroundings.write(thread, "zone_shutdown:invalid", "state", zone)
    context.valid = False
    context.state = NO_AUDIT
    if not context.active:
        return
    queue = context.queue
    queue.lock.enter(thread, "zone_shutdown:lock")
    queue.read_condition.broadcast()
    queue.lock.exit(thread, "zone_shutdown:unlock")
    surroundings.join_reader(thread, "zone_shutdown:join", context)
