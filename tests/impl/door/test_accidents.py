"""What happens around a door: signals, a daemon that is killed, stopped or out of descriptors, many at once."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import FrameType

import pytest

from hiwater_impl.door import client
from hiwater_impl.door.client import SocketDoor
from hiwater_impl.door.errors import DoorInUse, NoDaemon
from hiwater_impl.door.frames import REPLY, WELCOME
from hiwater_impl.door.server import DoorServer
from hiwater_impl.pipeline.constants import EBADF, EINTR
from tests.impl.door.test_door import DONE, SECONDS, pretending, serving

DAEMON = """
import sys
from hiwater_impl.door.server import DoorServer
door = DoorServer(sys.argv[1], lambda connection, kind, payload: bytes(8))
print(flush=True)
door.serve()
"""


class Stop(Exception):
    """What the signal's handler raises."""


@contextmanager
def daemon(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A door that a process of its own serves, until it is killed."""
    with subprocess.Popen([sys.executable, "-c", DAEMON, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_no_reply_is_taken_for_that_of_another_request(tmp_path: Path) -> None:
    """A handler raises while a reply is awaited: the reply comes too late, and the next call does not get it."""
    arrived, go_on, answered = threading.Event(), threading.Event(), threading.Event()

    def answer(_connection: int, _kind: int, payload: memoryview) -> bytes:
        arrived.set()
        assert go_on.wait(SECONDS)
        return bytes(payload)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise Stop

    def interrupt_once_it_waits() -> None:
        assert arrived.wait(SECONDS)
        os.kill(os.getpid(), signal.SIGUSR2)

    before = signal.signal(signal.SIGUSR2, interrupt)
    try:
        with DoorServer(tmp_path / "door", answer, ended=lambda connection: answered.set()) as server:
            threading.Thread(target=server.serve, daemon=True).start()
            door = SocketDoor(tmp_path / "door")
            threading.Thread(target=interrupt_once_it_waits, daemon=True).start()
            with pytest.raises(Stop):
                door.upcall(0, b"first")
            go_on.set()
            assert answered.wait(SECONDS)
            assert door.upcall(0, b"second") == (EBADF, None)
    finally:
        signal.signal(signal.SIGUSR2, before)


def test_a_killed_daemon_does_not_kill_the_application(tmp_path: Path) -> None:
    """An application that leaves SIGPIPE at its default gets EBADF as every other does."""
    caller = (
        "import signal, sys; signal.signal(signal.SIGPIPE, signal.SIG_DFL); "
        "from hiwater_impl.door.client import SocketDoor; door = SocketDoor(sys.argv[1]); "
        "print(door.upcall(0, b'record')[0], flush=True); sys.stdin.read(1); "
        "print(door.upcall(0, b'record')[0], door.upcall(0, b'record')[0])"
    )
    with daemon(tmp_path / "door") as process:
        application = subprocess.Popen(
            [sys.executable, "-c", caller, str(tmp_path / "door")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert application.stdout is not None
        assert application.stdout.readline() == "0\n"
        process.kill()
        process.wait()
        output, _ = application.communicate("x", timeout=SECONDS)
    assert application.returncode == 0
    assert output == f"{EBADF} {EBADF}\n"


def test_a_stopped_daemon_is_no_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens a door whose daemon is stopped is told so, and not that it is no door."""
    monkeypatch.setattr(client, "_GREETING_SECONDS", 0.1)
    with daemon(tmp_path / "door") as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(NoDaemon, match="whether the daemon is stopped"):
            SocketDoor(tmp_path / "door")


def test_half_a_reply_does_not_keep_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that has begun must go on, even if no limit was asked for."""
    monkeypatch.setattr(client, "_REST_SECONDS", 0.1)
    end = threading.Event()

    def act(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        connection.recv(100)
        connection.sendall(REPLY.pack(0, 8) + b"half")
        end.wait(SECONDS)

    with pretending(tmp_path / "door", act):
        assert SocketDoor(tmp_path / "door").upcall(0, b"record") == (EINTR, None)
        end.set()


def test_calls_that_overlap_get_their_own_replies(tmp_path: Path) -> None:
    """Zones may share a door: each call gets the reply to its own request."""
    wrong: list[bytes] = []
    with serving(tmp_path / "door", lambda connection, kind, payload: bytes(payload)):
        door = SocketDoor(tmp_path / "door")

        def call(name: int) -> None:
            for number in range(500):
                payload = b"%d %d" % (name, number)
                if door.upcall(0, payload) != (0, payload):
                    wrong.append(payload)

        threads = [threading.Thread(target=call, args=(name,), daemon=True) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS)
        assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_no_descriptors_left_is_no_end(tmp_path: Path) -> None:
    """While the daemon can let nobody in those inside are served; afterwards it lets in whoever waited."""
    with daemon(tmp_path / "door") as process, SocketDoor(tmp_path / "door") as inside:
        assert inside.upcall(0, b"record") == (0, DONE)
        limit = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        used = max(int(entry.name) for entry in Path(f"/proc/{process.pid}/fd").iterdir()) + 1
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used + 1, limit[1]))
        # One more is let in: the accept that waits may have its descriptor already.
        with SocketDoor(tmp_path / "door") as last, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as waiting:
            waiting.settimeout(0.2)
            waiting.connect(str(tmp_path / "door"))
            with pytest.raises(TimeoutError):
                waiting.recv(8)
            assert inside.upcall(0, b"record") == last.upcall(0, b"record") == (0, DONE)
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, limit)
            waiting.settimeout(SECONDS)
            assert waiting.recv(8) == WELCOME


def _start(path: Path, together: Barrier, all_tried: Barrier) -> None:
    together.wait(SECONDS)
    door = None
    with contextlib.suppress(DoorInUse):
        door = DoorServer(path, lambda connection, kind, payload: DONE)
    all_tried.wait(SECONDS)
    os._exit(door is None)


def test_of_daemons_that_start_at_once_one_gets_the_path(tmp_path: Path) -> None:
    """All find the socket of a dead daemon; one takes its place, the others are refused."""
    context = get_context("fork")
    for attempt in range(10):
        path = tmp_path / str(attempt)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stale:
            stale.bind(str(path))
        together, all_tried = context.Barrier(4), context.Barrier(4)
        daemons = [context.Process(target=_start, args=(path, together, all_tried)) for _ in range(4)]
        for process in daemons:
            process.start()
        for process in daemons:
            process.join(SECONDS)
        assert sorted(process.exitcode or 0 for process in daemons) == [0, 1, 1, 1]


def test_nothing_is_answered_once_a_door_is_revoked(tmp_path: Path) -> None:
    """What is being answered is waited for; when revoke comes back no answer begins or goes on."""
    running, go_on = threading.Event(), threading.Event()
    ended: list[bytes] = []

    def answer(_connection: int, _kind: int, payload: memoryview) -> bytes:
        running.set()
        assert go_on.wait(SECONDS)
        ended.append(bytes(payload))
        return DONE

    server = DoorServer(tmp_path / "door", answer)
    threading.Thread(target=server.serve, daemon=True).start()
    replies: list[tuple[int, bytes | None]] = []

    def call() -> None:
        with SocketDoor(tmp_path / "door") as door:
            replies.append(door.upcall(0, b"record"))

    caller = threading.Thread(target=call)
    caller.start()
    assert running.wait(SECONDS)
    begun = time.monotonic()
    assert not server.revoke(0.05)
    assert time.monotonic() - begun < SECONDS
    go_on.set()
    assert server.revoke(SECONDS)
    assert ended == [b"record"]
    caller.join(SECONDS)
    assert replies == [(0, DONE)]
