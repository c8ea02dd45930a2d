"""The shipped clauses, the model and the original agree, and the generated table is fresh."""

from pathlib import Path

import pytest

from hiwater_conform.clauses import (
    Strength,
    clause_registry,
    lint,
    message,
    model_folder,
    scan_citations,
    table_document,
)
from hiwater_conform.clauses.digests import write_data
from hiwater_conform.clauses.table import TABLE_FILE
from tests.conformance.clauses.toy import LISTING, SPECS, real_source


def test_data_is_clean() -> None:
    """Ids, order, spans and coverage of every decision hold in the shipped data."""
    assert [message(problem) for problem in lint(clause_registry(), None, None)] == []


def test_model_cites_every_clause() -> None:
    """Every binding clause is cited by the model, and every id that the model cites is a clause."""
    citations = scan_citations(model_folder())
    assert [message(problem) for problem in lint(clause_registry(), citations, None)] == []


def test_original_agrees() -> None:
    """Digests, parts and decision lines are those of the original."""
    assert [message(problem) for problem in lint(clause_registry(), None, real_source())] == []


def test_digests_are_written_ones(tmp_path: Path) -> None:
    """Writing the digests again from the listing changes no file."""
    if not LISTING.is_file():
        pytest.skip(f"{LISTING} is not there")
    for path in SPECS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert write_data(tmp_path, real_source(), None) == ()


def test_table_is_fresh() -> None:
    """TABLE.md is what `python -m hiwater_conform.clauses table` makes of the data and the model."""
    made = table_document(clause_registry(), scan_citations(model_folder()))
    assert (SPECS / TABLE_FILE).read_text(encoding="utf-8") == made


def test_table_has_every_clause_and_function() -> None:
    """Each clause has a row, each function a section."""
    registry = clause_registry()
    made = table_document(registry, scan_citations(model_folder()))
    for clause in registry.clauses:
        assert f"| {clause.identifier} | {clause.strength.value} |" in made
    for part in registry.source.parts:
        assert part.kind.value == "macro" or f"## `{part.name}` (lines {part.span})" in made


SECOND_CONSUMER = {"DEQ-08", "IO-12", "IO-13"}
"""Acts that only a second consumer of a queue meets; the kernel has one, so the reference lists no quirk for them."""


def test_undefined_clauses_carry_their_quirk() -> None:
    """Where the C has no defined next act, a quirk of the reference says why; a second consumer is no quirk."""
    undefined = {clause.identifier for clause in clause_registry().clauses if clause.strength is Strength.UNDEFINED}
    without = {identifier for identifier in undefined if not clause_registry().find(identifier).quirks}
    assert without == SECOND_CONSUMER
