"""The door over a real socket: replies and errnos, a daemon that goes, one that lies, and who is let in."""

import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiwater_impl.door.client import SocketDoor
from hiwater_impl.door.errors import DoorInUse, Forbidden, NoDaemon, NotADoor
from hiwater_impl.door.frames import ENOBUFS, NO_REPLY, PAYLOAD_BYTES_MOST, REPLY, REQUEST, WELCOME
from hiwater_impl.door.server import Answer, DoorServer
from hiwater_impl.pipeline.constants import EAGAIN, EBADF, EINTR

SECONDS = 10.0
DONE = bytes(8)


@contextmanager
def serving(path: Path, answer: Answer, workers: int = 16) -> Iterator[DoorServer]:
    """A door that is served on a thread."""
    with DoorServer(path, answer, workers) as server:
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        yield server
    thread.join(SECONDS)
    assert not thread.is_alive()


@contextmanager
def pretending(path: Path, act: Callable[[socket.socket], None]) -> Iterator[None]:
    """Somebody else's server, which does as it likes with one connection."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    listening.listen()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            act(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield
    thread.join(SECONDS)
    listening.close()
    path.unlink()
    assert not thread.is_alive()


@given(
    payloads=st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 200_000)), min_size=1, max_size=6),
    reply=st.one_of(st.none(), st.binary(max_size=40)),
)
def test_what_is_sent_arrives_and_what_is_replied_comes_back(
    tmp_path_factory: pytest.TempPathFactory, payloads: list[tuple[int, int]], reply: bytes | None
) -> None:
    """Types and payloads of any size arrive whole and in order; a reply of any length, or none, comes back."""
    path = tmp_path_factory.mktemp("door") / "door"
    arrived = []

    def answer(_connection: int, kind: int, payload: memoryview) -> bytes | None:
        arrived.append((kind, bytes(payload)))
        return reply

    sent = [(kind, os.urandom(1) * size) for kind, size in payloads]
    with serving(path, answer), SocketDoor(path) as door:
        for kind, payload in sent:
            assert door.upcall(kind, payload) == (0, reply)
    assert arrived == sent


def test_the_path_is_for_its_user_and_goes_with_the_door(tmp_path: Path) -> None:
    """Mode 0600 while it is open; nothing is left afterwards."""
    with serving(tmp_path / "door", lambda connection, kind, payload: DONE):
        assert stat.S_IMODE((tmp_path / "door").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_no_free_worker_is_eagain(tmp_path: Path) -> None:
    """While the only worker is at work another caller gets EAGAIN at once, and an answer later."""
    busy, go_on = threading.Event(), threading.Event()

    def answer(_connection: int, _kind: int, payload: memoryview) -> bytes:
        if bytes(payload) == b"slow":
            busy.set()
            assert go_on.wait(SECONDS)
        return DONE

    path = tmp_path / "door"
    with serving(path, answer, workers=1), SocketDoor(path) as slow, SocketDoor(path) as quick:
        waiting = threading.Thread(target=slow.upcall, args=(0, b"slow"))
        waiting.start()
        assert busy.wait(SECONDS)
        assert quick.upcall(0, b"quick") == (EAGAIN, None)
        go_on.set()
        waiting.join(SECONDS)
        assert quick.upcall(0, b"quick") == (0, DONE)


def test_a_daemon_that_dies_with_the_request_is_eintr_then_ebadf(tmp_path: Path) -> None:
    """It has the request and goes without a reply: EINTR. Whoever calls afterwards calls nobody: EBADF."""

    def act(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        connection.recv(100)

    with pretending(tmp_path / "door", act):
        door = SocketDoor(tmp_path / "door")
        assert door.upcall(0, b"record") == (EINTR, None)
    assert door.upcall(0, b"record") == (EBADF, None)


def test_a_revoked_door_is_ebadf(tmp_path: Path) -> None:
    """The connection was closed between two calls."""
    with serving(tmp_path / "door", lambda connection, kind, payload: DONE):
        door = SocketDoor(tmp_path / "door")
        assert door.upcall(0, b"record")[0] == 0
    deadline = time.monotonic() + SECONDS
    while (error := door.upcall(0, b"record")[0]) == EINTR:  # the end of the connection may still be on its way
        assert time.monotonic() < deadline
    assert error == EBADF


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\0",
        REPLY.pack(0, 8) + b"1234",
        REPLY.pack(-5, 0),
        REPLY.pack(0, 2**31),
        REPLY.pack(4, 8) + DONE,
        REPLY.pack(0, 0) + b"more",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_a_daemon_that_lies_is_an_errno(tmp_path: Path, garbage: bytes) -> None:
    """Whatever comes instead of a reply, the caller gets an errno, and the door is closed."""

    def act(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        connection.recv(100)
        connection.sendall(garbage)

    with pretending(tmp_path / "door", act):
        door = SocketDoor(tmp_path / "door")
        assert door.upcall(0, b"record") == (EINTR, None)
    assert door.upcall(0, b"record") == (EBADF, None)


def test_a_silent_daemon_is_given_up_when_a_limit_was_asked_for(tmp_path: Path) -> None:
    """With a limit the caller comes back with EINTR; without one it is for another thread to close the door."""
    end = threading.Event()

    def act(connection: socket.socket) -> None:
        connection.sendall(WELCOME)
        end.wait(SECONDS)

    with pretending(tmp_path / "door", act):
        door = SocketDoor(tmp_path / "door", seconds=0.05)
        assert door.upcall(0, b"record") == (EINTR, None)
        end.set()
    end.clear()
    with pretending(tmp_path / "door", act):
        door = SocketDoor(tmp_path / "door")
        threading.Timer(0.05, door.close).start()
        assert door.upcall(0, b"record") == (EINTR, None)
        end.set()


def test_a_payload_beyond_the_limit_is_refused_and_the_door_stays_open(tmp_path: Path) -> None:
    """ENOBUFS, as from a door given more than it takes; nothing arrives of it, and the next call is answered."""
    arrived = []

    def answer(_connection: int, _kind: int, payload: memoryview) -> bytes:
        arrived.append(len(payload))
        return DONE

    with serving(tmp_path / "door", answer), SocketDoor(tmp_path / "door", seconds=SECONDS) as door:
        for size in (PAYLOAD_BYTES_MOST, PAYLOAD_BYTES_MOST + 1, 5 * PAYLOAD_BYTES_MOST):
            assert door.upcall(0, bytes(size)) == ((0, DONE) if size <= PAYLOAD_BYTES_MOST else (ENOBUFS, None))
            assert door.upcall(0, b"record") == (0, DONE)
    assert arrived == [PAYLOAD_BYTES_MOST, 6, 6, 6]


@pytest.mark.parametrize("request_bytes", [b"\0", REQUEST.pack(PAYLOAD_BYTES_MOST + 1, 0), REQUEST.pack(1, 0) + b"ab"])
def test_garbage_ends_the_connection_and_nothing_else(tmp_path: Path, request_bytes: bytes) -> None:
    """Who sends half a request, half of one that is too large, or two at once, is cut off; others are served."""
    with serving(tmp_path / "door", lambda connection, kind, payload: DONE), SocketDoor(tmp_path / "door") as other:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as hostile:
            hostile.settimeout(SECONDS)
            hostile.connect(str(tmp_path / "door"))
            assert hostile.recv(8) == WELCOME
            hostile.sendall(request_bytes)
            hostile.shutdown(socket.SHUT_WR)
            assert hostile.recv(100) == b""
        assert other.upcall(0, b"record") == (0, DONE)


def test_a_living_daemons_path_is_refused_and_a_dead_ones_taken(tmp_path: Path) -> None:
    """Two daemons cannot share a path; a socket that nobody listens at any more is taken over."""
    path = tmp_path / "door"
    with serving(path, lambda connection, kind, payload: DONE), pytest.raises(DoorInUse, match="listens here already"):
        DoorServer(path, lambda connection, kind, payload: DONE)
    stale = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stale.bind(str(path))
    stale.close()
    with pytest.raises(NoDaemon, match="nobody listens"):
        SocketDoor(path)
    with serving(path, lambda connection, kind, payload: DONE), SocketDoor(path) as door:
        assert door.upcall(0, b"") == (0, DONE)


def test_what_is_no_door_is_said_so(tmp_path: Path) -> None:
    """Nothing there, a file, a server that greets otherwise: one line each, and a file is never removed."""
    with pytest.raises(NoDaemon, match="no such door"):
        SocketDoor(tmp_path / "door")
    (tmp_path / "file").write_text("precious")
    with pytest.raises(NotADoor):
        SocketDoor(tmp_path / "file")
    with pytest.raises(NotADoor, match="no door"):
        DoorServer(tmp_path / "file", lambda connection, kind, payload: DONE)
    assert (tmp_path / "file").read_text() == "precious"
    with (
        pretending(tmp_path / "other", lambda connection: connection.sendall(b"220 smtp ready\r\n")),
        pytest.raises(NotADoor, match="not a hiwater daemon"),
    ):
        SocketDoor(tmp_path / "other")


def test_a_child_of_fork_does_not_write_into_its_parents_door(tmp_path: Path) -> None:
    """The child gets EBADF; the parent's next call is answered as if nothing had been."""
    with serving(tmp_path / "door", lambda connection, kind, payload: bytes(payload)):
        door = SocketDoor(tmp_path / "door")
        assert door.upcall(0, b"one") == (0, b"one")
        child = os.fork()
        if child == 0:
            os._exit(0 if door.upcall(0, b"child") == (EBADF, None) else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert door.upcall(0, b"two") == (0, b"two")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_is_refused() -> None:
    """The path's mode keeps others out, and where it does not, the daemon looks at who they are."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "door"
        Path(folder).chmod(0o755)
        with serving(path, lambda connection, kind, payload: DONE):
            assert _as_another_user(path) == "Forbidden"
            path.chmod(0o666)
            assert _as_another_user(path) == "Forbidden"


def _as_another_user(path: Path) -> str:
    """What a child that is not root gets."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(65534)
        try:
            SocketDoor(path)
            os.write(write, b"let in")
        except Forbidden as error:
            os.write(write, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as told:
        return told.read()


def test_a_reply_without_a_buffer() -> None:
    """No reply buffer is said by a length that no reply can have."""
    assert struct.calcsize("=iI") == REPLY.size == 8
    assert NO_REPLY > PAYLOAD_BYTES_MOST
