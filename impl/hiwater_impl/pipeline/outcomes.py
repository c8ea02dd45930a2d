"""Ends that are no return values: the machine halts, a thread jumps to its label, the C has no defined next act."""

from typing import Any

from hiwater_impl.surroundings.surroundings import Place


class Halted(BaseException):
    """The system has stopped: `reason` is panic, assertion or softcalls. Nothing that is on its way goes on."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(f"the audit system has halted ({reason}{'' if line is None else f', audit_io.c:{line}'})")
        self.reason = reason
        self.line = line


class Undefined(Exception):
    """What the C does here is not defined: memory freed twice, a stray write, a dead label, a door that is not there.

    `line` is the line of audit_io.c, or None for a neighbour's.
    """

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason if line is None else f"{reason} (audit_io.c:{line})")
        self.reason = reason
        self.line = line


class Jump(Exception):
    """A thread without memory goes on at its jump label (longjmp)."""


class JumpLabel:
    """Where a thread goes on if it finds no memory; dead once the function that set it has returned."""

    __slots__ = ("live",)

    def __init__(self, live: bool) -> None:
        self.live = live


def jump(thread: Any, at: Place) -> Jump:
    """To raise: the jump to the thread's label. A dead label is undefined."""
    if thread.label is None or not thread.label.live:
        return_to = at if isinstance(at, int) else None
        raise Undefined("a dead label is jumped to", return_to)
    thread.surroundings.tell(thread, "jumped", None)
    return Jump()
