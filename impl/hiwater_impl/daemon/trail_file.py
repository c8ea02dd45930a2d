"""One trail file that is written to: file token, whole records, file token, then its last name (bsm-records.md 6.1).

A record that cannot be written whole is cut off again. The file is locked (flock) as long as it is written to, so that
no other daemon takes it for one that a crash left behind.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hiwater_impl.daemon.file_token import file_token
from hiwater_impl.daemon.names import closed_path, open_name

_FLAGS: Final = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_MODE: Final = 0o640


class TrailFile:
    """A new, empty file, open. Raises OSError; FileExistsError when one of this second is open there."""

    def __init__(self, directory: Path, host: str, *, synced: bool) -> None:
        self.directory = directory
        self.host = host
        self.synced = synced
        """Whether the file and its names are forced onto the disk when it begins and ends."""
        self.start = int(time.time())
        self.path = directory / open_name(self.start, host)
        self.size = 0
        self._torn = False
        self._descriptor = os.open(self.path, _FLAGS, _MODE)
        os.fchmod(self._descriptor, _MODE)
        with contextlib.suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        if os.fstat(self._descriptor).st_nlink == 0:
            os.close(self._descriptor)
            raise FileExistsError(f"{self.path}: another daemon took it for one that was left behind")

    def append(self, octets: bytes | bytearray | memoryview) -> None:
        """Write all of it, or nothing. Raises OSError."""
        try:
            written = os.write(self._descriptor, octets)
            while written < len(octets):
                written += os.write(self._descriptor, octets[written:])
        except OSError:
            self._cut_back()
            raise
        self.size += written

    def begin(self, previous: str) -> None:
        """Write the first file token, which names the file before this one, or "". Raises OSError."""
        self.append(file_token(time.time_ns(), previous))
        if self.synced:
            sync_directory(self.directory)

    def sync(self) -> None:
        """Force what was written onto the disk. Raises OSError."""
        os.fdatasync(self._descriptor)

    def duplicate(self) -> int:
        """Another descriptor of the same file, which the caller closes."""
        return os.dup(self._descriptor)

    def last_path(self) -> Path:
        """What the file would be called if it ended now."""
        return closed_path(self.directory, self.start, int(time.time()), self.host)

    def finish(self, path: Path, following: str) -> list[OSError]:
        """Write the last file token, which names the file after this one, or "", and rename it; what went wrong.

        A file with a torn record that could not be cut off keeps its name: the next start of a daemon recovers it.
        """
        problems: list[OSError] = []
        if not self._torn:
            _attempt(problems, lambda: self._end(following))
        if self.synced:
            _attempt(problems, lambda: os.fsync(self._descriptor))
        if not self._torn:
            _attempt(problems, lambda: self._rename(path))
        os.close(self._descriptor)
        return problems

    def discard(self) -> None:
        """Remove a file that has no records."""
        with contextlib.suppress(OSError):
            self.path.unlink()
        os.close(self._descriptor)

    def _end(self, following: str) -> None:
        """The last file token; without a name where a full disk has room for no more than that."""
        try:
            self.append(file_token(time.time_ns(), following))
        except OSError:
            self.append(file_token(time.time_ns(), ""))

    def _rename(self, path: Path) -> None:
        self.path.rename(path)
        self.path = path
        if self.synced:
            sync_directory(self.directory)

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.size)
        except OSError:
            self._torn = True


def sync_directory(directory: Path) -> None:
    """Force the names in a directory onto the disk. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _attempt(problems: list[OSError], act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as problem:
        problems.append(problem)
