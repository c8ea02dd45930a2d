"""The edges of a system call: the state is cached at entry, deferred records are closed at the end.

Neighbour: audit_start.c, audit_core.c (kernel-queue.md 5, 12.1). Clauses SYSCALL-01 to SYSCALL-05.
"""

from typing import NamedTuple

from hiwater_model.constants import AUDITS_SYSTEM_CALLS, FLAG_OK, UNSET
from hiwater_model.draft import Draft, point, returned
from hiwater_model.producers import close, record


class SyscallEnd(NamedTuple):
    """audit_finish in progress, for the context chosen when it began."""

    at: int | str
    zone: int


def enter(draft: Draft, number: int, event: int, selected: bool) -> None:
    """With auditing on, the state is cached for the whole call."""
    draft.clause = "SYSCALL-01"
    state = draft.zones[draft.own_or_global()].state
    if draft.before.loaded and state & AUDITS_SYSTEM_CALLS:
        draft.set_thread("SYSCALL-01", syscall=number, cache=state, event=event, selected=selected)
    draft.resume()


def leave(draft: Draft) -> None:
    """audit_finish: runs only if the call began while auditing was on."""
    draft.clause = "SYSCALL-01"
    if not draft.thread.cache & AUDITS_SYSTEM_CALLS:
        draft.resume()
        return
    frame = SyscallEnd("syscall_exit:deferred", draft.own_or_global())
    draft.stack.append(frame)
    _next_deferred(draft, frame)


def _next_deferred(draft: Draft, frame: SyscallEnd) -> None:
    if draft.thread.deferred:
        entry, *rest = draft.thread.deferred
        draft.set_thread("SYSCALL-02", deferred=tuple(rest))
        record.begin(draft, frame.zone, entry.chain, entry.flag, entry.event, entry.modifier, entry.time, "SYSCALL-02")
    elif draft.thread.selected:
        draft.park("count", "syscall_exit:generated", "generated", frame.zone, 1)
    else:
        _reset(draft)


@returned("syscall_exit:deferred", "SYSCALL-02")
def deferred_closed(draft: Draft, frame: SyscallEnd, _value: None) -> None:
    """First deferred, first closed; each may sleep on its own."""
    _next_deferred(draft, frame)


@point("syscall_exit:generated", "SYSCALL-03")
def generated_counted(draft: Draft, frame: SyscallEnd) -> None:
    """Counted before it is known whether the record will be queued."""
    draft.park("count", "syscall_exit:kernel", "kernel", frame.zone, 1)


@point("syscall_exit:kernel", "SYSCALL-03")
def kernel_counted(draft: Draft, frame: SyscallEnd) -> None:
    """The call's own record."""
    draft.call_from("syscall_exit:own")
    close.begin(draft, frame.zone, "thread", FLAG_OK, draft.thread.event, 0, None)


@returned("syscall_exit:own", "SYSCALL-03")
def own_closed(draft: Draft, _frame: SyscallEnd, _value: None) -> None:
    """The last record of the call."""
    _reset(draft)


def _reset(draft: Draft) -> None:
    """The bit for jumps is cleared, its label is not."""
    draft.clause = "SYSCALL-04"
    draft.set_thread("SYSCALL-04", syscall=0, event=0, selected=False, errjmp=False, cache=UNSET)
    draft.give()


def exit_thread(draft: Draft) -> None:
    """Deferred records of a dying thread are freed, its tokens are not; no counter knows. The slot begins afresh."""
    draft.clause = "SYSCALL-05"
    for entry in draft.thread.deferred:
        draft.free(entry.chain, "SYSCALL-05")
    draft.set_thread(
        "SYSCALL-05",
        descriptor=None,
        local=None,
        deferred=(),
        syscall=0,
        event=0,
        selected=False,
        errjmp=False,
        label=False,
        cache=UNSET,
    )
    draft.resume()
