"""Where the bytes of a trail come from: a file, standard input, any stream, gzip in any of them, a file that grows.

A source is read like a raw stream: `readinto` gives some bytes, or 0 at the end of the trail. Not good for streams that
do not block.
"""

import os
import sys
from io import FileIO
from pathlib import Path
from threading import Event
from typing import Any, Protocol, runtime_checkable

from hiwater_impl.records.gzipped import MAGIC, Gzipped, SourceDamage


class Readable(Protocol):
    """A binary stream: a file, a pipe, a socket's file, bytes in memory."""

    def readinto(self, view: Any, /) -> int | None:
        """Fill the beginning of the view; 0 or None at the end."""


Origin = str | Path | Readable
"""What a caller names: a path, `-` for standard input, or a binary stream."""

POLL_SECONDS = 0.2
"""How long a followed file is left alone when nothing new is there."""


class Unreadable(Exception):
    """The bytes cannot be had; `path` is the name, `reason` the system's words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


@runtime_checkable
class Source(Protocol):
    """Some bytes after the other; `damage` says what was wrong with the container, once it is read."""

    damage: SourceDamage | None

    def readinto(self, view: memoryview) -> int:
        """Fill the beginning of the view, wait for at least one byte; 0 at the end of this trail. Raises Unreadable."""

    def next_trail(self) -> bool:
        """Whether another trail follows this one, when the file has been replaced."""

    def close(self) -> None:
        """Close what was opened here."""


def opened(origin: Origin, *, follow: bool = False, stop: Event | None = None) -> Source:
    """The source for a path, `-` or a stream, which stays the caller's; `stop` ends following. Raises Unreadable."""
    if isinstance(origin, str | Path) and str(origin) != "-":
        if follow:
            return Followed(Path(origin), stop or Event())
        plain = Plain(opened_file(Path(origin)), str(origin), closes=True)
    else:
        stream = sys.stdin.buffer if isinstance(origin, str | Path) else origin
        plain = Plain(stream, "-", closes=False)
    try:
        return Gzipped(plain) if plain.head(len(MAGIC)) == MAGIC else plain
    except Unreadable:
        plain.close()
        raise


def opened_file(path: Path) -> FileIO:
    """The file without a buffer. Raises Unreadable, for a directory too."""
    try:
        return path.open("rb", buffering=0)
    except OSError as error:
        raise Unreadable(str(path), error.strerror or str(error)) from error


class Plain:
    """The bytes of a stream as they are."""

    damage: SourceDamage | None = None

    def __init__(self, stream: Any, name: str, *, closes: bool) -> None:
        self.stream, self.name, self.closes = stream, name, closes
        self._read = getattr(stream, "readinto1", None) or stream.readinto
        self._head = b""

    def head(self, count: int) -> bytes:
        """The first bytes, which are read again later; one is waited for only if the ones before are those of MAGIC."""
        found = bytearray(1)
        while len(self._head) < count and self._head == MAGIC[: len(self._head)] and self._some(memoryview(found)):
            self._head += found
        return self._head

    def readinto(self, view: memoryview) -> int:
        """Some bytes of the stream."""
        if not self._head:
            return self._some(view)
        count = min(len(self._head), len(view))
        view[:count] = self._head[:count]
        self._head = self._head[count:]
        return count

    def _some(self, view: memoryview) -> int:
        try:
            return self._read(view) or 0
        except OSError as error:
            raise Unreadable(self.name, error.strerror or str(error)) from error

    def next_trail(self) -> bool:
        """A stream is one trail."""
        return False

    def close(self) -> None:
        """Close the file that was opened for it."""
        if self.closes:
            self.stream.close()


class Followed:
    """A file that grows, until `stop` is set: whoever renames or truncates it begins the next trail.

    A file that is truncated and grows beyond its old length between two looks is taken for the same trail.
    """

    damage: SourceDamage | None = None

    def __init__(self, path: Path, stop: Event) -> None:
        self.path, self.stop = path, stop
        self._file = opened_file(path)
        self._position = 0
        self._over = self._replaced = False

    def readinto(self, view: memoryview) -> int:
        """Bytes as they come; 0 when the file was replaced or truncated and is read to its end, or at the stop."""
        while not self._over:
            replaced = self._is_replaced()
            count = self._some(view)
            if count:
                return count
            if replaced or os.fstat(self._file.fileno()).st_size < self._position:
                self._over = self._replaced = True
            elif self.stop.wait(POLL_SECONDS):
                self._over = True
        return 0

    def _some(self, view: memoryview) -> int:
        try:
            count = self._file.readinto(view) or 0
        except OSError as error:
            raise Unreadable(str(self.path), error.strerror or str(error)) from error
        self._position += count
        return count

    def _is_replaced(self) -> bool:
        """Whether the path leads to another file now; while it leads nowhere, the old one may still grow."""
        try:
            return not os.path.samestat(self.path.stat(), os.fstat(self._file.fileno()))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Unreadable(str(self.path), error.strerror or str(error)) from error

    def next_trail(self) -> bool:
        """Open the file again that was replaced or truncated; no after the stop."""
        if not self._replaced:
            return False
        self._file.close()
        self._file = opened_file(self.path)
        self._position = 0
        self._over = self._replaced = False
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
