"""The kill matrix on record is about the bank that is here: every fault was tried, and every fault is killed."""

import json
from pathlib import Path

import pytest

from hiwater_check.faults import record as record_module
from hiwater_check.faults.bank import bank
from hiwater_check.faults.matrix import NO_FAULT, Cell, problems_of
from hiwater_check.faults.record import RECORD, TABLE, Record, table
from hiwater_check.faults.techniques import LOCKSTEP, Trial, Verdict
from hiwater_check.layers import LAYERS

KILLED = Trial(Verdict.KILLED, "how", 1.04, 3)


def test_every_fault_of_the_bank_is_on_record_and_killed() -> None:
    """The record and the bank have the same faults, and each is killed by a technique that lets the model pass."""
    trials = Record().trials()
    tried = {row["fault"] for row in json.loads(RECORD.read_text(encoding="utf-8"))}
    assert tried - {NO_FAULT} == {fault.name for fault in bank()}
    assert problems_of(trials) == []
    assert all(trials[Cell(fault.name, LOCKSTEP)].verdict is Verdict.KILLED for fault in bank())


def test_the_table_is_that_of_the_record() -> None:
    """`MATRIX.md` is what `python -m hiwater_check.faults` writes from the record."""
    assert TABLE.read_text(encoding="utf-8") == table(Record().trials())


def test_a_cell_is_kept_and_known_again(tmp_path: Path) -> None:
    """A record that is read anew has the cell, and knows that its sources are the present ones."""
    path, cell = tmp_path / "record.json", Cell(bank()[0].name, LOCKSTEP)
    record = Record(path)
    assert not record.is_fresh(cell)
    record.keep(cell, KILLED)
    again = Record(path)
    assert again.is_fresh(cell)
    assert again.trials() == {cell: KILLED._replace(seconds=1.0)}


def test_a_cell_of_other_sources_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model makes every cell stale."""
    path, cell = tmp_path / "record.json", Cell(bank()[0].name, LOCKSTEP)
    Record(path).keep(cell, KILLED)
    assert Record(path).stale() == []
    monkeypatch.setattr(record_module, "model_digest", lambda: "another model")
    assert not Record(path).is_fresh(cell)
    assert Record(path).stale() == [cell]


def test_a_cell_is_about_the_sources_from_before_it_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources that change while a technique runs make its cell stale."""
    path, cell = tmp_path / "record.json", Cell(bank()[0].name, LOCKSTEP)
    record = Record(path)
    monkeypatch.setattr(record_module, "model_digest", lambda: "another model")
    record.keep(cell, KILLED)
    assert Record(path).stale() == [cell]


def test_nothing_is_said_of_a_layer_that_is_not_known(tmp_path: Path) -> None:
    """The critical sections are known to the command alone; the rest of the record can be read without them."""
    path, cell = tmp_path / "record.json", Cell(bank()[0].name, "critical")
    layer = LAYERS["contracts"]._replace(name="critical")
    Record(path, {"critical": layer}).keep(cell, KILLED)
    assert Record(path).stale() == []
    assert list(Record(path).trials()) == [cell]


def test_the_table_tells_kills_from_the_rest() -> None:
    """Seconds and witness of a kill, a dash for a survivor, an empty cell for what was not tried."""
    first, second, third = (fault.name for fault in bank()[:3])
    page = table(
        {
            Cell(first, LOCKSTEP): KILLED,
            Cell(second, LOCKSTEP): KILLED._replace(verdict=Verdict.SURVIVED),
        }
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    shown = {row[0]: row[-1] for row in rows}
    assert (shown[first], shown[second], shown[third]) == ("1.0 s, 3 steps", "–", "")
