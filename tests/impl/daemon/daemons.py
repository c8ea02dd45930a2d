"""What the tests of the daemon share: records, pieces of them, what stands in trails, waiting with a deadline."""

import struct
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hiwater_impl.door.client import SocketDoor
from hiwater_impl.pipeline.constants import COMPLETE, FIRST, LAST, MIDDLE
from hiwater_impl.records.record import FileToken, Record
from hiwater_impl.records.trail import pieces

SECONDS = 20.0
DONE = (0, bytes(8))


def record(number: int, size: int = 150) -> bytes:
    """A record of so many bytes, with a text token that tells its number, and a trailer."""
    text = str(number).encode().ljust(size - 18 - 3 - 7 - 1, b".") + b"\0"
    header = struct.pack(">BIBHHII", 0x14, size, 2, 6152, 0, 1_700_000_000, 0)
    return header + struct.pack(">BH", 0x28, len(text)) + text + struct.pack(">BHI", 0x13, 0xB105, size)


def in_pieces(octets: bytes, most: int) -> Iterator[tuple[int, bytes]]:
    """Type and payload of the buffers in which the kernel sends a record."""
    parts = [octets[at : at + most] for at in range(0, len(octets), most)]
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        kind = (COMPLETE if last else FIRST) if place == 0 else (LAST if last else MIDDLE)
        yield kind, part


def connected(path: Path) -> SocketDoor:
    """A door whose daemon must answer in time."""
    return SocketDoor(path, seconds=SECONDS)


def send(door: SocketDoor, octets: bytes, most: int = 8192) -> None:
    """Send a record, which the daemon must take."""
    for kind, part in in_pieces(octets, most):
        error, reply = door.upcall(kind, part)
        assert error == 0
        assert reply is not None
        assert reply[:4] == bytes(4)


def whole(path: Path) -> list[bytes]:
    """The records of a trail, which must begin and end with a file token and hold nothing else."""
    found = list(pieces(path))
    assert isinstance(found[0], FileToken)
    assert isinstance(found[-1], FileToken)
    assert len(found) > 1
    assert all(isinstance(piece, Record) and not piece.damaged for piece in found[1:-1])
    return [piece.octets for piece in found[1:-1]]


def named(path: Path) -> tuple[str, str]:
    """The files that the first and the last file token of a trail name."""
    found = list(pieces(path))
    names = [piece.tokens[0][1]["name"] for piece in (found[0], found[-1]) if isinstance(piece, FileToken)]
    first, last = (name if isinstance(name, str) else bytes(name).decode() for name in names)
    return first.rstrip("\0"), last.rstrip("\0")


def trails(directory: Path) -> list[Path]:
    """The trail files of a directory, in their order."""
    return sorted(path for path in directory.iterdir() if path.is_file())


def all_records(directories: Sequence[Path]) -> list[bytes]:
    """The records of all trails of some directories, which are whole."""
    return [octets for directory in directories for path in trails(directory) for octets in whole(path)]


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Wait for a condition, and fail when it does not come in time."""
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.005)
