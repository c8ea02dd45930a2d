"""`hiwater check`: what it says when all agree, when a fault is planted, and when it is asked wrongly."""

import json
from pathlib import Path

import pytest

from hiwater_check.planted_faults import planted_faults
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.checking import evidence, exploring, part, parts
from hiwater_inspector.command_line.command import Exit

TINY = part.Effort(1_500, 4, 30.0, 30.0, 3, 1, (), 70)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little of everything, and of the programs the two smallest."""
    monkeypatch.setattr(parts, "QUICK", TINY)
    programs = {name: PROGRAMS[name] for name in ("one writer", "halt")}
    monkeypatch.setattr(exploring, "PROGRAMS", programs)


@pytest.mark.usefixtures("tiny")
def test_agreement_is_told_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    """Each part has its verdict and its numbers; nothing found is exit code 0."""
    assert main(["check", "--implementation", "--quick"]) == Exit.FINE
    said = capsys.readouterr().out
    for name in ("random runs", "stateful Hypothesis", "every state", "schedules", "free running"):
        assert f"{name} (" in said
    assert "1,500 steps" in said
    assert "The implementation agrees with the model" in said


@pytest.mark.usefixtures("tiny")
def test_json_has_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    """One document, with what each part counted."""
    assert main(["check", "--implementation", "--quick", "--json"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "agrees"
    assert set(document["parts"]) == {"random runs", "stateful Hypothesis", "every state", "schedules", "free running"}
    assert document["parts"]["every state"]["programs"][0]["exhausted"]


def test_a_planted_fault_is_told_with_its_run(capsys: pytest.CaptureFixture[str]) -> None:
    """The shrunk run stands step by step below the fault, with the clause."""
    assert main(["check", "--implementation", "--fault", "lock-kept"]) == Exit.FINE
    said = capsys.readouterr().out
    assert "caught  lock-kept" in said
    assert "ENQ-03" in said
    assert "user0 calls au_close" in said


def test_a_fault_that_passes_is_an_error(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that changes nothing cannot be found, and that is said with exit code 1."""
    harmless = planted_faults()[0]._replace(edits=())
    monkeypatch.setattr("hiwater_inspector.command_line.checking.planted_part.planted_faults", lambda: (harmless,))
    monkeypatch.setattr("hiwater_conform.planted_trial.STEPS", 500)
    assert main(["check", "--implementation", "--part", "planted"]) == Exit.FOUND
    assert f"MISSED  {harmless.name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["check", "--part", "random"], "--part goes with --implementation"),
        (["check", "--fault", "lock-kept"], "--fault goes with --implementation or --faults"),
        (["check", "--faults", "--implementation"], "not allowed with"),
        (["check", "--faults", "--report", "FILE"], "--report goes without --faults"),
        (["check", "--faults", "--part", "random"], "--part goes with --implementation"),
        (["check", "--faults", "--fault", "lock-kept"], "no fault 'lock-kept' of the model"),
        (["check", "--faults", "--layer", "mutants"], "--layer mutants judges the contracts"),
        (["check", "--implementation", "--layer", "states"], "--layer goes without --implementation"),
        (["check", "--implementation", "--fault", "no-such"], "no planted fault 'no-such'"),
        (["check", "--implementation", "--part", "proof"], "invalid choice"),
    ],
)
def test_misuse_is_one_line(capsys: pytest.CaptureFixture[str], words: list[str], hint: str) -> None:
    """What was wrong, and what there is."""
    assert main(words) == Exit.MISUSE
    assert hint in capsys.readouterr().err


def test_what_agreed_is_recorded_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part stands beside those that were recorded before, until model or implementation are other ones."""
    path = tmp_path / "implementation.json"
    monkeypatch.setattr(evidence, "evidence_path", lambda: path)
    monkeypatch.setattr(parts, "QUICK", TINY)
    words = ["check", "--implementation", "--quick", "--record", "--json", "--part"]
    assert main([*words, "random"]) == main([*words, "free"]) == Exit.FINE
    record = json.loads(path.read_text())
    assert set(record["parts"]) == {"random runs", "free running"}
    assert record["parts"]["random runs"]["steps"] == TINY.random_steps
    monkeypatch.setattr(evidence, "implementation_digest", lambda: "another")
    assert main([*words, "random"]) == Exit.FINE
    assert set(json.loads(path.read_text())["parts"]) == {"random runs"}
