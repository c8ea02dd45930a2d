"""`hiwater clauses`: the sentences that audit_io.c is held to, and where the model has them."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from hiwater_conform.clauses import (
    Clause,
    NotModelled,
    Registry,
    UnknownClause,
    clause_registry,
    model_folder,
    scan_citations,
)
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.shown.rows import Row, levels_of_clauses, rows

DESCRIPTION = """\
Without an argument it lists every clause by area: id, how binding it is, its lines of audit_io.c (or the
neighbour it comes from) and one sentence in our words. An id (ENQ-03), a prefix (ENQ) or an area (enqueue)
prints all that is known of those: profiles that differ, quirks, the functions of the model that implement
them, and what has been shown of them (`hiwater evidence` says how).

must: the design intends it. observed: a quirk of the C, another implementation may do otherwise.
undefined: the C has no defined next act."""

WIDTH = 110
Places = Mapping[str, tuple[str, ...]]
Shown = Mapping[str, Sequence[Row]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the id, prefix or area, or nothing."""
    parser.add_argument("id", nargs="?", metavar="ID", help="an id, a prefix or an area, as in ENQ-03, ENQ, enqueue")


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or the named clauses in full, and return FINE; raise Misuse for a name that no clause has."""
    registry = clause_registry()
    try:
        chosen = registry.clauses if arguments.id is None else registry.select(arguments.id)
    except UnknownClause as unknown:
        raise Misuse(f"{unknown}; `hiwater clauses` lists them") from None
    if arguments.id is None and not arguments.json:
        print("\n".join(_listed(registry)))
        return Exit.FINE
    places = scan_citations(model_folder()).places()
    shown = levels_of_clauses(rows())
    if arguments.json:
        print_json({"clauses": [_document(registry, clause, places, shown) for clause in chosen]})
    else:
        print("\n\n".join("\n".join(_in_full(registry, clause, places, shown)) for clause in chosen))
    return Exit.FINE


def _listed(registry: Registry) -> Iterator[str]:
    for area in registry.areas:
        yield f"{area.title} ({area.name})"
        for clause in area.clauses:
            where = str(clause.span) if clause.span is not None else clause.neighbour or ""
            head = f"  {clause.identifier:<13}{clause.strength.value:<10}{where:<17} "
            yield fill(clause.sentence, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
        yield ""
    binding = sum(clause.neighbour is None for clause in registry.clauses)
    yield f"{len(registry.clauses)} clauses: {binding} of audit_io.c, {len(registry.clauses) - binding} of neighbours."


def _in_full(registry: Registry, clause: Clause, places: Places, shown: Shown) -> Iterator[str]:
    yield f"{clause.identifier}  {clause.strength.value}  ({clause.area})"
    yield fill(clause.sentence, WIDTH, initial_indent="  ", subsequent_indent="  ")
    name = clause.function or clause.table
    facts = [("source", clause.source + (f", {name}" if name else ""))]
    if clause.digest is not None:
        facts.append(("digest", clause.digest))
    facts.extend(("profile", f"{profile}: {sentence}") for profile, sentence in clause.profiles.items())
    if clause.quirks:
        facts.append(("quirks", " ".join(clause.quirks)))
    excuse = _excuse(registry, clause)
    if excuse is not None:
        facts.append(("model", f"not modelled: {excuse.reason}"))
    facts.extend(("model", place) for place in places.get(clause.identifier, ()))
    levels = [f"{row.level} ({row.name})" for row in shown.get(clause.identifier, ())]
    facts.append(("shown", ", ".join(levels) or "stated only"))
    for label, text in facts:
        yield fill(text, WIDTH, initial_indent=f"  {label:<9}", subsequent_indent=" " * 11)


def _document(registry: Registry, clause: Clause, places: Places, shown: Shown) -> dict[str, Any]:
    excuse = _excuse(registry, clause)
    return {
        "id": clause.identifier,
        "area": clause.area,
        "sentence": clause.sentence,
        "strength": clause.strength.value,
        "function": clause.function,
        "table": clause.table,
        "neighbour": clause.neighbour,
        "lines": None if clause.span is None else [clause.span.first, clause.span.last],
        "digest": clause.digest,
        "profiles": dict(clause.profiles),
        "quirks": list(clause.quirks),
        "not_modelled": None if excuse is None else excuse.reason,
        "model": list(places.get(clause.identifier, ())),
        "shown": {row.name: row.level for row in shown.get(clause.identifier, ())},
    }


def _excuse(registry: Registry, clause: Clause) -> NotModelled | None:
    return next((entry for entry in registry.not_modelled if entry.clause == clause.identifier), None)
