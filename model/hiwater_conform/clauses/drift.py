"""Compares the digests of the clauses with another audit_io.c: same, moved, changed or gone, clause by clause.

A span is looked for in the function of its name alone: every run of lines there whose text, or whose code without
comments, has the digest. Several fits are settled by order: clauses keep the order that they have in the data, as many
as can. So two statements that changed places are a change, and a text that survives only elsewhere is not taken for it.
Lines that no clause holds are seen too: a part whose code differs while its clauses all fit is changed *outside* them.
Not good for: judging a change. A renamed variable is as changed as a turned comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hiwater_conform.clauses.c_scanner import PartKind, Scan, ScannedPart, scan
from hiwater_conform.clauses.clause import Registry, SourcePart
from hiwater_conform.clauses.errors import NotAuditSource
from hiwater_conform.clauses.placement import Wanted, place, windows
from hiwater_conform.clauses.source_text import SourceText, Span, digest_of


class Fate(Enum):
    """What became of a clause's text, or of a part of the file, in the other file."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ClauseDrift:
    """One clause: its lines in the data and, for SAME and MOVED, in the other file.

    For CHANGED, `now` is where it would have to be (between its neighbours) and `elsewhere` where its text still is,
    out of order; each may be None.
    """

    identifier: str
    part: str
    fate: Fate
    before: Span
    now: Span | None
    elsewhere: Span | None


@dataclass(frozen=True, slots=True)
class PartDrift:
    """One function, table or macro: compared without comments.

    `outside` are its lines of code that no clause that fits holds, and that were not outside all clauses before.
    """

    kind: PartKind
    name: str
    fate: Fate
    before: Span
    now: Span | None
    outside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """The comparison of all clauses and parts with one file; `new_parts` are those that the data does not know."""

    source: str
    clauses: tuple[ClauseDrift, ...]
    parts: tuple[PartDrift, ...]
    new_parts: tuple[str, ...]

    @property
    def found(self) -> bool:
        """Whether a clause or a part is changed or gone."""
        fates = [entry.fate for entry in self.clauses] + [entry.fate for entry in self.parts]
        return Fate.CHANGED in fates or Fate.GONE in fates

    def count(self, fate: Fate) -> int:
        """The number of clauses with that fate."""
        return sum(entry.fate is fate for entry in self.clauses)


def compare(registry: Registry, source: SourceText) -> Drift:
    """Compare; raises NotAuditSource when none of the known functions is defined in the file."""
    found = scan(source)
    functions = [part for part in registry.source.parts if part.kind is PartKind.FUNCTION]
    if not any(found.part(part.kind, part.name) for part in functions):
        raise NotAuditSource(source.name, "none of its functions is defined there")
    clauses: list[ClauseDrift] = []
    parts: list[PartDrift] = []
    for part in registry.source.parts:
        wanted = _wanted(registry, part)
        there = found.part(part.kind, part.name)
        placed = {} if there is None else place(wanted, windows(source, found, there.span), there.span.first)
        clauses.extend(_clause(entry, part, there, placed, wanted) for entry in wanted if entry.is_clause)
        parts.append(_part(part, there, found, tuple(span for span, _ in placed.values() if span is not None)))
    known = {(part.kind, part.name) for part in registry.source.parts}
    new = tuple(part.name for part in found.parts if (part.kind, part.name) not in known)
    return Drift(source.name, tuple(clauses), tuple(parts), new)


def _wanted(registry: Registry, part: SourcePart) -> tuple[Wanted, ...]:
    """The spans to look for in one part, in the order of their lines: clauses, and exceptions to hold the order."""
    key = (part.kind, part.name)
    wanted = [
        Wanted(clause.identifier, True, clause.span, clause.digest, clause.span.first - part.span.first)
        for clause in registry.clauses
        if clause.part == key and clause.span is not None and clause.digest is not None
    ]
    wanted.extend(
        Wanted(f"not_modelled {entry.span}", False, entry.span, entry.digest, entry.span.first - part.span.first)
        for entry in registry.not_modelled
        if (PartKind.FUNCTION, entry.function) == key and entry.digest is not None
    )
    return tuple(sorted(wanted, key=lambda entry: (entry.span, entry.owner)))


def _clause(
    entry: Wanted,
    part: SourcePart,
    there: ScannedPart | None,
    placed: dict[str, tuple[Span | None, Span | None]],
    wanted: tuple[Wanted, ...],
) -> ClauseDrift:
    if there is None:
        return ClauseDrift(entry.owner, part.name, Fate.GONE, entry.span, None, None)
    now, elsewhere = placed[entry.owner]
    if now is None:
        gap = _gap(entry, wanted, placed, there.span)
        return ClauseDrift(entry.owner, part.name, Fate.CHANGED, entry.span, gap, elsewhere)
    fate = Fate.SAME if now == entry.span else Fate.MOVED
    return ClauseDrift(entry.owner, part.name, fate, entry.span, now, None)


def _gap(
    entry: Wanted, wanted: tuple[Wanted, ...], placed: dict[str, tuple[Span | None, Span | None]], part: Span
) -> Span | None:
    """The lines between the nearest placed spans before and after, or None where they leave none."""
    first, last = part.first, part.last
    for other in wanted:
        now = placed[other.owner][0]
        if now is not None and other.span.last < entry.span.first:
            first = max(first, now.last + 1)
        if now is not None and other.span.first > entry.span.last:
            last = min(last, now.first - 1)
    return Span(first, last) if first <= last else None


def _part(part: SourcePart, there: ScannedPart | None, found: Scan, placed: tuple[Span, ...]) -> PartDrift:
    if there is None:
        return PartDrift(part.kind, part.name, Fate.GONE, part.span, None, ())
    if digest_of(found.code_text(there.span)) != part.digest:
        outside = tuple(
            line
            for line in found.code_lines(there.span)
            if not any(span.holds(line) for span in placed)
            and digest_of(found.code_text(Span(line, line))) not in part.outside
        )
        return PartDrift(part.kind, part.name, Fate.CHANGED, part.span, there.span, outside)
    fate = Fate.SAME if there.span == part.span else Fate.MOVED
    return PartDrift(part.kind, part.name, fate, part.span, there.span, ())
