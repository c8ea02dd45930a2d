"""Holds clauses, C and model together, both ways: no decision of the C without a clause, no clause without model code.

Three sets of rules, each a function of values: the data alone, the data and the model's citations, the data and the C.
Not good for: whether a sentence is true. The judge and the readers see to that.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiwater_conform.clauses.c_scanner import PartKind, Scan, scan
from hiwater_conform.clauses.citations import Citations
from hiwater_conform.clauses.clause import Clause, Registry, SourcePart, Strength
from hiwater_conform.clauses.digests import outside_digests
from hiwater_conform.clauses.problems import (
    AssertionUnnamed,
    ClauseUncited,
    DecisionUncovered,
    DigestMissing,
    DigestWrong,
    DuplicateId,
    ExcuseStale,
    OutOfOrder,
    PartUncovered,
    PartWrong,
    Problem,
    SpanOutside,
    UnknownCitation,
    UnknownPart,
)
from hiwater_conform.clauses.source_text import SourceText, Span, digest_of


def lint(registry: Registry, citations: Citations | None, source: SourceText | None) -> tuple[Problem, ...]:
    """Every problem found; the rules about the model or the C are left out where that is None."""
    problems = [*lint_data(registry)]
    if citations is not None:
        problems.extend(lint_model(registry, citations))
    if source is not None:
        problems.extend(lint_source(registry, source))
    return tuple(problems)


def lint_data(registry: Registry) -> Iterator[Problem]:
    """Ids unique and in order, parts known and covered, spans inside their part, digests there, decisions covered."""
    yield from _duplicates(registry)
    yield from _order(registry)
    for owner, place, span, digest in _owned_spans(registry):
        kind, name = place
        part = registry.source.part(kind, name)
        if part is None:
            yield UnknownPart(owner, name)
        elif not part.span.encloses(span) or span.first > span.last:
            yield SpanOutside(owner, span, name, part.span)
        if digest is None:
            yield DigestMissing(owner)
    covered = {clause.part for clause in registry.clauses}
    for part in registry.source.parts:
        if part.kind is not PartKind.MACRO and (part.kind, part.name) not in covered:
            yield PartUncovered(part.name)
    yield from _decisions(registry)


def lint_model(registry: Registry, citations: Citations) -> Iterator[Problem]:
    """Each cited id exists, each binding clause is cited or excused, and no excuse is stale."""
    known = set(registry.identifiers)
    for citation in citations.clauses:
        if citation.identifier not in known:
            yield UnknownCitation(citation.identifier, citation.place, citation.line)
    cited = {citation.identifier for citation in citations.clauses}
    excused = {entry.clause for entry in registry.not_modelled}
    for clause in registry.clauses:
        if clause.strength is not Strength.UNDEFINED and clause.identifier not in cited | excused:
            yield ClauseUncited(clause.identifier)
    yield from _stale_excuses(registry, cited)


def lint_source(registry: Registry, source: SourceText) -> Iterator[Problem]:
    """Parts and digests are those of the C, and a clause that holds an assertion says what profile `debug` does."""
    found = scan(source)
    yield from _parts(registry, found)
    for owner, _, span, digest in _owned_spans(registry):
        actual = digest_of(source.span_text(span))
        if digest is not None and digest != actual:
            yield DigestWrong(owner, span, digest, actual)
    for clause in registry.clauses:
        if clause.span is not None and "debug" not in clause.profiles:
            held = [line for line in found.assertions if clause.span.holds(line)]
            yield from (AssertionUnnamed(clause.identifier, line) for line in held)


def _owned_spans(registry: Registry) -> Iterator[tuple[str, tuple[PartKind, str], Span, str | None]]:
    """Owner, part, span and digest of every clause and exception that lies in a part of the C."""
    for clause in registry.clauses:
        if clause.part is not None and clause.span is not None:
            yield clause.identifier, clause.part, clause.span, clause.digest
    for entry in registry.not_modelled:
        if entry.function is not None:
            yield f"not_modelled {entry.span}", (PartKind.FUNCTION, entry.function), entry.span, entry.digest


def _duplicates(registry: Registry) -> Iterator[Problem]:
    seen: dict[str, Clause] = {}
    for clause in registry.clauses:
        first = seen.setdefault(clause.identifier, clause)
        if first is not clause:
            yield DuplicateId(clause.identifier, (first.area, clause.area))


def _order(registry: Registry) -> Iterator[Problem]:
    """Numbers begin at 01 and rise by one; a prefix that comes again begins a new run, and so is out of order."""
    numbers: dict[str, int] = {}
    for area in registry.areas:
        previous = ""
        for clause in area.clauses:
            prefix = clause.prefix
            expected = f"{prefix}-{numbers.get(prefix, 0) + 1:02}"
            spread = prefix in numbers and prefix != previous
            if clause.identifier != expected or spread:
                yield OutOfOrder(clause.identifier, "another prefix" if spread else expected, area.name)
            number = clause.identifier.rpartition("-")[2]
            numbers[prefix] = int(number)
            previous = prefix


def _decisions(registry: Registry) -> Iterator[Problem]:
    covered = registry.covered
    for part in registry.source.parts:
        for line in part.decisions:
            if not any(span.holds(line) for span in covered):
                yield DecisionUncovered(line, part.name)


def _stale_excuses(registry: Registry, cited: set[str]) -> Iterator[Problem]:
    by_identifier = {clause.identifier: clause for clause in registry.clauses}
    for entry in registry.not_modelled:
        if entry.clause is None:
            continue
        clause = by_identifier.get(entry.clause)
        if clause is None:
            yield ExcuseStale(entry.clause, "no clause has this id")
        elif entry.clause in cited:
            yield ExcuseStale(entry.clause, "the model cites it")
        elif clause.span != entry.span:
            yield ExcuseStale(entry.clause, f"the clause has lines {clause.span}, the excuse {entry.span}")


def _parts(registry: Registry, found: Scan) -> Iterator[Problem]:
    recorded = {(part.kind, part.name): part for part in registry.source.parts}
    covered = registry.covered
    actual = {
        (part.kind, part.name): SourcePart(
            kind=part.kind,
            name=part.name,
            span=part.span,
            digest=digest_of(found.code_text(part.span)),
            decisions=found.decisions_in(part),
            outside=outside_digests(found, part.span, covered),
        )
        for part in found.parts
    }
    for key in dict.fromkeys((*recorded, *actual)):
        if recorded.get(key) != actual.get(key):
            yield PartWrong(key[1], _described(recorded.get(key)), _described(actual.get(key)))


def _described(part: SourcePart | None) -> str:
    if part is None:
        return "nothing"
    counts = f"{len(part.decisions)} decisions, {len(part.outside)} lines outside clauses"
    return f"lines {part.span}, digest {part.digest}, {counts}"
