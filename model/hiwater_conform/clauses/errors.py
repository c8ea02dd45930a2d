"""What can be wrong with the clause data or with a file that is said to be audit_io.c, as types with fields.

Each error is one line when printed.
"""

from __future__ import annotations


class ClauseError(Exception):
    """Base of every error of this package; `str()` is one line that says what to do."""


class ClauseDataError(ClauseError):
    """A data file under specs/hiwater_specs/clauses/ does not have the shape that schema.json asks for."""

    def __init__(self, file: str, where: str, complaint: str) -> None:
        super().__init__(f"{file}: {where}: {complaint}")
        self.file = file
        self.where = where
        self.complaint = complaint


class UnknownClause(ClauseError):
    """No clause has this id; `near` holds the ids that look like it, best first."""

    def __init__(self, identifier: str, near: tuple[str, ...]) -> None:
        hint = f"; near: {', '.join(near)}" if near else ""
        super().__init__(f"no clause {identifier!r}{hint}")
        self.identifier = identifier
        self.near = near


class SourceUnreadable(ClauseError):
    """The named file cannot be read as text."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}; name a readable audit_io.c or a listing of it")
        self.path = path
        self.reason = reason


class NotAuditSource(ClauseError):
    """The named file is text, but no audit_io.c: it defines none of the functions, or its braces do not match."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: not an audit_io.c ({reason})")
        self.path = path
        self.reason = reason
