"""`hiwater run` drives every workload for real, its account adds up, and one that does not is found."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hiwater_impl.library import Statistics
from hiwater_impl.records.trail import records
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.running.account import Found, problems, read_trails
from hiwater_inspector.command_line.running.driver import Driven
from hiwater_inspector.command_line.running.workloads import WORKLOADS


def ran(capsys: pytest.CaptureFixture[str], directory: Path, workload: str, *more: str) -> dict[str, Any]:
    """What a run prints with --json; its account adds up."""
    code = main(["run", "--workload", workload, "--directory", str(directory), "--json", *more])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["problems"] == []
    assert code == Exit.FINE
    assert document["trails"]["different_records"] == document["statistics"]["enqueue"] > 1
    assert document["trails"]["damaged"] == document["trails"]["out_of_order"] == 0
    return document


def test_steady(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Nothing is dropped; the trail is one file, of whole records that are as long as asked for."""
    document = ran(capsys, tmp_path / "new", "steady", "--seconds", "0.5", "--threads", "2", "--record-bytes", "500")
    assert document["statistics"]["dropped"] == document["trails"]["twice"] == 0
    assert (document["threads"], document["trails"]["files"]) == (2, 1)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o750
    (trail,) = (tmp_path / "new").iterdir()
    assert trail.stat().st_size > 500 * sum(document["made"].values())


def test_burst(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The queue fills, and threads wait."""
    document = ran(capsys, tmp_path, "burst", "--seconds", "0.8")
    assert document["statistics"]["wblocked"] > 0
    assert document["statistics"]["dropped"] == 0


def test_slow_daemon(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The daemon is stopped; threads wait, or drop if they are told to."""
    document = ran(capsys, tmp_path / "waits", "slow-daemon", "--seconds", "0.8")
    assert document["daemon_stopped"] > 0
    assert document["statistics"]["wblocked"] > 0
    document = ran(capsys, tmp_path / "drops", "slow_daemon", "--seconds", "0.8", "--policy", "cnt")
    assert document["policy"] == "cnt,seq,trail"
    assert document["statistics"]["dropped"] > 0
    assert document["statistics"]["wblocked"] == 0


def test_daemon_gone_and_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It is killed under load and replaced; every daemon leaves a trail, and no record is missing."""
    document = ran(capsys, tmp_path, "Daemon gone and back", "--seconds", "2.5")
    assert document["daemon_killed"] >= 1
    assert document["trails"]["files"] >= 2


def test_async_storm(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Asynchronous events are dropped at high water, and every one is counted."""
    document = ran(capsys, tmp_path, "async-storm", "--seconds", "0.8")
    counted = document["statistics"]
    assert counted["dropped"] > 0
    assert counted["nonattrib"] > 1
    assert sum(document["made"].values()) + 1 == counted["enqueue"] + counted["dropped"]


def test_policy_flips(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The policy changes under load."""
    document = ran(capsys, tmp_path, "policy flips", "--seconds", "1.5")
    assert document["policies_set"] > 1


def test_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """It says what it did, shows the counters meanwhile, and names the trails."""
    assert main(["run", "--workload", "steady", "--directory", str(tmp_path), "--seconds", "0.3"]) == Exit.FINE
    told = capsys.readouterr()
    assert "The account adds up" in told.out
    assert f"hiwater decode -l {tmp_path}/*" in told.out
    assert "written" in told.err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Every workload, with what it is for."""
    assert main(["run", "--list"]) == Exit.FINE
    told = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in told] == list(WORKLOADS)
    assert main(["run", "--list", "--json"]) == Exit.FINE
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["workloads"]] == list(WORKLOADS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "--list"),
        (["--workload", "steady"], "--directory DIR"),
        (["--workload", "stead", "--directory", "{}/x"], "no workload 'stead'; there are: steady"),
        (["--workload", "steady", "--directory", "{}"], "is not empty"),
        (["--workload", "steady", "--directory", "{}/file"], "can be written to"),
        (["--workload", "steady", "--directory", "{}/x", "--policy", "cnd"], "no policy 'CND'"),
        (["--workload", "steady", "--directory", "{}/x", "--policy", "ahlt"], "leave them out"),
        (["--workload", "steady", "--directory", "{}/x", "--seconds", "nan"], "above 0"),
        (["--workload", "steady", "--directory", "{}/x", "--record-bytes", "70000"], "60,000 at most"),
        (["--workload", "steady", "--directory", "{}/x", "--threads", "0"], "at least 1"),
    ],
)
def test_misuse(words: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One line that says what to do, and nothing has begun."""
    (tmp_path / "file").write_text("")
    assert main(["run", *(word.format(tmp_path) for word in words)]) == Exit.MISUSE
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert told.err.count("\n") == 1
    assert not (tmp_path / "x").exists() or not any((tmp_path / "x").iterdir())


FINE_COUNTS = Statistics._make([0] * 14)._replace(enqueue=11, written=11)
FINE = Driven(sent={"w0": 10}, statistics=FINE_COUNTS)


def fine_trails() -> Found:
    """Trails that hold what was made."""
    return Found(files=1, records=11, numbers=set(range(1, 12)))


def changed(found: Found, **values: Any) -> Found:
    """The same trails but for something."""
    return replace(found, **values)


@pytest.mark.parametrize(
    ("driven", "found", "problem"),
    [
        (FINE, changed(fine_trails(), numbers={*range(1, 5), *range(6, 12)}), "1 queued records are in no trail"),
        (FINE, changed(fine_trails(), numbers=set(range(1, 13))), "12 records are in the trails, and 11"),
        (FINE, changed(fine_trails(), damaged=1), "1 pieces of the trails are damaged"),
        (FINE, changed(fine_trails(), out_of_order=["w0 3"]), "behind a later one of their thread: w0 3"),
        (replace(FINE, sent={"w0": 11}), fine_trails(), "12 records were made, 11 queued and 0 dropped"),
        (replace(FINE, statistics=FINE_COUNTS._replace(written=10)), fine_trails(), "11 records were queued and 10"),
        (replace(FINE, left="3 audit records were left"), fine_trails(), "3 audit records were left"),
        (replace(FINE, stuck=["w1"]), fine_trails(), "threads that did not end: w1"),
    ],
)
def test_an_account_that_does_not_add_up_is_found(driven: Driven, found: Found, problem: str) -> None:
    """One fault each; without it there is none."""
    assert list(problems(FINE, fine_trails())) == []
    assert any(problem in each for each in problems(driven, found))


def test_a_trail_from_which_a_record_was_taken_is_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The bytes of a real trail: one record cut out, or two in the wrong order. One that stands there twice is fine."""
    document = ran(capsys, tmp_path, "steady", "--seconds", "2", "--threads", "1")
    (trail,) = tmp_path.iterdir()
    whole = trail.read_bytes()
    driven = Driven(sent=document["made"], statistics=Statistics(**document["statistics"]))
    assert list(problems(driven, read_trails(tmp_path))) == []
    second, third = list(records(str(trail)))[1:3]
    trail.write_bytes(whole[: third.start] + second.octets + whole[third.start :])
    found = read_trails(tmp_path)
    assert (found.twice, list(problems(driven, found))) == (1, [])
    trail.write_bytes(whole[: second.start] + whole[second.end :])
    assert any("1 queued records are in no trail" in each for each in problems(driven, read_trails(tmp_path)))
    trail.write_bytes(whole[: second.start] + third.octets + second.octets + whole[third.end :])
    assert any("behind a later one" in each for each in problems(driven, read_trails(tmp_path)))
