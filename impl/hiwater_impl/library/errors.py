"""What a user of the library is told, each in one line that says what to do."""

from collections.abc import Iterable
from difflib import get_close_matches


class AuditError(Exception):
    """The base of all of them. What auditon(2) and audit(2) refuse is an OSError with their errno instead."""


class NotOpen(AuditError):
    """The context has not been entered yet, or was left."""

    def __init__(self) -> None:
        super().__init__("the audit context is not open: use it within `with AuditContext(...) as context:`")


class InAnotherProcess(AuditError):
    """A child made by fork has the context's memory and none of its threads."""

    def __init__(self) -> None:
        super().__init__("this audit context belongs to the parent process: open one of its own in the child")


class AuditHalted(AuditError):
    """Policy AHLT has halted the audit system; `reason` is what halted it, `line` the line of audit_io.c, if any."""

    def __init__(self, reason: str, line: int | None) -> None:
        place = "" if line is None else f", audit_io.c:{line}"
        super().__init__(f"the audit system has halted ({reason}{place}): leave the context, and open a new one")
        self.reason = reason
        self.line = line


class AuditBroken(AuditError):
    """A thread of the context failed; `__cause__` is what it failed with."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__(f"a thread of the audit context failed ({failure!r}): leave the context, and report this")
        self.__cause__ = failure


class DaemonSilent(AuditError):
    """The daemon was there when the context was opened, and did not answer within `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the daemon lets us in and does not answer the policy within {seconds:g} s: "
            "see whether it is stopped, or all its directories are full"
        )
        self.seconds = seconds


class RecordsLeft(AuditError):
    """The context was left before all was written: `queued` records never left the queue, `dropped` never entered it.

    A dropped one is that of a thread that still waited for room when auditing was turned off.
    """

    def __init__(self, queued: int, dropped: int, why: str) -> None:
        super().__init__(
            f"{queued} audit records were left in the queue and {dropped} dropped at the end ({why}): "
            "have auditing on and the daemon run, or give a longer close_timeout"
        )
        self.queued = queued
        self.dropped = dropped


class UnknownName(AuditError, ValueError):
    """There is no event, policy or zone of this name."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), 1)
        guess = f": do you mean {near[0]}?" if near else ""
        super().__init__(f"there is no {kind} {name!r}{guess}")
