"""`hiwater faults` plays each case for real, in its small version, and what hangs is a verdict."""

import json
import os
from dataclasses import replace

import pytest

from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.catalogue import CASES, Case
from hiwater_inspector.command_line.faults.rows import played
from hiwater_inspector.command_line.faults.stage import QUICK, Stage

DIE_WITH_THEIR_QUEUE = {"application killed", "application terminated"}


@pytest.mark.parametrize("name", CASES)
def test_each_case_is_kept(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Nothing lost but what is said, nothing twice beyond what may be, order kept, counters right."""
    code = main(["faults", "--quick", "--json", name])
    document = json.loads(capsys.readouterr().out)
    (row,) = document["cases"]
    assert row["problems"] == []
    assert code == Exit.FINE
    assert document["kept"]
    assert row["order_kept"]
    assert row["counters_add_up"]
    assert row["sent"] >= 40
    assert row["twice"] <= row["twice_allowed"]
    assert row["done"] != ""
    if name not in DIE_WITH_THEIR_QUEUE:
        assert row["died_with_application"] == 0
        assert row["enqueued"] + row["dropped"] >= row["sent"]


def test_what_hangs_is_a_verdict_and_nothing_is_left_running() -> None:
    """A case that waits in vain ends at its deadline; so do its daemon, stopped, and its application."""
    running: list[int] = []

    def play(stage: Stage) -> list[Ended]:
        daemon = stage.daemon()
        application = stage.application()
        application.ask("go")
        stage.stop(daemon)
        running.extend((daemon.pid, application.process.pid))
        return [application.close()]

    row = played(Case("hangs", play), replace(QUICK, case_seconds=4.0))
    assert row.problems == ["application a: waited in vain until it ended"]
    assert not row.kept
    assert row.longest_wait > 0.5
    assert row.seconds < 30
    for process in running:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_case_that_is_not_kept_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In the table and by the exit code; the case says what it found."""

    def play(stage: Stage) -> list[Ended]:
        stage.daemon()
        application = stage.application(limit=5)
        application.ask("go")
        stage.deadline.until(lambda: sum(application.ledger.sent()) == 40, "all were sent")
        ended = application.close()
        ended.sent["a0"] += 1
        return [ended]

    monkeypatch.setitem(CASES, "miscounted", Case("miscounted", play))
    assert main(["faults", "--quick", "miscounted"]) == Exit.FOUND
    out = capsys.readouterr().out
    assert "NOT KEPT" in out
    assert "! enqueue + dropped is 41 and should be 42" in out
    assert "0 of 1 cases kept what is promised." in out


def test_cases_are_listed_and_found_by_any_spelling(capsys: pytest.CaptureFixture[str]) -> None:
    """A case that is not there is misuse, and the others are named."""
    assert main(["faults", "--list", "--json"]) == Exit.FINE
    listed = json.loads(capsys.readouterr().out)["cases"]
    assert [case["name"] for case in listed] == list(CASES)
    assert all(case["summary"].endswith(".") for case in listed)
    assert main(["faults", "--list", "Disk-full second_directory"]) == Exit.FINE
    capsys.readouterr()
    assert main(["faults", "daemon flying"]) == Exit.MISUSE
    assert "daemon killed" in capsys.readouterr().err
