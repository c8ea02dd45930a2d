"""`hiwater check --faults`: which technique finds which fault of the model, what survives, and what is kept."""

import json
from functools import partial
from pathlib import Path

import pytest

from hiwater_check.faults import matrix as matrix_module
from hiwater_check.faults import record as record_module
from hiwater_check.faults import techniques
from hiwater_check.faults.bank import bank
from hiwater_check.faults.techniques import Trial, Verdict
from hiwater_check.layers import Layer
from hiwater_check.planted_faults import PlantedFault
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.checking import kill_matrix
from hiwater_inspector.command_line.command import Exit

SURVIVED = Trial(Verdict.SURVIVED, "", 1.0, None)
KILLED = Trial(Verdict.KILLED, "high water bounds", 1.04, 3)
ONE, OTHER = "full-is-one-more", "sequence-skips-one"


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """No process is started: the induction finds ONE, and the lockstep both. What was tried, in its order."""
    asked: list[tuple[str, str]] = []

    def _try(fault: PlantedFault | None, layer: Layer | None) -> Trial:
        name, technique = "" if fault is None else fault.name, "lockstep" if layer is None else layer.name
        asked.append((name, technique))
        return KILLED if name == ONE or (name == OTHER and layer is None) else SURVIVED

    monkeypatch.setattr(matrix_module, "_try", _try)
    two = tuple(fault for fault in bank() if fault.name in (ONE, OTHER))
    for module in (matrix_module, record_module, kill_matrix):
        monkeypatch.setattr(module, "bank", lambda: two)
    return asked


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A record and a table of the test's own."""
    path = tmp_path / "kill_matrix.json"
    monkeypatch.setattr(record_module, "TABLE", tmp_path / "MATRIX.md")
    monkeypatch.setattr(kill_matrix, "Record", partial(record_module.Record, path))
    return path


def test_a_fault_is_found_for_real(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault under the lockstep, in processes: killed, with its seconds and steps; the model passes."""
    monkeypatch.setattr(techniques, "LOCKSTEP_STEPS", 2_000)
    assert main(["check", "--faults", "--fault", ONE]) == Exit.FINE
    head, none, one, *_, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["fault", "lockstep"]
    assert none.split() == ["no", "fault", "content"]
    assert one.startswith(ONE)
    assert "steps" in one
    assert last == "every fault is killed by at least one technique: lockstep 1 of 1"


def test_a_survivor_of_every_technique_is_found(
    capsys: pytest.CaptureFixture[str], tried: list[tuple[str, str]]
) -> None:
    """It is named, and the exit code is 1; techniques that are asked for are those that are tried."""
    assert main(["check", "--faults", "--layer", "induction", "--layer", "critical"]) == Exit.FOUND
    said = capsys.readouterr().out
    assert f"{OTHER} is killed by nobody" in said
    assert f"{ONE} is killed" not in said
    assert {technique for _fault, technique in tried} == {"induction", "critical"}


@pytest.mark.usefixtures("tried")
def test_json_has_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """One document: the verdict, and of each cell fault, technique, verdict, seconds and length of the witness."""
    assert main(["check", "--faults", "--json"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "holds"
    (cell,) = [cell for cell in document["cells"] if cell["fault"] == ONE]
    assert (cell["technique"], cell["verdict"], cell["seconds"], cell["witness_steps"]) == (
        "lockstep",
        "killed",
        1.0,
        3,
    )


def test_what_is_on_record_is_not_tried_again(
    record: Path, capsys: pytest.CaptureFixture[str], tried: list[tuple[str, str]]
) -> None:
    """Each run adds its cells; the verdict is over all of them, and the table is written."""
    assert main(["check", "--faults", "--record", "--layer", "critical", "--fault", ONE]) == Exit.FINE
    assert main(["check", "--faults", "--record", "--layer", "critical"]) == Exit.FOUND
    assert sorted(tried) == [("", "critical"), (ONE, "critical"), (OTHER, "critical")]
    assert f"{OTHER} is killed by nobody" in capsys.readouterr().out
    assert main(["check", "--faults", "--record"]) == Exit.FINE
    assert len(json.loads(record.read_text(encoding="utf-8"))) == 6
    assert f"| {OTHER} |" in record.with_name("MATRIX.md").read_text(encoding="utf-8")
    assert len(tried) == 6


@pytest.mark.usefixtures("tried")
def test_a_record_that_cannot_be_written_is_told(
    record: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that says what to do."""

    def refuses(*_given: object, **_named: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(record), "write_text", refuses)
    assert main(["check", "--faults", "--record"]) == Exit.MISUSE
    assert "cannot be written (Permission denied)" in capsys.readouterr().err
