"""The calls by which a thread makes a record like a real one: a system call, its path, who did it, how it ended."""

from functools import cache
from typing import Final, Literal, NamedTuple

from hiwater_impl.library import tokens
from hiwater_model.constants import FLAG_DEFER, FLAG_OK, SELECT_SUCCESS
from hiwater_model.machine import Machine
from hiwater_model.membufs import Chain
from hiwater_model.steps import AsyncEvent, AuClose, AuWrite, Call, Step, SyscallEnter, SyscallExit

Making = Literal["produce", "defer", "async"]
_MEMBUF: Final = 128


class SystemCall(NamedTuple):
    """A system call: its number, what it is called, its event, a path that it takes."""

    number: int
    name: str
    event: int
    path: str


SYSTEM_CALLS: Final = (
    SystemCall(59, "execve(2)", 23, "/usr/bin/ls"),
    SystemCall(5, "open(2)", 72, "/etc/shadow"),
    SystemCall(134, "rename(2)", 42, "/var/adm/messages"),
    SystemCall(15, "chmod(2)", 10, "/export/home/ada"),
    SystemCall(10, "unlink(2)", 6, "/tmp/lock"),
)
_NAMES: Final = {call.number: call.name for call in SYSTEM_CALLS}
_ENTER_DEBUGGER: Final = 153
"""An asynchronous event: AUE_ENTERPROM."""


def call_name(number: int) -> str:
    """A system call as people write it; nothing for none."""
    return _NAMES.get(number, f"system call {number}") if number else ""


def record_steps(machine: Machine, thread: int, what: Making, made: int, extra: int) -> list[Step]:
    """Calls of an idle thread, one after the other. `extra` bytes of text make the record longer."""
    if what == "async":
        words = (tokens.text(f"event {made}" + "." * extra),)
        return [Call(thread, AsyncEvent(_ENTER_DEBUGGER, SELECT_SUCCESS | 2, tuple(map(_pieces, words)), 0, None))]
    call = SYSTEM_CALLS[(made + thread) % len(SYSTEM_CALLS)]
    present = machine.threads[thread]
    steps: list[Step] = []
    if not present.syscall:
        steps.append(Call(thread, SyscallEnter(call.number, call.event, True)))
    steps.append(Call(thread, AuWrite("thread", _body(call, extra))))
    if what == "defer":
        steps.append(Call(thread, AuClose(0, "thread", FLAG_OK | FLAG_DEFER, call.event, 0, None)))
    elif present.syscall and not present.selected:
        steps.append(Call(thread, AuClose(0, "thread", FLAG_OK, call.event, 0, None)))
    else:
        steps.append(Call(thread, SyscallExit()))
    return steps


@cache
def _body(call: SystemCall, extra: int) -> Chain:
    return _pieces(tokens.path(call.path) + _subject() + (_text(extra) if extra else b"") + tokens.outcome(0))


def _subject() -> bytes:
    values = {"auid": 101, "euid": 0, "egid": 0, "ruid": 101, "rgid": 10, "pid": 410, "sid": 410, "port": 0}
    return tokens.token("subject32", **values, address={"hex": "00000000"})


def _text(size: int) -> bytes:
    return tokens.text("x" * max(0, size - 4))


def _pieces(data: bytes) -> Chain:
    """Membufs hold 128 bytes at most."""
    return tuple(data[place : place + _MEMBUF] for place in range(0, len(data), _MEMBUF))
