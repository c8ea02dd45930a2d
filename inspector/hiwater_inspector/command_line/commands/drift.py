"""`hiwater drift`: which clauses still have their text in another audit_io.c, and which have to be read again."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

from hiwater_conform.clauses import (
    ClauseDrift,
    ClauseError,
    Drift,
    Fate,
    PartDrift,
    Registry,
    Span,
    clause_registry,
    compare,
    read_source,
)
from hiwater_inspector.command_line.command import Exit, Misuse, print_json

DESCRIPTION = """\
Compares the digest of each clause's lines with the file at PATH, a plain audit_io.c or a numbered listing
of it:

  same     the text is there, at the same lines
  moved    the text is there, at other lines of the same function, in the same order
  changed  the function is there, but not this text, or not in this order
  gone     the function is not there

Lines that no clause holds are compared too, without their comments. It exits 1 when anything is changed or
gone. It does not judge a change: a renamed variable counts as much as a turned comparison."""

WIDTH = 110


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file, and whether clauses that are the same are printed too."""
    parser.add_argument("path", metavar="PATH", type=Path, help="an audit_io.c, or a listing of it")
    parser.add_argument("--all", action="store_true", help="print the clauses that are the same too")


def run(arguments: argparse.Namespace) -> int:
    """Print the comparison; return FINE or FOUND; raise Misuse for a file that is not an audit_io.c."""
    registry = clause_registry()
    try:
        drift = compare(registry, read_source(arguments.path))
    except ClauseError as error:
        raise Misuse(str(error)) from None
    if arguments.json:
        print_json(_document(drift))
    else:
        print("\n".join(_told(registry, drift, show_all=arguments.all)))
    return Exit.FOUND if drift.found else Exit.FINE


def _told(registry: Registry, drift: Drift, *, show_all: bool) -> Iterator[str]:
    """A row a clause, with its sentence where it has to be read again; then the parts; then the summary."""
    rows = [entry for entry in drift.clauses if show_all or entry.fate is not Fate.SAME]
    if rows:
        yield f"{'clause':<10}{'fate':<9}{'lines':<9}{'now':<13}{'function'}"
    for entry in rows:
        yield f"{entry.identifier:<10}{entry.fate.value:<9}{entry.before!s:<9}{_now(entry):<13}{entry.part}".rstrip()
        if entry.fate in (Fate.CHANGED, Fate.GONE):
            sentence = registry.find(entry.identifier).sentence
            yield fill(f"read again: {sentence}", WIDTH, initial_indent=" " * 10, subsequent_indent=" " * 22)
        if entry.elsewhere is not None:
            yield f"{'':<10}(its text stands at {entry.elsewhere}, out of order)"
    for part in drift.parts:
        if part.fate in (Fate.CHANGED, Fate.GONE):
            yield _told_part(part)
    yield from (f"{name}: new, and no clause is about it" for name in drift.new_parts)
    if rows or drift.found or drift.new_parts:
        yield ""
    counts = ", ".join(f"{drift.count(fate)} {fate.value}" for fate in Fate)
    parts = [part for part in drift.parts if part.fate in (Fate.CHANGED, Fate.GONE)]
    yield f"{len(drift.clauses)} clauses: {counts}. {len(drift.parts)} parts: {len(parts)} changed or gone."


def _now(entry: ClauseDrift) -> str:
    if entry.now is None:
        return "-"
    return f"in {entry.now}" if entry.fate is Fate.CHANGED else str(entry.now)


def _told_part(part: PartDrift) -> str:
    head = f"{part.kind.value} {part.name}"
    if part.fate is Fate.GONE:
        return f"{head}: gone"
    lines = ", ".join(str(line) for line in part.outside)
    return f"{head}: changed; lines in no clause: {lines}" if lines else f"{head}: changed; some of its lines are gone"


def _document(drift: Drift) -> dict[str, Any]:
    return {
        "source": drift.source,
        "counts": {fate.value: drift.count(fate) for fate in Fate},
        "found": drift.found,
        "clauses": [
            {
                "id": entry.identifier,
                "part": entry.part,
                "fate": entry.fate.value,
                "before": _lines(entry.before),
                "now": _lines(entry.now),
                "elsewhere": _lines(entry.elsewhere),
            }
            for entry in drift.clauses
        ],
        "parts": [
            {
                "kind": part.kind.value,
                "name": part.name,
                "fate": part.fate.value,
                "before": _lines(part.before),
                "now": _lines(part.now),
                "outside": list(part.outside),
            }
            for part in drift.parts
        ],
        "new_parts": list(drift.new_parts),
    }


def _lines(span: Span | None) -> list[int] | None:
    return None if span is None else [span.first, span.last]
