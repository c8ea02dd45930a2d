"""The daemon's side of a door: it listens at a path, and answers the requests of whoever may come.

One thread for each connection; of those, `workers` may be answering at a time, the others' requests get EAGAIN. Only
the daemon's own user and root are let in.
"""

import contextlib
import os
import socket
import stat
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from hiwater_impl.door.errors import DoorInUse, Forbidden, NoDaemon, NotADoor
from hiwater_impl.door.frames import NO_REPLY, PAYLOAD_BYTES_MOST, REFUSED, REPLY, REQUEST, WELCOME
from hiwater_impl.pipeline.constants import EAGAIN

_CREDENTIALS: Final = struct.Struct("3i")
_BUSY: Final = REPLY.pack(EAGAIN, NO_REPLY)
_FIRST_BUFFER_BYTES: Final = 65536
_ROOT: Final = 0

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
        self._workers = threading.BoundedSemaphore(workers)
        self._connections: dict[int, socket.socket] = {}
        self._lock = threading.Lock()
        self._revoked = False
        self._listening = _listening(self.path)
        self._inode = self.path.stat().st_ino

    def serve(self) -> None:
        """Let callers in until the door is revoked."""
        number = 0
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                if self._revoked:
                    return
                raise
            number += 1
            with self._lock:
                if self._revoked:
                    connection.close()
                    return
                self._connections[number] = connection
            threading.Thread(
                target=self._serve, args=(number, connection), name=f"hiwater door {number}", daemon=True
            ).start()

    def revoke(self) -> None:
        """Close the door: its path goes, and so do all connections. What is being answered is answered first."""
        with self._lock:
            self._revoked = True
            connections = list(self._connections.values())
        with contextlib.suppress(OSError):
            if self.path.stat().st_ino == self._inode:
                self.path.unlink()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)

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
        answer, workers = self._answer, self._workers
        while True:
            received = connection.recv_into(view)
            while received < head:
                received += _received(connection, view[received:]) if received else _nothing()
            size, kind = REQUEST.unpack_from(buffer)
            if size > PAYLOAD_BYTES_MOST:
                return
            whole = head + size
            if whole > len(buffer):
                grown = bytearray(whole)
                grown[:received] = view[:received]
                buffer, view = grown, memoryview(grown)
            while received < whole:
                received += _received(connection, view[received:whole])
            if received > whole:
                return  # a request sent ahead: not a kernel
            if not workers.acquire(blocking=False):
                connection.sendall(_BUSY)
                continue
            try:
                reply = answer(number, kind, view[head:whole])
            finally:
                workers.release()
            connection.sendall(REPLY.pack(0, NO_REPLY) if reply is None else REPLY.pack(0, len(reply)) + reply)


def _received(connection: socket.socket, view: memoryview) -> int:
    return connection.recv_into(view) or _nothing()


def _nothing() -> int:
    raise ConnectionResetError("the caller went away")


def _is_let_in(connection: socket.socket) -> bool:
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(data)
    return user in (os.geteuid(), _ROOT)


def _listening(path: Path) -> socket.socket:
    """A socket that listens at the path, which only its user may open."""
    _clear(path)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old_mask = os.umask(0o177)
    try:
        listening.bind(str(path))
        listening.listen()
    except OSError as error:
        listening.close()
        if isinstance(error, PermissionError):
            raise Forbidden(path, "not permitted; choose a folder that you may write to") from None
        if isinstance(error, FileNotFoundError):
            raise NoDaemon(path, "its folder does not exist; make it first") from None
        raise NotADoor(path, f"no door can be made here ({error})") from None
    finally:
        os.umask(old_mask)
    return listening


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
