"""`hiwater auditd` runs in the foreground as a process of its own, tells what it does, and ends on a signal."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hiwater_inspector.command_line import main
from tests.impl.daemon.daemons import SECONDS, all_records, connected, record, send, trails


@contextmanager
def auditd(*options: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, which has said its first line already; killed at the end if it lives."""
    program = "import sys; from hiwater_inspector.command_line import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "auditd", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: "subprocess.Popen[str]") -> str:
    """What it says when it listens; "" if it ends instead."""
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_line_at_the_start_and_one_at_the_end(tmp_path: Path, stop: signal.Signals) -> None:
    """It says where it listens; after a signal what it did; and exits 0. Ctrl-C is no error."""
    door, directory = tmp_path / "door", tmp_path / "trails"
    directory.mkdir(mode=0o700)
    with auditd("--door", str(door), "--directory", str(directory)) as process:
        assert first_line(process) == f"listening at {door}; trails go to {directory}\n"
        with connected(door) as client:
            send(client, record(1))
        process.send_signal(stop)
        said, complaints = process.communicate(timeout=SECONDS)
    assert said == "done: records 1, bytes 150, files 1, tossed 0, dropped 0\n"
    assert complaints == ""
    assert process.returncode == 0
    assert all_records([directory]) == [record(1)]


def test_a_hangup_does_not_end_it_and_an_open_directory_is_told(tmp_path: Path) -> None:
    """SIGHUP has it look anew, as auditd's has it read its configuration anew; what it tells comes again."""
    door, directory = tmp_path / "door", tmp_path / "trails"
    directory.mkdir()
    directory.chmod(0o755)
    with auditd("--door", str(door), "--directory", str(directory)) as process:
        assert first_line(process).startswith("listening")
        process.send_signal(signal.SIGHUP)
        assert process.stderr is not None
        told = [process.stderr.readline(), process.stderr.readline()]
        with connected(door) as client:
            send(client, record(1))
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=SECONDS)
    line = f"hiwater auditd: {directory} (mode 755): everybody may look into it; make it your own, with mode 750\n"
    assert told == [line, line]
    assert said.startswith("done: records 1,")


def test_events_as_json(tmp_path: Path) -> None:
    """Each event is one line of JSON with its time, recovery among them."""
    door, directory = tmp_path / "door", tmp_path / "trails"
    directory.mkdir(mode=0o700)
    options = ("--door", str(door), "--directory", str(directory), "--json", "--host", "h")
    with auditd(*options) as process:
        assert json.loads(first_line(process))["event"] == "opened"
        assert json.loads(first_line(process))["event"] == "listening"
        with connected(door) as client:
            client.upcall(2, b"orphan")
        process.kill()
        process.communicate(timeout=SECONDS)
    with auditd(*options) as process:
        events = [json.loads(first_line(process)) for _ in range(3)]
        process.send_signal(signal.SIGTERM)
        said, complaints = process.communicate(timeout=SECONDS)
    events += [json.loads(line) for line in said.splitlines()]
    assert [event["event"] for event in events] == ["recovered", "opened", "listening", "closed", "done"]
    assert all(event["time"] > 1_700_000_000 for event in events)
    assert events[0]["closed"] == str(trails(directory)[0])
    assert events[-1]["records"] == 0
    assert complaints == ""


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--door", "{}/door", "--directory", "{}/missing"], "make it first"),
        (["--door", "{}/missing/door", "--directory", "{}"], "its folder does not exist"),
        (["--door", "{}/file", "--directory", "{}"], "no door"),
        (["--door", "{}/door", "--directory", "{}", "--rotate-size", "-5"], "--rotate-size"),
    ],
)
def test_misuse_is_one_line(
    tmp_path: Path, options: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one line that says what to do, and no trail is begun."""
    (tmp_path / "file").touch()
    assert main(["auditd", *(option.format(tmp_path) for option in options)]) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert complaints.count("\n") == 1
    assert complaint in complaints
    assert trails(tmp_path) == [tmp_path / "file"]
