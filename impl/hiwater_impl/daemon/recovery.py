"""Trails that a crash left `not_terminated`: cut behind the last whole record, ended with a file token, renamed.

A step takes the daemon's own files, header by header, at the speed of reading; what the steps cannot explain goes to
the codec, by FRAMES.md. Cut is what is the beginning of a record or file token and goes on beyond the end, or is zeros
to the end. Bytes that are neither are kept: a daemon answers for whatever came COMPLETE. Not good for holes that a
power failure leaves inside a record.
"""

import contextlib
import fcntl
import io
import mmap
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from hiwater_impl.daemon.file_token import file_token, token_length
from hiwater_impl.daemon.names import closed_path, start_of

_HEADER_IDS: Final = frozenset((0x14, 0x15, 0x74, 0x79))
_HEAD: Final = struct.Struct(">BI")
_FILE_IDS: Final = frozenset((0x11, 0x78))
_SHORTEST_PIECE: Final = 12
_TOKEN_BYTES_MOST: Final = 19 + 65_535


class Ending(NamedTuple):
    """Where the whole pieces of a trail end, and whether the last of them is a file token that ends the trail."""

    size: int
    ended: bool


def recover(directory: Path, host: str, tell: Callable[..., None]) -> None:
    """End all files of this host that no daemon has open, telling of each. Raises OSError for the directory alone."""
    for path in sorted(directory.iterdir()):
        start = start_of(path.name, host)
        if start is None:
            continue
        try:
            _recover_file(path, start, host, tell)
        except OSError as problem:
            tell("left alone", path=str(path), reason=problem.strerror or str(problem))


def _recover_file(path: Path, start: int, host: str, tell: Callable[..., None]) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
    with contextlib.closing(os.fdopen(descriptor, "r+b", buffering=0)) as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        status = os.fstat(descriptor)
        size, ended = 0, False
        if status.st_size:
            with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as octets:
                size, ended = ending(octets)
        if not size:
            path.unlink()
            tell("removed", path=str(path), bytes_cut=status.st_size)
            return
        os.ftruncate(descriptor, size)
        if not ended:
            file.write(file_token(status.st_mtime_ns, ""))
        os.fsync(descriptor)
        closed = closed_path(path.parent, start, int(status.st_mtime), host)
        path.rename(closed)
        tell("recovered", path=str(path), bytes_cut=status.st_size - size, closed=str(closed))


def ending(octets: bytes | mmap.mmap) -> Ending:
    """Where the trail ends, without what a crash tore. The first piece may be torn as well: then that is 0."""
    last, place = _stepped(octets)
    if place < len(octets):
        return _by_codec(octets, last)
    return Ending(place, last > 0 and octets[last] in _FILE_IDS)


def _stepped(octets: bytes | mmap.mmap) -> tuple[int, int]:
    """From piece to piece by what each says of its length: where the last one begins, and where it ends."""
    last = place = 0
    size, head = len(octets), _HEAD.unpack_from
    while place + _SHORTEST_PIECE <= size:
        first, length = head(octets, place)
        if first not in _HEADER_IDS:
            length = token_length(octets[place : place + _TOKEN_BYTES_MOST]) or 0
        if length < _SHORTEST_PIECE or place + length > size:
            break
        last, place = place, place + length
    return last, place


def _by_codec(octets: bytes | mmap.mmap, start: int) -> Ending:
    """The same, by framing what stands from `start` on."""
    from hiwater_impl.records.record import FileToken, Record, Skipped
    from hiwater_impl.records.trail import pieces

    piece = None
    for piece in pieces(io.BytesIO(octets[start:])):  # noqa: B007
        pass
    assert piece is not None
    place, end = start + piece.start, start + piece.end
    if isinstance(piece, Record) and any(damage.reason == "cut" for damage in piece.damage):
        return Ending(place, False)
    if isinstance(piece, Skipped) and (octets[place] in _HEADER_IDS | _FILE_IDS or not any(octets[place:end])):
        return Ending(place, False)
    return Ending(end, isinstance(piece, FileToken) and place > 0)
