"""Drift tells same, moved, changed and gone apart, and sees what no clause holds."""

import re
from pathlib import Path

import pytest

from hiwater_conform.clauses import (
    Drift,
    Fate,
    NotAuditSource,
    Registry,
    SourceText,
    Span,
    clause_registry,
    compare,
    source_from_text,
)
from tests.conformance.clauses.toy import TOY, changed, real_source, toy_registry, toy_source


@pytest.fixture
def toy(tmp_path: Path) -> Registry:
    """The toy's clauses."""
    return toy_registry(tmp_path)


def fates(drift: Drift) -> dict[str, str]:
    """The clauses that are not the same, with their fates."""
    return {entry.identifier: entry.fate.value for entry in drift.clauses if entry.fate is not Fate.SAME}


def parts(drift: Drift) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The parts that are changed or gone, with their lines outside all clauses."""
    return {
        entry.name: (entry.fate.value, entry.outside)
        for entry in drift.parts
        if entry.fate in (Fate.CHANGED, Fate.GONE)
    }


def test_same(toy: Registry) -> None:
    """The file itself has not drifted."""
    drift = compare(toy, toy_source())
    assert (fates(drift), parts(drift), drift.found) == ({}, {}, False)


def test_lines_above_move_what_is_below(toy: Registry) -> None:
    """Lines put between functions move the clauses below them, and nothing is found."""
    drift = compare(toy, changed(TOY, ("static int\nfill", "/* new\n * words */\n\nstatic int\nfill")))
    assert fates(drift) == {f"FILL-0{number}": "moved" for number in range(1, 6)}
    assert [entry.now for entry in drift.clauses if entry.identifier == "FILL-02"] == [Span(24, 27)]
    assert not drift.found


def test_functions_that_changed_places_moved(toy: Registry) -> None:
    """A clause is looked for in the function of its name, wherever that is."""
    head, old, fill = re.split(r"(?=^void\n|^static int\nfill)", TOY, flags=re.MULTILINE)
    drift = compare(toy, source_from_text("x", head + fill + old))
    assert not drift.found
    assert fates(drift).keys() == {"TOY-02", *(f"FILL-0{number}" for number in range(1, 6))}


def test_blank_and_comment_lines_inside_are_seen_through(toy: Registry) -> None:
    """Blank lines in a span, and comments where it had none, are a move."""
    drift = compare(toy, changed(TOY, ("\t\tunlock();\n\t\treturn", "\t\tunlock();\n\n\t\t/* full */\n\t\treturn")))
    assert (fates(drift)["FILL-02"], drift.found) == ("moved", False)


def test_changed_operator(toy: Registry) -> None:
    """One operator in one clause changes that clause alone, and its function."""
    drift = compare(toy, changed(TOY, ("n > LIMIT", "n >= LIMIT")))
    assert fates(drift) == {"FILL-02": "changed"}
    assert parts(drift) == {"fill": ("changed", (21, 22, 23))}
    assert drift.found


def test_changed_table(toy: Registry) -> None:
    """A table's entry changes the table's clause."""
    assert fates(compare(toy, changed(TOY, ("1, 2}", "2, 1}")))) == {"TOY-01": "changed"}


def test_changed_macro(toy: Registry) -> None:
    """A macro that a clause relies on is a part of its own."""
    drift = compare(toy, changed(TOY, ("LIMIT 10", "LIMIT 11")))
    assert (fates(drift), list(parts(drift)), drift.found) == ({}, ["LIMIT"], True)


def test_comment_outside_clauses_is_nothing(toy: Registry) -> None:
    """Comments that no clause holds may change."""
    assert not compare(toy, changed(TOY, ("/* return? */", "/* else! */"))).found


def test_comment_inside_a_clause_is_a_change(toy: Registry) -> None:
    """A comment that belongs to a clause's text is read again when it changes, though the code is the same."""
    drift = compare(toy, changed(TOY, ("said once", "said twice")))
    assert (fates(drift), parts(drift)) == ({"FILL-03": "changed"}, {})


def test_statement_between_clauses(toy: Registry) -> None:
    """A new statement that no clause holds is found, with its line."""
    drift = compare(toy, changed(TOY, ("\tunlock();\n#ifdef", "\tunlock();\n\tsleep();\n#ifdef")))
    assert set(fates(drift).values()) == {"moved"}
    assert parts(drift) == {"fill": ("changed", (28,))}
    assert drift.found


