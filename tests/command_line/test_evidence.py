"""`hiwater evidence`: what it says of records that are fresh, stale and missing; the page in the specification."""

import json
from pathlib import Path
from typing import Any

import pytest

from hiwater_check import evidence
from hiwater_check.layer import Effort
from hiwater_check.layers import LAYERS
from hiwater_check.running import Ended, Verdict
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.commands.evidence import page_of_specification


def ended(lines: list[str], document: dict[str, Any]) -> Ended:
    """What the layer of the induction showed."""
    return Ended(LAYERS["induction"], Verdict.HOLDS, tuple(lines), document, 1.0)


@pytest.fixture(autouse=True)
def no_runs_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache folder of whoever runs the tests is left alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_page_is_made_from_the_records() -> None:
    """The page in the tree is the one that the records give; `hiwater evidence --page` writes it again."""
    page = evidence.folder_of_specification() / "README.md"
    assert page.read_text(encoding="utf-8") == page_of_specification()


def test_a_run_of_ones_own_is_told_with_its_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    """It counts for the clauses that it names, until a source changes."""
    shown = {"clauses": ["ENQ-03"], "tools": {"a solver": "1.2"}}
    evidence.record(ended(["for all marks"], shown), Effort.LONG, evidence.folder_of_user())
    main(["evidence"])
    said = capsys.readouterr().out
    assert "induction: inductive, of the model; fresh" in said
    assert "    for all marks" in said
    assert main(["clauses", "ENQ-03"]) == Exit.FINE
    assert "inductive (induction)" in capsys.readouterr().out


def test_what_is_stale_says_how_to_show_it_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, the command, and no claim for a clause."""
    nowhere = evidence.folder_of_user().parent / "nowhere"
    monkeypatch.setattr(evidence, "folder_of_specification", lambda: nowhere)
    with monkeypatch.context() as past:
        past.setattr(evidence, "model_digest", lambda: "another model")
        evidence.record(ended([], {"clauses": ["ENQ-03"]}), Effort.QUICK, evidence.folder_of_user())
    assert main(["evidence", "--json"]) == Exit.FOUND
    document = json.loads(capsys.readouterr().out)
    induction = next(row for row in document["evidence"] if row["name"] == "induction")
    assert "induction" not in document["clauses"].get("ENQ-03", {})
    assert induction["standing"] == "stale"
    assert induction["again"] == "hiwater check --layer induction --record"


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """Every row with its standing, every clause with its levels."""
    main(["evidence", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert {"contracts", "tla", "original", "implementation"} <= {row["name"] for row in document["evidence"]}
    assert document["clauses"]["ENQ-03"]["original"] == "compared"
