"""A trace file is followed, and what is no trace is told in one line."""

import json
from functools import cache
from pathlib import Path

import pytest

from hiwater_inspector.command_line import main
from tests.conformance.following.traces import traced_run


@cache
def _lines() -> tuple[bytes, ...]:
    return (*traced_run(0, 4, 300, calm=True).texts(), b'{"event":"ended"}\n')


def _file(folder: Path, *lines: bytes) -> str:
    path = folder / "run.trace"
    path.write_bytes(b"".join(lines))
    return str(path)


def test_a_consistent_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so, with figures, and ends with 0."""
    assert main(["validate", _file(tmp_path, *_lines())]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"consistent: {len(_lines()) - 2} events")
    assert "no end" not in told


def test_a_trace_that_was_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A killed process leaves half a line: it is followed as far as it goes, and told."""
    lines = _lines()[:60]
    assert main(["validate", _file(tmp_path, *lines[:-1], lines[-1][:-9])]) == 0
    told = capsys.readouterr().out
    assert "consistent: 58 events" in told
    assert "The last line was cut off" in told
    assert "The trace has no end" in told


def test_an_inconsistent_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The event, what the model could have done, where the threads were, the clause; ends with 1."""
    lines = list(_lines())
    place = next(n for n, line in enumerate(lines) if b'"at":403' in line)
    wrong = json.loads(lines[place])
    wrong["count"] += 1
    lines[place] = json.dumps(wrong).encode() + b"\n"
    path = _file(tmp_path, *lines)
    assert main(["validate", path]) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"inconsistent at event {place}: {wrong['thread']} leaves the lock at audit_io.c:403")
    assert f"with count {wrong['count'] - 1}, not {wrong['count']}" in told
    assert "Clause ENQ-07" in told
    assert main(["validate", path, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["verdict"], document["event"], document["clause"]) == ("inconsistent", place, "ENQ-07")


def test_an_unknown_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the C has no defined next act nothing can be said; ends with 1, and --json tells it apart."""
    run = next(run for seed in range(2, 1000) if (run := traced_run(seed, 4, 400)).undefined)
    path = _file(tmp_path, *run.texts())
    assert main(["validate", path]) == 1
    assert "no defined next act" in capsys.readouterr().out
    assert main(["validate", path, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("place", "line", "complaint"),
    [
        (0, b"hello", "line 1: this is no JSON"),
        (0, b"{}", "line 1: first line of a trace"),
        (3, b"{", "line 4: this is no JSON"),
        (3, b'{"event":"flew","thread":"user0"}', "line 4: event: one of called"),
        (3, b'{"event":"entered","thread":"nobody","at":372,"zone":0}', "line 4: thread: one of user0"),
        (3, b'{"event":"entered","thread":"user0","at":372}', "line 4: entered: it has no zone"),
        (3, b'{"event":"left","thread":"user0","at":403,"zone":0}', "line 4: left: at 403 it has no record"),
        (3, b'{"event":"ended"}', "line 5: a line stands behind the end"),
        (3, b"[1]", "line 4: event"),
        (3, b'{"event":"asked","thread":"reader0","zone":0,"type":0,"size":1}', "neither bytes nor sha256"),
    ],
)
def test_what_is_no_trace(
    place: int, line: bytes, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the file and the line, and exit code 2."""
    lines = list(_lines())
    lines[place] = line + b"\n"
    if place:  # lines before the bad one are followed; none of these may be
        lines = [lines[0], *lines[1:3], *lines[place:]]
    assert main(["validate", _file(tmp_path, *lines)]) == 2
    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is an empty file a trace."""
    assert main(["validate", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(["validate", _file(tmp_path)]) == 2
    assert "nothing stands here" in capsys.readouterr().err
