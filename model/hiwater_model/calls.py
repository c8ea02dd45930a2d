"""How each call of a user thread begins: the table from a call's arguments to the function that implements it."""

from collections.abc import Callable
from typing import Any

from hiwater_model import steps
from hiwater_model.asynchronous import backend, done, start
from hiwater_model.draft import Draft
from hiwater_model.machine import Counters
from hiwater_model.membufs import Chain
from hiwater_model.neighbours import (
    audit_call,
    audit_door,
    condition,
    policy,
    producer,
    queue_control,
    settings,
    syscalls,
    zone_shutdown,
)
from hiwater_model.producers import close, enqueue, write
from hiwater_model.reader import door, doorio

BEGIN: dict[type, Callable[[Draft, Any], None]] = {
    steps.AuUwrite: lambda draft, call: write.begin_own(draft, call.token),
    steps.AuWrite: lambda draft, call: write.begin(draft, *call),
    steps.AuClose: lambda draft, call: close.begin(draft, *call),
    steps.AuEnqueue: lambda draft, call: enqueue.begin(
        draft, None, call.record, None, None, wide=False, dont_block=False
    ),
    steps.AuDoorio: lambda draft, call: doorio.begin(draft, call.zone),
    steps.AuDoormsg: lambda draft, call: door.begin_message(draft, *call),
    steps.AuditAsyncStart: lambda draft, call: start.begin(draft, *call),
    steps.AuditAsyncDone: lambda draft, call: done.begin(draft, *call),
    steps.AuditAsyncDrop: lambda draft, call: done.begin_drop(draft, *call),
    steps.AuditAsyncFinish: lambda draft, call: backend.begin_finish(draft, *call),
    steps.SyscallEnter: lambda draft, call: syscalls.enter(draft, *call),
    steps.SyscallExit: lambda draft, _call: syscalls.leave(draft),
    steps.ThreadExit: lambda draft, _call: syscalls.exit_thread(draft),
    steps.AsyncEvent: lambda draft, call: producer.begin(draft, *call),
    steps.Audit: lambda draft, call: audit_call.begin(draft, *call),
    steps.Auditdoor: lambda draft, call: audit_door.audit_door(draft, call.door),
    steps.SetCondition: lambda draft, call: condition.set_condition(draft, call.state),
    steps.SetPolicy: lambda draft, call: policy.set_policy(draft, call.policy),
    steps.SetQueueControl: queue_control.set_queue_control,
    steps.GetStatistics: lambda draft, _call: settings.get_statistics(draft),
    steps.SetStatistics: lambda draft, call: settings.set_statistics(draft, call.counters),
    steps.SetKernelAddress: lambda draft, call: settings.set_kernel_address(draft, *call),
    steps.ZoneShutdown: lambda draft, call: zone_shutdown.zone_shutdown(draft, call.zone),
}


def begin(draft: Draft, call: steps.Arguments) -> str | None:
    """Begin a call; a sentence comes back if its arguments name something that does not exist."""
    problem = _impossible(draft, call)
    if problem is None:
        BEGIN[type(call)](draft, call)
    return problem


def _impossible(draft: Draft, call: steps.Arguments) -> str | None:
    zone = getattr(call, "zone", 0)
    if not 0 <= zone < len(draft.zones):
        return f"there is no zone {zone}"
    if isinstance(call, steps.SetStatistics):
        unknown = set(call.counters) - set(Counters._fields)
        return f"there is no counter {min(unknown)}" if unknown else None
    if isinstance(call, steps.SetKernelAddress) and (call.type not in (4, 16) or len(call.address) != call.type):
        return "an address has type 4 or 16, and as many bytes"
    for chain in _chains(call):
        if not chain or max(map(len, chain)) > 128:
            return "a chain has at least one membuf, and each holds at most 128 bytes"
    return None


def _chains(call: steps.Arguments) -> tuple[Chain, ...]:
    match call:
        case steps.AuUwrite(token) | steps.AuWrite(_, token):
            return () if token is None else (token,)
        case steps.AuEnqueue(record):
            return (record,)
        case steps.AsyncEvent(tokens=tokens):
            return tokens
    return ()
