"""The daemon's side of a door: it listens at a path, and answers the requests of whoever may come.

One thread for each connection; of those, `workers` may be answering at a time, the others' requests get EAGAIN. Only
the daemon's own user and root are let in. A daemon that starts holds a lock (flock) on the path's folder while it looks
whether another one lives there, so that of two that start at once one is refused.
"""

import contextlib
import fcntl
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Self

from hiwater_impl.door.errors import DoorError, DoorInUse, Forbidden, NoDaemon, NotADoor
from hiwater_impl.door.frames import ENOBUFS, NO_REPLY, PAYLOAD_BYTES_MOST, REFUSED, REPLY, REQUEST, WELCOME
from hiwater_impl.door.waiting import Waiting
from hiwater_impl.pipeline.constants import EAGAIN

_CREDENTIALS: Final = struct.Struct("3i")
_BUSY: Final = REPLY.pack(EAGAIN, NO_REPLY)
_TOO_LARGE: Final = REPLY.pack(ENOBUFS, NO_REPLY)
_FIRST_BUFFER_BYTES: Final = 65536
_ROOT: Final = 0
_AGAIN_SECONDS: Final = 0.05
"""Until the next try to let someone in, when descriptors or threads have run out."""

Answer = Callable[[int, int, memoryview], bytes | None]
"""Given the number of a connection, a buffer's type and its payload (valid during the call): the reply, or None for a
reply without a buffer. What it raises ends the connection."""


class DoorServer:
    """A door that is open from now on. `ended` is told the number of a connection that ends.

    Raises DoorInUse if a daemon listens at the path, NotADoor if something else is there, Forbidden or NoDaemon if it
    cannot be made.
    """

    def __init__(
        self,
        path: str | Path,
        answer: Answer,
        workers: int = 16,
        ended: Callable[[int], None] = lambda connection: None,
    ) -> None:
        self.path = Path(path)
        self._answer = answer
        self._ended = ended
        self._free = [None] * workers
        """One entry for each worker that is free: list.pop and append are atomic, and cheaper than a semaphore."""
        self._connections: dict[int, tuple[socket.socket, threading.Thread]] = {}
        self._lock = threading.Lock()
        self._revoked = False
        self._listening = _listening(self.path)
        self._inode = self.path.stat().st_ino

    def serve(self) -> None:
        """Let callers in until the door is revoked."""
        number = 0
        while not self._revoked:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                if not self._revoked:  # out of descriptors, or the caller went away again
                    time.sleep(_AGAIN_SECONDS)
                continue
            number += 1
            self._begin(number, connection)

    def _begin(self, number: int, connection: socket.socket) -> None:
        thread = threading.Thread(
            target=self._serve, args=(number, connection), name=f"hiwater door {number}", daemon=True
        )
        with self._lock:
            if self._revoked:
                connection.close()
                return
            self._connections[number] = connection, thread
            try:
                thread.start()
            except RuntimeError:  # out of threads: the caller finds the connection closed
                del self._connections[number]
                connection.close()

    def revoke(self, seconds: float = 0.0) -> bool:
        """Close the door: its path goes, and so do all connections; no answer begins any more.

        What is being answered goes on, and is waited for that many seconds; whether all has ended.
        `answer` itself may not wait.
        """
        with self._lock:
            self._revoked = True
            connections = list(self._connections.values())
        with contextlib.suppress(OSError):
            if self.path.stat().st_ino == self._inode:
                self.path.unlink()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection, _ in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        deadline = time.monotonic() + seconds
        for _, thread in connections:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for _, thread in connections)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.revoke()

    def _serve(self, number: int, connection: socket.socket) -> None:
        try:
            with connection:
                if not _is_let_in(connection):
                    connection.sendall(REFUSED)
                    return
                connection.sendall(WELCOME)
                self._answer_requests(number, connection)
        except OSError:
            pass  # the caller is gone
        finally:
            with self._lock:
                del self._connections[number]
            self._ended(number)

    def _answer_requests(self, number: int, connection: socket.socket) -> None:
        """Request, reply, request … until the caller goes, or sends what is no request."""
        buffer = bytearray(_FIRST_BUFFER_BYTES)
        view, head = memoryview(buffer), REQUEST.size
        answer, free, receive_into = self._answer, self._free, Waiting(connection).receive_into
        while True:
            received = receive_into(view)
            while received < head:
                received += _received(connection, view[received:]) if received else _nothing()
            size, kind = REQUEST.unpack_from(buffer)
            whole = head + size
            if size > PAYLOAD_BYTES_MOST:
                _toss(connection, view, whole - received)
                connection.sendall(_TOO_LARGE)
                continue
            if whole > len(buffer):
                grown = bytearray(whole)
                grown[:received] = view[:received]
                buffer, view = grown, memoryview(grown)
            while received < whole:
                received += _received(connection, view[received:whole])
            if received > whole:
                return  # a request sent ahead: not a kernel
            if self._revoked:
                return
            try:
                worker = free.pop()
            except IndexError:
                connection.sendall(_BUSY)
                continue
            try:
                reply = answer(number, kind, view[head:whole])
            finally:
                free.append(worker)
            connection.sendall(REPLY.pack(0, NO_REPLY) if reply is None else REPLY.pack(0, len(reply)) + reply)


def _received(connection: socket.socket, view: memoryview) -> int:
    return connection.recv_into(view) or _nothing()


def _toss(connection: socket.socket, view: memoryview, octets: int) -> None:
    """Read so many bytes, and forget them."""
    while octets > 0:
        octets -= _received(connection, view[:octets])


def _nothing() -> int:
    raise ConnectionResetError("the caller went away")


def _is_let_in(connection: socket.socket) -> bool:
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(data)
    return user in (os.geteuid(), _ROOT)


def _listening(path: Path) -> socket.socket:
    """A socket that listens at the path, which only its user may open."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _locked(path.parent):
            _clear(path)
            os.fchmod(listening.fileno(), 0o600)  # what bind makes has the mode of the socket, never a wider one
            listening.bind(str(path))
            listening.listen()
    except DoorError:
        listening.close()
        raise
    except OSError as error:
        listening.close()
        if isinstance(error, PermissionError):
            raise Forbidden(path, "not permitted; choose a folder that you may read and write") from None
        if isinstance(error, FileNotFoundError):
            raise NoDaemon(path, "its folder does not exist; make it first") from None
        raise NotADoor(path, f"no door can be made here ({error})") from None
    return listening


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _clear(path: Path) -> None:
    """Take the place of a daemon that is gone; refuse that of one that lives."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise NotADoor(path, "something is there that is no door; remove it, or choose another path")
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        probe.connect(str(path))
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Forbidden(path, f"there is a door that cannot be asked whether its daemon lives ({error})") from None
    else:
        raise DoorInUse(path, "a daemon listens here already; stop it, or choose another path")
    finally:
        probe.close()
