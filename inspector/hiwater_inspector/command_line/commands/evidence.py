"""`hiwater evidence`: what has been shown, by which tool, at which scope, when; and what has not."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

from hiwater_check.evidence import Standing, folder_of_specification
from hiwater_conform.clauses import clause_registry
from hiwater_inspector.command_line.command import Exit, print_json, writing
from hiwater_inspector.command_line.shown.page import page
from hiwater_inspector.command_line.shown.rows import LEVELS, Row, levels_of_clauses, rows

DESCRIPTION = """\
Prints every record of evidence: its level, its scope in the words of the run that wrote it, and whether it
is about the sources that are here (fresh), about other ones (stale), or missing (never run), with the
command that shows it again. Your own runs of `hiwater check` count, and are kept in your cache folder.

Exit code 1: something is stale or was never run. --page writes the page in the specification again.
Not good for: trusting a record more than its scope says."""

WIDTH = 110


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --page."""
    parser.add_argument("--page", action="store_true", help="write the page hiwater_specs/evidence/README.md again")


def run(arguments: argparse.Namespace) -> int:
    """Print the rows; FOUND if one is not fresh. With --page write the page from the specification's records alone."""
    if arguments.page:
        path = folder_of_specification() / "README.md"
        _write(path)
        print(f"Written: {path}.")
        return Exit.FINE
    evidence = rows()
    levels = levels_of_clauses(evidence)
    if arguments.json:
        print_json({"evidence": [_document(row) for row in evidence], "clauses": _levels(levels)})
    else:
        print("\n\n".join("\n".join(_told(row)) for row in evidence))
        print(f"\n{_summary(levels)}")
    return Exit.FINE if all(row.standing is Standing.FRESH for row in evidence) else Exit.FOUND


def page_of_specification() -> str:
    """The page as it should stand, from the specification's own records."""
    evidence = rows(users=False)
    levels = levels_of_clauses(tuple(row._replace(standing=_recorded(row.standing)) for row in evidence))
    return page(evidence, levels, clause_registry())


def _recorded(standing: Standing) -> Standing:
    """The page says what was recorded; the command says whether it still stands."""
    return Standing.FRESH if standing is Standing.STALE else standing


def _write(path: Path) -> None:
    with writing(path, "make the page in a checkout of your own"):
        path.write_text(page_of_specification(), encoding="utf-8")


def _told(row: Row) -> Iterator[str]:
    standing = row.standing.value if row.standing is Standing.FRESH else row.standing.value.upper()
    level = f"{row.level}, " if row.level in LEVELS else ""
    yield f"{row.name}: {level}of the {row.about}; {standing}{f', {row.date}' if row.date else ''}"
    yield fill(row.what, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for line in row.lines:
        yield fill(line, WIDTH, initial_indent="    ", subsequent_indent="      ")
    if row.standing is not Standing.FRESH:
        yield f"  run `{row.again}`"


def _summary(levels: dict[str, list[Row]]) -> str:
    counts = {level: sum(any(row.level == level for row in rows) for rows in levels.values()) for level in LEVELS}
    words = ", ".join(f"{level} {count}" for level, count in counts.items())
    return f"Of {len(clause_registry().clauses)} clauses: {words}."


def _levels(levels: dict[str, list[Row]]) -> dict[str, Any]:
    return {clause: {row.name: row.level for row in rows} for clause, rows in levels.items()}


def _document(row: Row) -> dict[str, Any]:
    return {**row._asdict(), "standing": row.standing.value, "clauses": sorted(row.clauses)}
