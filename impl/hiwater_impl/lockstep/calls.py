"""The calls that a user thread can make, by the names and arguments of the protocol."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from hiwater_impl.pipeline.asynchronous import done, drop, start
from hiwater_impl.pipeline.audit_call import audit
from hiwater_impl.pipeline.audit_door import audit_door, may_install
from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.close import close
from hiwater_impl.pipeline.constants import EBADF, EINVAL, MEMBUF_BYTES
from hiwater_impl.pipeline.context import COUNTERS, ZoneContext
from hiwater_impl.pipeline.controls import (
    get_statistics,
    set_condition,
    set_host_address,
    set_queue_control,
    set_statistics,
)
from hiwater_impl.pipeline.drain import drain
from hiwater_impl.pipeline.enqueue import enqueue
from hiwater_impl.pipeline.outcomes import JumpLabel
from hiwater_impl.pipeline.policy import set_policy
from hiwater_impl.pipeline.producer import async_event, finish
from hiwater_impl.pipeline.system_calls import syscall_enter, syscall_exit, thread_exit
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.pipeline.upcall import door_message
from hiwater_impl.pipeline.write import write, write_own
from hiwater_impl.pipeline.zone_shutdown import zone_shutdown

Arguments: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[[AuditThread], Any]


class NoSuchCall(ValueError):
    """The arguments name something that does not exist."""


def call_of(step: Arguments, contexts: list[ZoneContext]) -> Call:
    """What the thread is to do. Raises NoSuchCall."""
    make = _CALLS.get(step["function"])
    if make is None:
        raise NoSuchCall(f"there is no function {step['function']}")
    return make(step, contexts)


def _chain(wire: Any) -> Chain | None:
    if wire is None:
        return None
    membufs = [bytes.fromhex(membuf) for membuf in wire]
    lengths = [len(membuf) for membuf in membufs]
    if not lengths or max(lengths) > MEMBUF_BYTES:
        raise NoSuchCall("a chain has at least one membuf, and each holds at most 128 bytes")
    return Chain(b"".join(membufs), lengths)


def _time(wire: Any) -> tuple[int, int] | None:
    return None if wire is None else (wire[0], wire[1])


def _context(step: Arguments, contexts: list[ZoneContext]) -> ZoneContext:
    if not 0 <= step["zone"] < len(contexts):
        raise NoSuchCall(f"there is no zone {step['zone']}")
    return contexts[step["zone"]]


def _au_uwrite(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    token = _chain(step["token"])
    return lambda thread: write_own(thread, token)


def _au_write(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    token = _chain(step["token"])
    return lambda thread: write(thread, step["descriptor"], token)


def _au_close(step: Arguments, contexts: list[ZoneContext]) -> Call:
    context, time = _context(step, contexts), _time(step["time"])
    return lambda thread: close(
        thread, context, thread.take(step["descriptor"]), step["flag"], step["event"], step["modifier"], time
    )


def _au_enqueue(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    record = _chain(step["record"])
    assert record is not None
    return lambda thread: enqueue(thread, None, record, None, None, wide=False, dont_block=False)


def _au_doorio(step: Arguments, contexts: list[ZoneContext]) -> Call:
    context = _context(step, contexts)

    def call(thread: AuditThread) -> int | str:
        result = drain(thread, context)
        return "unspecified" if result is None else result

    return call


def _au_doormsg(step: Arguments, contexts: list[ZoneContext]) -> Call:
    context = _context(step, contexts)
    return lambda thread: door_message(thread, context, step["code"], step["policy"])


def _audit_async_start(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    return lambda thread: start(thread, JumpLabel(live=False), step["event"], step["sorf"])


def _audit_async_finish(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    time = _time(step["time"])
    return lambda thread: finish(thread, thread.take(step["descriptor"]), step["event"], step["modifier"], time)


def _async_event(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    tokens = [chain for chain in map(_chain, step["tokens"]) if chain is not None]
    time = _time(step["time"])
    return lambda thread: async_event(thread, step["event"], step["sorf"], tokens, step["modifier"], time)


def _audit(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    data = bytes.fromhex(step["record"])
    return lambda thread: audit(thread, step["privileged"], data)


def _auditdoor(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    door = step["door"]
    if isinstance(door, int):
        return lambda thread: audit_door(thread, door)
    return lambda thread: EBADF if door == "bad" and may_install(thread) else EINVAL


def _set_statistics(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    unknown = set(step["counters"]) - set(COUNTERS)
    if unknown:
        raise NoSuchCall(f"there is no counter {min(unknown)}")
    return lambda thread: set_statistics(thread, step["counters"])


def _set_host_address(step: Arguments, _contexts: list[ZoneContext]) -> Call:
    address = bytes.fromhex(step["address"])
    if step["type"] not in (4, 16) or len(address) != step["type"]:
        raise NoSuchCall("an address has type 4 or 16, and as many bytes")
    return lambda thread: set_host_address(thread, step["type"], address)


def _zone_shutdown(step: Arguments, contexts: list[ZoneContext]) -> Call:
    context = _context(step, contexts)
    return lambda thread: zone_shutdown(thread, context)


_CALLS: dict[str, Callable[[Arguments, list[ZoneContext]], Call]] = {
    "au_uwrite": _au_uwrite,
    "au_write": _au_write,
    "au_close": _au_close,
    "au_enqueue": _au_enqueue,
    "au_doorio": _au_doorio,
    "au_doormsg": _au_doormsg,
    "audit_async_start": _audit_async_start,
    "audit_async_done": lambda step, _contexts: lambda thread: done(thread, step["descriptor"], step["flags"]),
    "audit_async_drop": lambda step, _contexts: lambda thread: drop(thread, step["descriptor"], step["flags"]),
    "audit_async_finish": _audit_async_finish,
    "syscall_enter": lambda step, _contexts: (
        lambda thread: syscall_enter(thread, step["number"], step["event"], step["selected"])
    ),
    "syscall_exit": lambda _step, _contexts: syscall_exit,
    "thread_exit": lambda _step, _contexts: thread_exit,
    "async_event": _async_event,
    "audit": _audit,
    "auditdoor": _auditdoor,
    "auditon_setcond": lambda step, _contexts: lambda thread: set_condition(thread, step["state"]),
    "auditon_setpolicy": lambda step, _contexts: lambda thread: set_policy(thread, step["policy"]),
    "auditon_setqctrl": lambda step, _contexts: (
        lambda thread: set_queue_control(
            thread, step["high_water"], step["low_water"], step["buffer_size"], step["delay"]
        )
    ),
    "auditon_getstat": lambda _step, _contexts: get_statistics,
    "auditon_setstat": _set_statistics,
    "auditon_setkaudit": _set_host_address,
    "zone_shutdown": _zone_shutdown,
}
