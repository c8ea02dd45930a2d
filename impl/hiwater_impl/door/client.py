"""The queue's side of a door: a connection to a daemon, one request at a time (neighbour: door_sys.c, door_upcall).

Faults are errnos, as a door's are: EBADF once the daemon is gone, EINTR if it goes while it has the request, EAGAIN if
it has no thread free. A daemon that does not answer keeps the caller, unless a time limit was asked for; one that
has begun an answer has a few seconds for the rest. An exception from a signal's handler comes out of a call, and ends
the connection: the reply that is still to come would be taken for that of the next request.
"""

import contextlib
import os
import socket
import stat
import threading
from pathlib import Path
from typing import Final, Self

from hiwater_impl.door.errors import Forbidden, NoDaemon, NotADoor
from hiwater_impl.door.frames import NO_REPLY, REFUSED, REPLY, REPLY_BYTES_MOST, REQUEST, WELCOME
from hiwater_impl.door.waiting import Waiting
from hiwater_impl.pipeline.constants import EBADF, EINTR

_GREETING_SECONDS: Final = 5.0
_REST_SECONDS: Final = 5.0
"""For the rest of a reply whose first bytes have come: a daemon sends it as one."""
_DONE: Final = REPLY.pack(0, 8)
_USUAL_BYTES: Final = REPLY.size + 8
_WORD: Final = 0xFFFFFFFF


class SocketDoor:
    """An open door. One call at a time goes through; others wait their turn.

    `seconds` is how long an answer may take; None is for ever. Raises NoDaemon, NotADoor, Forbidden.
    """

    def __init__(self, path: str | Path, seconds: float | None = None) -> None:
        self.path = Path(path)
        self._process = os.getpid()
        self._socket: socket.socket | None = _connected(self.path)
        self._socket.settimeout(seconds)
        self._receive_into = Waiting(self._socket).receive_into
        self._buffer = bytearray(_USUAL_BYTES + 1)
        """One byte more than a reply: what comes with it is seen, and not taken for the answer to the next request."""
        self._turn = threading.Lock()

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Send a buffer and wait for the reply: 0 and its bytes (None: no reply buffer), or an errno and None."""
        if self._process != os.getpid():  # before the lock: in a child of fork it may be taken for ever
            return EBADF, None
        with self._turn:
            connection = self._socket
            if connection is None:
                return EBADF, None
            try:
                return self._exchange(connection, kind, payload)
            except BaseException:
                self._broken()
                raise

    def _exchange(self, connection: socket.socket, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        try:
            _send(connection, REQUEST.pack(len(payload), kind & _WORD), payload)
        except (OSError, ValueError):
            self._broken()
            return EBADF, None
        try:
            received = self._receive_into(self._buffer)
            if received == _USUAL_BYTES and self._buffer.startswith(_DONE):
                return 0, bytes(self._buffer[REPLY.size : _USUAL_BYTES])
            return self._reply(connection, received)
        except ConnectionResetError:  # it went without having read the request
            self._broken()
            return EBADF, None
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
        if received == 0:
            raise _Ended
        data = bytes(self._buffer[:received])
        limit = connection.gettimeout()
        connection.settimeout(_REST_SECONDS if limit is None else min(limit, _REST_SECONDS))
        while len(data) < REPLY.size:
            data += _more(connection, REPLY.size - len(data))
        error, length = REPLY.unpack_from(data)
        if error < 0 or (length > REPLY_BYTES_MOST and length != NO_REPLY) or (error and length not in (0, NO_REPLY)):
            raise OSError("not a reply")
        reply_is_missing = length == NO_REPLY
        length = 0 if reply_is_missing else length
        while len(data) < REPLY.size + length:
            data += _more(connection, REPLY.size + length - len(data))
        if len(data) > REPLY.size + length:
            raise OSError("more than a reply")
        connection.settimeout(limit)
        return (error, None) if error or reply_is_missing else (0, data[REPLY.size :])

    def _broken(self) -> None:
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


class _Ended(OSError):
    """The other side closed the connection, having read what it was sent."""

    def __init__(self) -> None:
        super().__init__("it closed the connection")


def _send(connection: socket.socket, head: bytes, payload: bytes | memoryview) -> None:
    sent = connection.sendmsg((head, payload), (), socket.MSG_NOSIGNAL)
    if sent < len(head) + len(payload):
        connection.sendall((head + bytes(payload))[sent:], socket.MSG_NOSIGNAL)


def _more(connection: socket.socket, most: int) -> bytes:
    data = connection.recv(most)
    if not data:
        raise _Ended
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
    except (TimeoutError, BlockingIOError):  # nobody accepts, or the queue of those who wait to be is full
        connection.close()
        raise NoDaemon(path, f"no greeting within {_GREETING_SECONDS:g} s; see whether the daemon is stopped") from None
    except OSError as error:
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
