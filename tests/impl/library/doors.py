"""Doors for the tests, and a wait for a condition that ends."""

import threading
import time
from collections.abc import Callable
from io import BytesIO

from hiwater_impl.records.record import Record
from hiwater_impl.records.trail import records

DEADLINE_SECONDS = 20.0
"""Far more than anything here takes on a machine that is not busy."""


def until(condition: Callable[[], bool]) -> None:
    """Wait for it; fails at the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.002)


def texts_of(record: Record) -> list[str]:
    """The words of a record's text tokens."""
    return [values["text"].removesuffix(b"\0").decode() for name, values in record.tokens if name == "text"]


class Taking:
    """A door that takes everything: the records, whole, and the policies it was told."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.policies: list[int] = []
        self._part = b""

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Keep it."""
        if kind == 0x8001:
            self.policies.append(int.from_bytes(payload, "little"))
        else:
            self._part = bytes(payload) if kind in (0, 1) else self._part + bytes(payload)
            if kind in (0, 3):
                self.taken.append(self._part)
        return 0, bytes(8)

    def records(self) -> list[Record]:
        """What was taken, read."""
        return list(records(BytesIO(b"".join(self.taken))))

    def texts(self) -> list[str]:
        """The words of their text tokens."""
        return [text for record in self.records() for text in texts_of(record)]


class Stalling(Taking):
    """A daemon that does not answer until `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Wait, then keep it."""
        assert self.go.wait(2 * DEADLINE_SECONDS)
        return super().upcall(kind, payload)


class Absent(Taking):
    """A daemon that is gone while `gone` is set: every call ends with EBADF."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = threading.Event()
        self.refused = 0

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Keep it, or be gone."""
        if self.gone.is_set():
            self.refused += 1
            return 9, None
        return super().upcall(kind, payload)
