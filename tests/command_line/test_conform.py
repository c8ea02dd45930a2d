"""`hiwater smoke` and `hiwater conform`: what they say, what they write, and how they refuse."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hiwater_conform.runs import read_run
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit

LIAR = ["--", sys.executable, "-m", "tests.conformance.liars"]


def test_smoke_names_the_first_wrong_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """What was sent, answered and expected, the field and the clause; exit code 1."""
    assert main(["smoke", *LIAR, "never-wakes-the-reader"]) == Exit.FOUND
    said = capsys.readouterr().out
    assert "ok      1  it says who it is" in said
    assert "WRONG" in said
    assert '"event":"broadcast"' in said
    assert "ENQ-08: " in said


def test_smoke_of_ours_goes_through(capsys: pytest.CaptureFixture[str]) -> None:
    """Over stdio as in process."""
    assert main(["smoke", "--", sys.executable, "-m", "hiwater_impl.lockstep"]) == Exit.FINE
    assert "All is well. It is written in python" in capsys.readouterr().out


def test_conform_tells_and_saves_each_failure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The story, a run file that opens again, and the three reports."""
    junit, markdown, lines = tmp_path / "junit.xml", tmp_path / "summary.md", tmp_path / "lines.jsonl"
    words = ["--save", str(tmp_path), "--junit", str(junit), "--markdown", str(markdown), "--jsonl", str(lines)]
    assert main(["conform", *words, *LIAR, "wakes-at-low-water"]) == Exit.FOUND
    said = capsys.readouterr().out
    assert "FAIL ENQ-08, found by " in said
    assert "Does not conform" in said
    (saved,) = tmp_path.glob("ENQ-08-*-steps.json")
    assert read_run(saved).divergence is not None
    case = next(case for case in ElementTree.parse(junit).iter("testcase") if case.get("name") == "ENQ-08")
    assert "user0 calls au_close" in str(case[0].text)
    assert "| ENQ-08 | fail |" in markdown.read_text()
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert rows[0]["conforms"] is False
    assert {row["clause"]: row["verdict"] for row in rows[1:]}["ENQ-08"] == "fail"


def test_conform_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """In process: every clause has a verdict."""
    assert main(["conform", "--adapter", "ours", "--json", "--shard", "2/2"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["conforms"]
    assert document["clauses"]["ENQ-07"]["verdict"] == "pass"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["conform"], "name either the command of an adapter, or --adapter"),
        (["conform", "--adapter", "ours", "./queue"], "name either the command of an adapter, or --adapter"),
        (["conform", "./no-such-queue"], "./no-such-queue: cannot be run (No such file or directory)"),
        (["smoke", "./no-such-queue"], "cannot be run"),
        (["conform", "--shard", "3/2", "./queue"], "two numbers as in 2/4"),
        (["conform", "--clause", "ENK", "./queue"], "no clause begins so; perhaps ENQ"),
        (["conform", "--save", "/no/such/folder", "./queue"], "no such folder"),
    ],
)
def test_misuse_is_one_line(capsys: pytest.CaptureFixture[str], words: list[str], hint: str) -> None:
    """What was wrong, and what to do."""
    assert main(words) == Exit.MISUSE
    said = capsys.readouterr().err
    assert hint in said
    assert "Traceback" not in said
