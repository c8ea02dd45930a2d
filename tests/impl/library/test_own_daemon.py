"""With a directory, a context has a daemon of its own: a child process, replaced when it dies, gone at the end."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hiwater_impl.daemon.child import spawn
from hiwater_impl.door.errors import NoDaemon, NotADoor
from hiwater_impl.door.frames import WELCOME
from hiwater_impl.library import AuditContext, DaemonSilent, session
from hiwater_impl.library.tokens import text
from hiwater_impl.records.trail import records
from tests.impl.door.test_door import pretending
from tests.impl.library.doors import DEADLINE_SECONDS, texts_of, until


def texts_in(directory: Path) -> list[str]:
    """The words of all trails, in the order of the files' names."""
    return [
        words for path in sorted(directory.iterdir()) for record in records(str(path)) for words in texts_of(record)
    ]


def child_of(context: AuditContext) -> int:
    """The process number of its daemon."""
    return int(context._session.source._child.pid)  # type: ignore[attr-defined]


def test_threads_write_a_trail_that_is_ended_and_the_daemon_is_gone(tmp_path: Path) -> None:
    """Each thread's records stand in its order."""
    with AuditContext(directory=tmp_path, policy="trail seq") as context:
        child = child_of(context)

        def write(name: str) -> None:
            for number in range(200):
                context.audit(1, text(f"{name} {number}"))

        threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert [path.name for path in tmp_path.iterdir() if "not_terminated" in path.name] == []
    found = texts_in(tmp_path)
    for name in "abcd":
        assert [words for words in found if words.startswith(f"{name} ")] == [
            f"{name} {number}" for number in range(200)
        ]


def test_a_daemon_that_is_killed_is_replaced_and_nothing_queued_is_lost(tmp_path: Path) -> None:
    """What was sent twice stands there twice, and nothing is missing."""
    with AuditContext(directory=tmp_path, policy="trail") as context:
        for number in range(50):
            context.audit(1, text(f"before {number}"))
        first = child_of(context)
        os.kill(first, 9)
        for number in range(300):
            context.audit(1, text(f"after {number}"))
        until(lambda: context.queue_state().length == 0)
        assert child_of(context) != first
    found = list(dict.fromkeys(texts_in(tmp_path)))
    expected = ["booting kernel", *(f"before {n}" for n in range(50)), *(f"after {n}" for n in range(300))]
    assert found == expected


def test_a_door_by_path_is_opened_again_when_another_daemon_listens_there(tmp_path: Path) -> None:
    """The second daemon gets what the first one did not."""
    trails = tmp_path / "trails"
    trails.mkdir()
    first = spawn(tmp_path / "door", [trails])
    with AuditContext(door=tmp_path / "door", policy="trail") as context:
        context.audit(1, text("one"))
        until(lambda: context.queue_state().length == 0)
        first.kill()
        context.audit(1, text("two"))
        until(lambda: context.queue_state().door_error is not None)
        assert "start the daemon again" in str(context.queue_state().door_error)
        with spawn(tmp_path / "door", [trails]):
            until(lambda: context.queue_state().length == 0)
            until(lambda: context.queue_state().door_error is None)
            context.close()
    assert list(dict.fromkeys(texts_in(trails))) == ["booting kernel", "one", "two"]


def test_a_daemon_that_greets_and_answers_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entering ends with one clear error, no thread is left, and the connection is closed."""
    monkeypatch.setattr(session, "_FIRST_ANSWER_SECONDS", 0.2)
    before = threading.active_count()
    closed = threading.Event()

    def act(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        connection.settimeout(DEADLINE_SECONDS)
        while connection.recv(1000):
            pass
        closed.set()

    with pretending(tmp_path / "door", act):
        with pytest.raises(DaemonSilent, match=r"does not answer the policy within 0\.2 s"):
            AuditContext(door=tmp_path / "door", policy="cnt").__enter__()
        assert closed.wait(DEADLINE_SECONDS)
    until(lambda: threading.active_count() <= before)


FORKS_AND_DIES = """
import os, signal, sys, time
from hiwater_impl.library import AuditContext
from hiwater_impl.library.tokens import text
context = AuditContext(directory=sys.argv[1]).__enter__()
for last in (False, True):
    child = os.fork()
    if child == 0:
        time.sleep(60 if last else 0)
        sys.exit(0)
    if not last:
        os.waitpid(child, 0)
context.audit(1, text("after the forks"))
while context.statistics().written < 2:
    time.sleep(0.002)
with open(sys.argv[2], "w") as told:
    print(context._session.source._child.pid, child, os.path.exists(context._session.source._folder), file=told)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_daemon_ends_with_its_application_although_a_forked_child_lives(tmp_path: Path) -> None:
    """The child has closed its end of the daemon's input; and one that exits leaves the door's folder alone."""
    (tmp_path / "trails").mkdir()
    subprocess.run(
        [sys.executable, "-c", FORKS_AND_DIES, str(tmp_path / "trails"), str(tmp_path / "told")],
        check=False,
        timeout=3 * DEADLINE_SECONDS,
    )
    daemon, child, folder_is_there = (tmp_path / "told").read_text().split()
    try:
        until(lambda: not Path(f"/proc/{daemon}").exists())
    finally:
        os.kill(int(child), 9)
    assert folder_is_there == "True"
    assert texts_in(tmp_path / "trails") == ["booting kernel", "after the forks"]


def test_without_a_daemon_the_context_does_not_open(tmp_path: Path) -> None:
    """It says what to do, and leaves nothing running."""
    before = threading.active_count()
    with pytest.raises(NoDaemon, match="start the daemon"):
        AuditContext(door=tmp_path / "door").__enter__()
    (tmp_path / "file").write_text("no door")
    with pytest.raises(NotADoor):
        AuditContext(door=tmp_path / "file").__enter__()
    until(lambda: threading.active_count() <= before)