def test_declaration_removed(toy: Registry) -> None:
    """A line outside all clauses that is gone is found, though it has no line to name."""
    drift = compare(toy, changed(TOY, ("\tint left = 3;\t/* return? */\n", "")))
    assert parts(drift) == {"fill": ("changed", ())}


def test_text_that_survives_elsewhere_is_no_move(toy: Registry) -> None:
    """A statement removed is not found again in its twin before it."""
    drift = compare(toy, changed(TOY, ("\tunlock();\n#ifdef", "#ifdef")))
    assert {key: fate for key, fate in fates(drift).items() if fate != "moved"} == {"FILL-04": "changed"}
    (entry,) = (entry for entry in drift.clauses if entry.identifier == "FILL-04")
    assert entry.elsewhere == Span(22, 22)


def test_exchanged_statements_are_a_change(toy: Registry) -> None:
    """Two statements that changed places do not both count as moved."""
    both = "\t/* said once */\n\tadd(n);\n\tunlock();\n#ifdef"
    drift = compare(toy, changed(TOY, (both, "\tunlock();\n\t/* said once */\n\tadd(n);\n#ifdef")))
    assert "changed" in fates(drift).values()
    assert drift.found


def test_deleted_function(toy: Registry) -> None:
    """The clauses of a function that is not there are gone, and the others are not."""
    text = TOY[: TOY.index("static int\nfill")]
    drift = compare(toy, source_from_text("x", text))
    assert fates(drift) == {f"FILL-0{number}": "gone" for number in range(1, 6)}
    assert parts(drift) == {"fill": ("gone", ())}
    assert drift.found


def test_renamed_function(toy: Registry) -> None:
    """A renamed function is gone, and the new name is told."""
    drift = compare(toy, changed(TOY, ("old_style(m)", "newer_style(m)")))
    assert (fates(drift), drift.new_parts) == ({"TOY-02": "gone"}, ("newer_style",))


@pytest.mark.parametrize("text", ["", "hello\n", "int\nmain(void)\n{\n}\n"])
def test_wrong_file_is_refused(toy: Registry, text: str) -> None:
    """A file that defines none of the functions is refused, not called gone."""
    with pytest.raises(NotAuditSource):
        compare(toy, source_from_text("x", text))


def test_original_is_the_same() -> None:
    """All clauses are the same on the file that they were written from."""
    drift = compare(clause_registry(), real_source())
    assert (fates(drift), parts(drift), drift.new_parts, drift.found) == ({}, {}, (), False)


def test_original_with_lines_above() -> None:
    """Lines put above everything move every clause by their number."""
    source = real_source()
    drift = compare(clause_registry(), SourceText("planted", ("", "/* new */", *source.lines)))
    assert {entry.fate for entry in drift.clauses} == {Fate.MOVED}
    assert all(entry.now == Span(entry.before.first + 2, entry.before.last + 2) for entry in drift.clauses)


@pytest.mark.parametrize(
    ("line", "before", "after", "clauses"),
    [
        (374, ">=", ">", {"ENQ-03"}),
        (399, ">", ">=", {"ENQ-08"}),
        (442, "<=", "<", {"DEQ-05"}),
        (495, ">=", ">", {"BLOCK-06"}),
        (551, "current", "other", {"DOOR-02", "DOOR-08"}),
        (768, "==", "!=", {"DROP-02"}),
        (67, "FIRST", "LAST", {"TABLE-01"}),
    ],
)
def test_original_with_a_planted_change(line: int, before: str, after: str, clauses: set[str]) -> None:
    """A turned operator in the original is laid at the door of the clauses that hold its line."""
    source = real_source()
    text = source.lines[line - 1]
    where = text.index(before)
    planted = text[:where] + after + text[where + len(before) :]
    lines = (*source.lines[: line - 1], planted, *source.lines[line:])
    found = fates(compare(clause_registry(), SourceText("planted", lines)))
    assert clauses <= found.keys()
    assert set(found.values()) == {"changed"}
    assert found.keys() <= {clause.identifier for clause in clause_registry().at_line(line)}


def test_original_without_a_function() -> None:
    """Without `au_enqueue` its clauses are gone, and only its own."""
    source = real_source()
    lines = (*source.lines[:364], *source.lines[407:])
    drift = compare(clause_registry(), SourceText("planted", lines))
    gone = {entry.identifier for entry in drift.clauses if entry.fate is Fate.GONE}
    assert gone == {clause.identifier for clause in clause_registry().clauses if clause.function == "au_enqueue"}
    assert drift.count(Fate.CHANGED) == 0
