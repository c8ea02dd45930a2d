"""The edges of a system call: the state is cached at entry, deferred records are closed at the end (audit_start.c)."""

from hiwater_impl.pipeline.chains import free
from hiwater_impl.pipeline.close import close
from hiwater_impl.pipeline.constants import AUDITING, FLAG_OK, NO_SPACE, UNSET
from hiwater_impl.pipeline.record import close_time
from hiwater_impl.pipeline.thread import AuditThread

_AUDITS = AUDITING | NO_SPACE


def syscall_enter(thread: AuditThread, number: int, event: int, selected: bool) -> None:
    """A call begins; with auditing on, its state is cached to the end of the call."""
    state = thread.system.own_or_global(thread).state
    if thread.system.loaded and state & _AUDITS:
        thread.syscall, thread.cache, thread.event, thread.selected = number, state, event, selected


def syscall_exit(thread: AuditThread) -> None:
    """audit_finish: deferred records first, in order, then the call's own. Each may sleep on its own."""
    if not thread.cache & _AUDITS:
        return
    context, surroundings = thread.system.own_or_global(thread), thread.surroundings
    while thread.deferred:
        entry = thread.deferred.pop(0)
        close_time(thread, context, entry.chain, entry.flag, entry.event, entry.modifier, entry.time)
    if thread.selected:
        surroundings.count(thread, "syscall_exit:generated", context, "generated", 1)
        surroundings.count(thread, "syscall_exit:kernel", context, "kernel", 1)
        close(thread, context, thread.take("thread"), FLAG_OK, thread.event, 0, None)
    thread.syscall, thread.cache, thread.event, thread.selected = 0, UNSET, 0, False
    thread.errjmp = False


def thread_exit(thread: AuditThread) -> None:
    """The thread is destroyed: deferred records are freed, uncounted; what its descriptors hold is not."""
    for entry in thread.deferred:
        free(thread, entry.chain)
    thread.forget()
