"""Events that no process can be blamed for: start, finish, the softcall that queues them, and what a loss costs.

audit_io.c:500-521 and audit_io.c:726-883. All of it works on the global zone's context.
"""

from hiwater_impl.pipeline.chains import Chain, free
from hiwater_impl.pipeline.constants import (
    AUDITING,
    EVENT_EXIT_PROM,
    FLAG_BACKEND,
    INIT_AUDIT,
    LAST_EVENT,
    POLICY_HALT,
    SELECT_FAILURE,
    SELECT_SUCCESS,
)
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.outcomes import JumpLabel, Undefined
from hiwater_impl.pipeline.record import close_time
from hiwater_impl.pipeline.thread import AuditThread, Deferred


def start(thread: AuditThread, label: JumpLabel, event: int, sorf: int) -> int:
    """audit_async_start: 1 if the event is not audited; otherwise 0, with the label set (audit_io.c:791-823)."""
    system, surroundings = thread.system, thread.surroundings
    context = system.contexts[0]
    surroundings.read(thread, 800, "state", 0)
    if context.state != AUDITING:
        surroundings.read(thread, 801, "state", 0)
        if context.state != INIT_AUDIT:
            return 1
    if not 0 <= event <= LAST_EVENT:
        raise Undefined("the class of an event beyond the table is read", 808)
    class_mask = system.class_of_event[event]
    selected = 0
    if sorf & SELECT_SUCCESS:
        surroundings.read(thread, 811, "info", 0)
        selected = context.success_mask & class_mask
    if sorf & SELECT_FAILURE:
        surroundings.read(thread, 813, "info", 0)
        selected |= context.failure_mask & class_mask
    if not selected:
        return 1
    system.check(thread, thread.label is None, 818)
    thread.label = label
    thread.errjmp = True
    return 0


def finish_backend(thread: AuditThread, entry: Deferred) -> None:
    """audit_async_finish_backend: the softcall queues the record, or drops it by policy (audit_io.c:847-883)."""
    context = thread.system.contexts[0]
    if _async_block(thread, context, entry.chain):
        return
    time = None if entry.event == EVENT_EXIT_PROM else entry.time
    close_time(thread, context, entry.chain, entry.flag, entry.event, entry.modifier, time)
    thread.surroundings.count(thread, 879, context, "generated", 1)
    thread.surroundings.count(thread, 880, context, "nonattrib", 1)


def _async_block(thread: AuditThread, context: ZoneContext, chain: Chain) -> bool:
    """audit_async_block: at high water the record is dropped. Queueing takes the lock a second time (quirk Q4)."""
    queue = context.queue
    queue.lock.enter(thread, 511)
    if queue.count >= queue.high_water:
        queue.lock.exit(thread, 514)
        free(thread, chain)
        _lose(thread)
        return True
    queue.lock.exit(thread, 519)
    return False


def done(thread: AuditThread, descriptor: str, flags: int) -> None:
    """audit_async_done: forget the label, unless the softcall asks; free the partial record (audit_io.c:726-750)."""
    if not flags & FLAG_BACKEND:
        thread.system.check(thread, thread.errjmp, 739)
        thread.errjmp = False
        thread.label = None
    free(thread, thread.take(descriptor))


def drop(thread: AuditThread, descriptor: str, flags: int) -> None:
    """audit_async_drop: clean up, then count the loss or halt (audit_io.c:752-789)."""
    done(thread, descriptor, flags)
    _lose(thread)


def _lose(thread: AuditThread) -> None:
    """The loss is counted, or under AHLT the machine stops (audit_io.c:765-788).

    The state is looked at for INIT_AUDIT alone: with auditing turned off it halts too (quirk Q24).
    """
    system, surroundings = thread.system, thread.surroundings
    context = system.contexts[0]
    surroundings.read(thread, 768, "global policy", None)
    halts = system.policy & POLICY_HALT != 0
    if halts:
        surroundings.read(thread, 769, "state", 0)
        halts = context.state != INIT_AUDIT
    if not halts:
        surroundings.count(thread, 771, context, "dropped", 1)
        return
    surroundings.sync(thread, 781)
    surroundings.sync(thread, 782)
    surroundings.halt(thread, "panic", 787)
