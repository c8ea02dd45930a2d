"""au_output_thread: one for each zone with a door; it sleeps, drains the queue, and gives up the door when it leaves.

Neighbour: audit_syscalls.c.
"""

from hiwater_impl.pipeline.constants import AUDITING, DONT_STOP_TICKS
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.drain import drain
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.timers import dont_stop, kick


def output_thread(thread: AuditThread, context: ZoneContext) -> None:
    """Run until auditing is off or the door fails; nobody is told which. Each activation has kicks of its own (Q25)."""
    surroundings, zone = thread.surroundings, context.zone
    surroundings.read(thread, "output:start", "delay", zone)
    surroundings.timer(context.queue.delay, kick, context)
    while True:
        surroundings.read(thread, "output:state", "state", zone)
        if context.state != AUDITING or not _wait_for_records(thread, context) or drain(thread, context):
            break
    context.door_lock.enter(thread, "output:release")
    context.door = None
    context.active = False
    context.door_lock.exit(thread, "output:ended")


def _wait_for_records(thread: AuditThread, context: ZoneContext) -> bool:
    """Sleep while the queue is empty. False if auditing was turned off meanwhile, whatever is queued then (Q33)."""
    queue, surroundings = context.queue, thread.surroundings
    queue.lock.enter(thread, "output:lock")
    while queue.head is None:
        if queue.writers:
            queue.write_condition.broadcast()
        queue.reader = 1
        surroundings.count(thread, "output:rblocked", context, "rblocked", 1)
        queue.read_condition.wait(thread, "output:sleep")
        queue.reader = 0
        surroundings.read(thread, "output:recheck", "state", context.zone)
        if context.state != AUDITING:
            queue.lock.exit(thread, "output:off")
            surroundings.timer(DONT_STOP_TICKS, dont_stop, context)
            return False
    queue.lock.exit(thread, "output:unlock")
    return True
