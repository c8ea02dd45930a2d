"""A clause: one sentence about audit_io.c, or about a neighbour that its queue needs, with an id that never changes.

These are the values that the data files give; what may be wrong with them is the linter's matter.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hiwater_conform.clauses.c_scanner import PartKind
from hiwater_conform.clauses.errors import UnknownClause
from hiwater_conform.clauses.source_text import Span


class Strength(Enum):
    """How binding a clause is for another implementation."""

    MUST = "must"
    """The design intends it."""
    OBSERVED = "observed"
    """A quirk of the C; a reimplementation may do otherwise."""
    UNDEFINED = "undefined"
    """The C has no defined next act, so nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; `span` and `digest` are None for a neighbour's, `digest` also before it was written."""

    identifier: str
    area: str
    sentence: str
    strength: Strength
    function: str | None
    table: str | None
    neighbour: str | None
    span: Span | None
    digest: str | None
    profiles: Mapping[str, str]
    quirks: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """The word before the number: `ENQ` of `ENQ-03`."""
        return self.identifier.rpartition("-")[0]

    @property
    def part(self) -> tuple[PartKind, str] | None:
        """Kind and name of the part of audit_io.c that the clause is about, or None for a neighbour's."""
        if self.neighbour is not None:
            return None
        if self.table is not None:
            return PartKind.TABLE, self.table
        return (PartKind.FUNCTION, self.function) if self.function is not None else None

    @property
    def source(self) -> str:
        """Where the clause comes from, in one form: `audit_io.c:374-379` or the neighbour's file."""
        return f"audit_io.c:{self.span}" if self.span is not None else self.neighbour or ""


@dataclass(frozen=True, slots=True)
class NotModelled:
    """Lines that no step performs, with the reason; `clause` is the id of the one that states them all the same."""

    what: str
    reason: str
    function: str | None
    span: Span
    digest: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Area:
    """One data file: its name without `.toml`, a title, its clauses in order."""

    name: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A function, table or macro of the audit_io.c that the clauses were written from.

    The digest is of its code without comments; `decisions` are the lines that decide something (functions alone);
    `outside` has the digest of each line of code that no clause and no exception holds.
    """

    kind: PartKind
    name: str
    span: Span
    digest: str
    decisions: tuple[int, ...]
    outside: frozenset[str]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is known of that file without having it: its name, revision, length in lines and parts."""

    file: str
    revision: str
    length: int
    parts: tuple[SourcePart, ...]

    def part(self, kind: PartKind, name: str) -> SourcePart | None:
        """The part of that kind and name, or None."""
        return next((part for part in self.parts if part.kind is kind and part.name == name), None)


@dataclass(frozen=True, slots=True)
class Registry:
    """All clause data: areas by name, exceptions, and the facts of the file."""

    areas: tuple[Area, ...]
    not_modelled: tuple[NotModelled, ...]
    source: SourceFacts

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, area by area."""
        return tuple(clause for area in self.areas for clause in area.clauses)

    @property
    def covered(self) -> tuple[Span, ...]:
        """The spans of all clauses and exceptions."""
        spans = [clause.span for clause in self.clauses if clause.span is not None]
        return (*spans, *(entry.span for entry in self.not_modelled))

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Every id, area by area."""
        return tuple(clause.identifier for clause in self.clauses)

    def find(self, identifier: str) -> Clause:
        """The clause with exactly this id; raises UnknownClause with the ids that look like it."""
        for clause in self.clauses:
            if clause.identifier == identifier:
                return clause
        raise UnknownClause(identifier, self.near(identifier))

    def select(self, name: str) -> tuple[Clause, ...]:
        """The clauses that an id, a prefix (`ENQ`) or an area (`enqueue`) names, in any case; raises UnknownClause."""
        upper = name.upper()
        found = tuple(
            clause for clause in self.clauses if upper in (clause.identifier, clause.prefix, clause.area.upper())
        )
        if not found:
            raise UnknownClause(name, self.near(name))
        return found

    def at_line(self, line: int) -> tuple[Clause, ...]:
        """The clauses whose span holds the line of audit_io.c."""
        return tuple(clause for clause in self.clauses if clause.span is not None and clause.span.holds(line))

    def near(self, name: str) -> tuple[str, ...]:
        """Up to five ids or prefixes that look like the name, best first."""
        prefixes = dict.fromkeys(clause.prefix for clause in self.clauses)
        return tuple(difflib.get_close_matches(name.upper(), [*self.identifiers, *prefixes], n=5, cutoff=0.6))
