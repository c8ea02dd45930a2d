"""A daemon that answers late, or lies, or answers what is no answer; what it takes, it hands on to a true one first.

So each record that it took without a good answer is in a trail, and may come there again: `taken` counts them.
"""

import random
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final, Self

from hiwater_impl.door.client import SocketDoor
from hiwater_impl.door.frames import NO_REPLY, REPLY, REQUEST, WELCOME
from hiwater_impl.pipeline.constants import EAGAIN, EINTR, NOTIFY

_REPLY_BYTES: Final = 8
_NO_GREETING: Final = b"HELLO 1\n"


class Lie(Enum):
    """What it may do instead of answering well."""

    WRONG_FRAME = "a reply of four thousand million bytes"
    NOISE = "random bytes"
    TOO_MUCH = "more than a reply"
    CUT = "half a reply, then the end"
    CLOSED = "no reply, but the end"
    CODE = "an error code in the reply"
    ERROR = "an error of the door"
    AGAIN = "no thread free, though it took the record"
    NO_BUFFER = "no reply buffer"
    GREETING = "a wrong greeting to the next who comes"


Choose = Callable[[], Lie | None]
"""Asked at each record: how to lie about it, or None for the truth; it may wait before it answers."""


class FalseDaemon:
    """Listens at `door` from now on, and hands on to the daemon at `true_door`. A context manager that ends it."""

    def __init__(self, door: Path, true_door: Path, choose: Choose, seed: int = 1) -> None:
        self.taken = 0
        """Records handed on without a good answer."""
        self.told: Counter[Lie] = Counter()
        self._true_door = true_door
        self._choose = choose
        self._random = random.Random(seed)
        self._connections: list[socket.socket] = []
        self._ended = False
        self._bad_greeting = False
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(door))
        self._listening.listen()
        threading.Thread(target=self._serve, name="false daemon", daemon=True).start()

    def close(self) -> None:
        """End all connections and listen no more."""
        self._ended = True
        for connection in (self._listening, *self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._ended:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._hold, args=(connection,), name="false connection", daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        greeting, self._bad_greeting = (_NO_GREETING if self._bad_greeting else WELCOME), False
        with suppress(OSError), connection, SocketDoor(self._true_door) as true_daemon:
            connection.sendall(greeting)
            while self._answer_one(connection, true_daemon):
                pass

    def _answer_one(self, connection: socket.socket, true_daemon: SocketDoor) -> bool:
        """One request; whether there may be another. Raises OSError at the end of the connection."""
        size, kind = REQUEST.unpack(_exactly(connection, REQUEST.size))
        payload = _exactly(connection, size)
        lie = None if kind & NOTIFY else self._choose()
        error, reply = true_daemon.upcall(kind, payload)
        if error or reply is None:
            raise OSError(error, "the true daemon failed")
        good = REPLY.pack(0, len(reply)) + reply
        if lie is None:
            connection.sendall(good)
            return True
        self.told[lie] += 1
        self.taken += lie is not Lie.GREETING
        return self._lie(connection, lie, good, kind)

    def _lie(self, connection: socket.socket, lie: Lie, good: bytes, kind: int) -> bool:
        match lie:
            case Lie.WRONG_FRAME:
                connection.sendall(REPLY.pack(0, NO_REPLY - 1) + good)
            case Lie.NOISE:
                connection.sendall(b"\xff" + self._random.randbytes(40))
            case Lie.TOO_MUCH:
                connection.sendall(good + good)
            case Lie.CUT:
                connection.sendall(good[: len(good) // 2])
            case Lie.CODE:
                connection.sendall(REPLY.pack(0, _REPLY_BYTES) + (5).to_bytes(4, "little") + kind.to_bytes(4, "little"))
            case Lie.ERROR:
                connection.sendall(REPLY.pack(EINTR, NO_REPLY))
            case Lie.AGAIN:
                connection.sendall(REPLY.pack(EAGAIN, NO_REPLY))
            case Lie.NO_BUFFER:
                connection.sendall(REPLY.pack(0, NO_REPLY))
            case Lie.GREETING:
                self._bad_greeting = True
                connection.sendall(good)
        return lie not in (Lie.CUT, Lie.CLOSED, Lie.GREETING)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionResetError
        data += more
    return data
