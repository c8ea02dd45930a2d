"""`hiwater findings`: the list, one story, and the exit codes."""

import json

import pytest

from hiwater_conform.findings import all_findings
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_model.producers import block

Captured = pytest.CaptureFixture[str]


def test_list(capsys: Captured) -> None:
    """Without an id every finding stands in the list, and so do the quirks without a run."""
    assert main(["findings"]) == Exit.FINE
    out = capsys.readouterr().out
    assert f"{len(all_findings())} of {len(all_findings())} findings reproduce on the model." in out
    assert all(any(line.startswith(f"{one.id} ") for line in out.splitlines()) for one in all_findings())
    assert "Q22  The tail is not cleared" in out


def test_story(capsys: Captured) -> None:
    """With an id the story is told, to its classification and its clauses."""
    assert main(["findings", "w2"]) == Exit.FINE
    out = capsys.readouterr().out
    assert "    6  user0 goes on, taking the queue lock of zone0 (audit_io.c:493)" in out
    assert "For this thread auditing is on" in out
    assert "Classified as defect" in out
    assert "BLOCK-06   " in out


def test_json(capsys: Captured) -> None:
    """Under --json one document holds the steps with what they led to."""
    assert main(["findings", "W2", "--json"]) == Exit.FINE
    (row,) = json.loads(capsys.readouterr().out)["findings"]
    assert row["replays"] == [{"on": "model", "reproduced": True, "mismatch": None}]
    assert row["steps"][5]["changed"] == {"zone0.wblocked": 2, "user0.wait": ["asleep", 493, "write_cv", 0]}


def test_unknown(capsys: Captured) -> None:
    """An unknown id is misuse, said in one line with near ids."""
    assert main(["findings", "Q8"]) == Exit.MISUSE
    assert capsys.readouterr().err == ("hiwater: no finding 'Q8'; near: Q8a, Q8b, Q28; `hiwater findings` lists them\n")


def test_no_original(capsys: Captured) -> None:
    """A C file that is not there is misuse."""
    assert main(["findings", "Q2", "--original", "/nowhere/audit_io.c"]) == Exit.MISUSE
    assert capsys.readouterr().err.count("\n") == 1


def test_one_that_no_longer_reproduces(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding that shows something else ends with 1, and what was seen is said."""
    monkeypatch.setattr(block, "drops_by_policy", lambda policy: True)
    assert main(["findings", "W3"]) == Exit.FOUND
    out = capsys.readouterr().out
    assert "NO LONGER REPRODUCES: after step 5, events" in out
    assert "0 of 1 findings reproduce on the model." in out
    assert main(["findings", "--json"]) == Exit.FOUND
    document = json.loads(capsys.readouterr().out)
    (row,) = [one for one in document["findings"] if one["id"] == "W3"]
    assert row["replays"][0]["reproduced"] is False
