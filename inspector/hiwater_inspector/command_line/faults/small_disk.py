"""A directory that can be made full and have room again: a small tmpfs, or else a limit on the daemon's file sizes."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_DISK_BYTES = 16 << 20
_BALLAST = "ballast"
_CHUNK = bytes(65536)
_MOUNT_SECONDS = 10.0


class SmallDisk(Protocol):
    """How it is done, and doing it."""

    name: str

    def fill(self, daemon: int) -> None:
        """No byte more for this process."""

    def free(self, daemon: int) -> None:
        """Room again."""


class MemoryDisk:
    """A tmpfs of 16 MiB, filled with one other file."""

    name = "tmpfs"

    def __init__(self, mount_point: Path) -> None:
        self._ballast = mount_point / _BALLAST

    def fill(self, daemon: int) -> None:
        """Write until the disk is full."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while file.write(_CHUNK):
                    pass
            except OSError:
                return

    def free(self, daemon: int) -> None:
        """Remove the other file."""
        self._ballast.unlink()


class FileLimit:
    """RLIMIT_FSIZE of the daemon: no file of its own grows."""

    name = "RLIMIT_FSIZE"

    def __init__(self, directory: Path, in_one_directory: bool) -> None:
        self._directory = directory
        self._in_one = in_one_directory

    def fill(self, daemon: int) -> None:
        """Limit files to nothing; or, if others are to grow, to what the present one has."""
        size = max(path.stat().st_size for path in self._directory.iterdir()) if self._in_one else 0
        self._limit(daemon, size)

    def free(self, daemon: int) -> None:
        """Lift the limit."""
        self._limit(daemon, resource.RLIM_INFINITY)

    def _limit(self, daemon: int, soft: int) -> None:
        _, hard = resource.prlimit(daemon, resource.RLIMIT_FSIZE)
        resource.prlimit(daemon, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(directory: Path, *, in_one_directory: bool, may_mount: bool = True) -> Iterator[SmallDisk]:
    """Make this directory one that can be filled, by mounting if we may.

    Where it cannot be mounted, `in_one_directory` has the limit leave room for a file elsewhere.
    """
    if not may_mount or not _mounted(directory):
        yield FileLimit(directory, in_one_directory)
        return
    try:
        yield MemoryDisk(directory)
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=False, timeout=_MOUNT_SECONDS)


def _mounted(directory: Path) -> bool:
    if os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "hiwater-faults", str(directory)]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=_MOUNT_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
