"""The queue's side of a door: a connection to a daemon, one request at a time (neighbour: door_sys.c, door_upcall).

Faults are errnos, as a door's are: EBADF once the daemon is gone, EINTR if it goes while it has the request, EAGAIN if
it has no thread free. A daemon that does not answer keeps the caller, unless a time limit was asked for.
"""

import contextlib
import os
import socket
import stat
import struct
from pathlib import Path
from typing import Final, Self

from hiwater_impl.door.errors import Forbidden, NoDaemon, NotADoor
from hiwater_impl.door.frames import NO_REPLY, REFUSED, REPLY, REPLY_BYTES_MOST, REQUEST, WELCOME
from hiwater_impl.pipeline.constants import EBADF, EINTR

_GREETING_SECONDS: Final = 5.0
_DONE: Final = REPLY.pack(0, 8)
_USUAL_BYTES: Final = REPLY.size + 8


class SocketDoor:
    """An open door. Calls must not overlap: the pipeline's door lock sees to that.

    `seconds` is how long an answer may take; None is for ever. Raises NoDaemon, NotADoor, Forbidden.
    """

    def __init__(self, path: str | Path, seconds: float | None = None) -> None:
        self.path = Path(path)
        self._process = os.getpid()
        self._socket: socket.socket | None = _connected(self.path)
        self._socket.settimeout(seconds)
        self._buffer = bytearray(_USUAL_BYTES)

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Send a buffer and wait for the reply: 0 and its bytes (None: no reply buffer), or an errno and None."""
        connection = self._socket
        if connection is None or self._process != os.getpid():
            return EBADF, None
        try:
            _send(connection, REQUEST.pack(len(payload), kind), payload)
        except (OSError, ValueError):
            self._broken()
            return EBADF, None
        try:
            received = connection.recv_into(self._buffer)
            if received == _USUAL_BYTES and self._buffer.startswith(_DONE):
                return 0, bytes(self._buffer[REPLY.size :])
            return self._reply(connection, received)
        except (OSError, ValueError):
            self._broken()
            return EINTR, None

    def close(self) -> None:
        """Close it. Another thread that waits for a reply gets EINTR."""
        connection, self._socket = self._socket, None
        if connection is not None:
            if self._process == os.getpid():
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _reply(self, connection: socket.socket, received: int) -> tuple[int, bytes | None]:
        """A reply that is not the usual one, or has not come whole. Raises OSError for what is none."""
        data = bytes(self._buffer[:received])
        while len(data) < REPLY.size:
            data += _more(connection, REPLY.size - len(data))
        error, length = REPLY.unpack_from(data)
        if error < 0 or (length > REPLY_BYTES_MOST and length != NO_REPLY) or (error and length not in (0, NO_REPLY)):
            raise OSError("not a reply")
        if length == NO_REPLY or error:
            return error, None
        while len(data) < REPLY.size + length:
            data += _more(connection, REPLY.size + length - len(data))
        if len(data) > REPLY.size + length:
            raise OSError("more than a reply")
        return 0, data[REPLY.size :]

    def _broken(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


def _send(connection: socket.socket, head: bytes, payload: bytes | memoryview) -> None:
    sent = connection.sendmsg((head, payload))
    if sent < len(head) + len(payload):
        connection.sendall((head + bytes(payload))[sent:])


def _more(connection: socket.socket, most: int) -> bytes:
    data = connection.recv(most)
    if not data:
        raise ConnectionResetError("the daemon went away")
    return data


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_GREETING_SECONDS)
        connection.connect(str(path))
        greeting = b""
        while len(greeting) < len(WELCOME):
            greeting += _more(connection, len(WELCOME) - len(greeting))
    except FileNotFoundError:
        connection.close()
        raise NoDaemon(path, "no such door; start the daemon with `hiwater auditd --door PATH`") from None
    except ConnectionRefusedError:
        connection.close()
        if _is_socket(path):
            raise NoDaemon(path, "nobody listens at this door; start the daemon again") from None
        raise NotADoor(path, "this is not a door; name the socket of a daemon") from None
    except PermissionError:
        connection.close()
        raise Forbidden(path, "not permitted; a door is for the user that runs its daemon, and for root") from None
    except (OSError, struct.error) as error:
        connection.close()
        raise NotADoor(path, f"this is not a door ({error}); name the socket of a daemon") from None
    if greeting == REFUSED:
        connection.close()
        raise Forbidden(path, "the daemon refuses this user; run as the user that runs it, or as root")
    if greeting != WELCOME:
        connection.close()
        raise NotADoor(path, "what listens here is not a hiwater daemon; name the socket of one")
    return connection


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False
