"""The data files are read into values, and a broken one is a typed error that names the file and the clause."""

from pathlib import Path

import pytest

from hiwater_conform.clauses import ClauseDataError, Span, Strength, UnknownClause, clause_registry, load, load_registry
from hiwater_conform.clauses.load import clause_folder
from tests.conformance.clauses.toy import toy_folder, toy_registry


def test_toy_is_read(tmp_path: Path) -> None:
    """Every field of a clause arrives."""
    clause = toy_registry(tmp_path).find("FILL-03")
    assert (clause.area, clause.function, clause.span) == ("toy", "fill", Span(25, 26))
    assert (clause.strength, clause.quirks, clause.source) == (Strength.OBSERVED, ("Q1",), "audit_io.c:25-26")
    assert clause.digest is not None


def test_neighbour_has_no_lines(tmp_path: Path) -> None:
    """A neighbour's clause has the neighbour's name for a source."""
    clause = toy_registry(tmp_path).find("NEAR-01")
    assert (clause.span, clause.part, clause.source) == (None, None, "other.c")


BROKEN = [
    ('strength = "observed"', 'strength = "perhaps"', "FILL-03 strength: 'perhaps' is not one of"),
    ('strength = "observed"\n', "", "FILL-03: 'strength' is a required property"),
    ('id = "FILL-03"', 'id = "fill-3"', "fill-3 id"),
    ("The number is added.", "The number is added", "FILL-03 sentence"),
    ("The number is added.", "", "FILL-03 sentence"),
    ("lines = [25, 26]", "lines = [25]", "FILL-03 lines"),
    ("lines = [25, 26]", "lines = [0, 26]", "FILL-03 lines 0"),
    ('quirks = ["Q1"]', 'quirks = ["one"]', "FILL-03 quirks 0"),
    ('quirks = ["Q1"]', "colour = 1", "'colour' was unexpected"),
    ('quirks = ["Q1"]', 'neighbour = "other.c"', "FILL-03"),
    ('title = "A toy"', "", "'title' is a required property"),
    ('title = "A toy"', "title = ", "is not TOML"),
]


@pytest.mark.parametrize(("before", "after", "said"), BROKEN)
def test_broken_area_is_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    """A broken area is one line with the file's name and the clause's id."""
    path = toy_folder(tmp_path) / "toy.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ClauseDataError) as caught:
        load_registry(tmp_path)
    assert caught.value.file == "toy.toml"
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["not_modelled.toml", "source.toml"])
def test_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    """The two files beside the areas must be there."""
    (toy_folder(tmp_path) / name).unlink()
    with pytest.raises(ClauseDataError, match=f"{name}: the file: is missing"):
        load_registry(tmp_path)


def test_the_shipped_data_keeps_its_schema() -> None:
    """It is read without asking the schema, so it is held against it here: every value is the same."""
    assert load_registry(clause_folder()) == clause_registry()


def test_a_broken_installation_is_told_as_any_broken_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read without the schema is read with it, which says where it is wrong."""
    path = toy_folder(tmp_path) / "toy.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('strength = "observed"\n', ""), encoding="utf-8")
    monkeypatch.setattr(load, "clause_folder", lambda: tmp_path)
    with pytest.raises(ClauseDataError, match="FILL-03: 'strength' is a required property"):
        clause_registry.__wrapped__()


def test_reason_is_asked_for(tmp_path: Path) -> None:
    """An exception without a reason is refused."""
    path = toy_folder(tmp_path) / "not_modelled.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"There is none."', '""'), encoding="utf-8")
    with pytest.raises(ClauseDataError, match="not_modelled 0 reason"):
        load_registry(tmp_path)


def test_unknown_id_names_the_near_ones() -> None:
    """A misspelt id is answered with a short list that begins with the right one."""
    with pytest.raises(UnknownClause) as caught:
        clause_registry().find("ENQ-3")
    assert caught.value.near[0] == "ENQ-03"
    assert len(caught.value.near) <= 5


def test_selection_by_id_prefix_and_area() -> None:
    """An id, a prefix and an area's name select, in any case."""
    registry = clause_registry()
    assert [clause.identifier for clause in registry.select("enq-03")] == ["ENQ-03"]
    assert {clause.prefix for clause in registry.select("MSG")} == {"MSG"}
    assert {clause.prefix for clause in registry.select("door")} == {"DOOR", "MSG"}
    with pytest.raises(UnknownClause):
        registry.select("xyzzy")


def test_clauses_at_a_line() -> None:
    """A line of the C leads to its clauses."""
    assert [clause.identifier for clause in clause_registry().at_line(399)] == ["ENQ-07", "ENQ-08"]
