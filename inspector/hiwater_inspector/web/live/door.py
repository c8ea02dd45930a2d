"""A door between the queue and its daemon that answers in the daemon's stead as often as it was told to.

What it answers itself never reaches the daemon, which then may have a part of a record that is sent again.
"""

import struct
import threading
from collections import deque
from typing import Final, Protocol

from hiwater_impl.pipeline.constants import EBADF

ANSWERS_MOST: Final = 10_000
_MINUS_ONE: Final = struct.pack("=ii", -1, 0)


class Answers:
    """What is to be answered in the daemon's stead, first in, first out."""

    def __init__(self) -> None:
        self._planned: deque[tuple[int, bytes | None]] = deque(maxlen=ANSWERS_MOST)

    def __len__(self) -> int:
        return len(self._planned)

    def plan(self, error: int, times: int) -> None:
        """An error so many times; error 0 is the code -1 without an error."""
        self._planned.extend([(error, None) if error else (0, _MINUS_ONE)] * times)

    def take(self) -> tuple[int, bytes | None] | None:
        """The next one, if any is planned."""
        try:
            return self._planned.popleft()
        except IndexError:
            return None


class ClosingDoor(Protocol):
    """A door that can be closed."""

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """As of any door."""

    def close(self) -> None:
        """Whoever waits in it comes out."""


class LiveDoor:
    """The door that the queue gets. Once closed it answers EBADF."""

    def __init__(self, daemon: ClosingDoor, answers: Answers) -> None:
        self._daemon = daemon
        self._answers = answers
        self._closed = threading.Event()

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """The planned answer, or else the daemon's."""
        if self._closed.is_set():
            return EBADF, None
        planned = self._answers.take()
        return self._daemon.upcall(kind, payload) if planned is None else planned

    def close(self) -> None:
        """Whoever waits for the daemon gets an error."""
        self._closed.set()
        self._daemon.close()
