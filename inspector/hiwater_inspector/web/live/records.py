"""The calls of a thread that makes realistic records: opens (some fail), programs, renames, modes, removals.

A thread that has put records aside stays in its system call; the next record that it makes is that call's own.
"""

from functools import cache
from typing import Any, Final, Literal

from hiwater_impl.library import tokens
from hiwater_inspector.web.live.system import Caller
from hiwater_inspector.web.queue.producing import SYSTEM_CALLS, SystemCall
from hiwater_model.constants import FLAG_DEFER, FLAG_OK, SELECT_FAILURE, SELECT_SUCCESS

What = Literal["produce", "defer", "async"]
_MEMBUF_BYTES: Final = 128
_TEXT_HEAD_BYTES: Final = 4
_ENTER_DEBUGGER: Final = 153
"""An asynchronous event: AUE_ENTERPROM."""
_DENIED: Final = 13
_FAILS_EVERY: Final = 5


def make(caller: Caller, what: What, size: int) -> None:
    """One record, by the caller's own thread; `size` bytes of text make it longer."""
    number, caller.made = caller.made, caller.made + 1
    if what == "async":
        tokens_of_it = [_membufs(tokens.text(f"entered the debugger {number}" + "." * size))]
        selection = SELECT_SUCCESS | SELECT_FAILURE
        caller.call(
            _call("async_event", event=_ENTER_DEBUGGER, sorf=selection, tokens=tokens_of_it, modifier=0, time=None)
        )
        return
    call = SYSTEM_CALLS[(number + caller.number) % len(SYSTEM_CALLS)]
    if not caller.thread.syscall:
        caller.call(_call("syscall_enter", number=call.number, event=call.event, selected=True))
    if not caller.thread.syscall:  # auditing is off: nobody asks for tokens
        caller.call(_call("syscall_exit"))
        return
    caller.call(_call("au_write", descriptor="thread", token=_body(call, size, number % _FAILS_EVERY == 0)))
    if what == "produce":
        caller.call(_call("syscall_exit"))
        return
    flag = FLAG_OK | FLAG_DEFER
    caller.call(_call("au_close", zone=0, descriptor="thread", flag=flag, event=call.event, modifier=0, time=None))


def _call(function: str, **arguments: Any) -> dict[str, Any]:
    return {"function": function, **arguments}


@cache
def _subject() -> bytes:
    return tokens.subject(101, audit_user=101, terminal="192.0.2.7")


@cache
def _body(call: SystemCall, size: int, fails: bool) -> list[str]:
    text = tokens.text("x" * max(0, size - _TEXT_HEAD_BYTES)) if size else b""
    ending = tokens.outcome(_DENIED, -1) if fails else tokens.outcome(0)
    return _membufs(tokens.path(call.path) + text + _subject() + ending)


def _membufs(data: bytes) -> list[str]:
    return [data[place : place + _MEMBUF_BYTES].hex() for place in range(0, len(data), _MEMBUF_BYTES)]
