"""Trails come from files, pipes, streams and gzip; what cannot be read is told in one way."""

import gzip
import io
import os
import random
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from hiwater_impl.records.sources import Source, Unreadable, opened
from hiwater_impl.records.trail import pieces, read_batches
from tests.impl.records.reading.both import Chunks, by_fast, told
from tests.impl.records.reading.cases import SEQUENCE, closed, text

TRAIL = b"".join(closed(SEQUENCE + text(bytes([65 + number % 26]) * number)) for number in range(100))


def everything(origin: Any) -> Any:
    """The pieces of an origin, as tests compare them."""
    return told(pieces(origin))


def octets(source: Source) -> bytes:
    """All bytes of a source."""
    view, found = bytearray(1000), b""
    while count := source.readinto(memoryview(view)):
        found += view[:count]
    return found


def test_file(tmp_path: Path) -> None:
    """A path as a text or as a Path."""
    path = tmp_path / "trail"
    path.write_bytes(TRAIL)
    assert everything(path) == everything(str(path)) == by_fast(TRAIL)


def test_empty_file(tmp_path: Path) -> None:
    """No bytes are no pieces."""
    path = tmp_path / "trail"
    path.write_bytes(b"")
    assert everything(path) == []


@pytest.mark.parametrize("packed", [False, True])
def test_pipe(packed: bool) -> None:
    """A pipe that is written to while it is read, 700 bytes at a time."""
    data = gzip.compress(TRAIL) if packed else TRAIL
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb", buffering=0) as stream:
            for place in range(0, len(data), 700):
                stream.write(data[place : place + 700])

    writer = Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as stream:
        found = everything(stream)
    writer.join()
    assert found == by_fast(TRAIL)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is standard input, which is not closed."""
    stream = io.BytesIO(TRAIL)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    assert everything("-") == by_fast(TRAIL)
    assert not stream.closed


@pytest.mark.parametrize("size", [1, 7, 5000])
def test_gzip_members(size: int) -> None:
    """Members one after the other, one of them empty, and padding with zeros, however they come."""
    packed = gzip.compress(TRAIL[:1000]) + gzip.compress(b"") + gzip.compress(TRAIL[1000:]) + bytes(500)
    source = opened(Chunks(packed, [size]))
    assert octets(source) == TRAIL
    assert source.damage is None


def test_gzip_cut() -> None:
    """What comes out of a cut stream comes out, and the damage is told."""
    packed = gzip.compress(random.Random(2).randbytes(3000) + TRAIL)[:2000]
    source = opened(io.BytesIO(packed))
    found = list(read_batches(source))
    assert sum(len(batch.data) for batch in found[-1:]) > 1800
    assert source.damage == (2000, "compressed data ends in the middle")


def test_gzip_damaged() -> None:
    """A checksum or a block in the middle of the second member is wrong: the first one is there."""
    noise = random.Random(1).randbytes(300_000)
    packed = bytearray(gzip.compress(noise))
    packed[200_000:200_010] = bytes(10)
    stored = bytearray(gzip.compress(TRAIL * 50) + packed)
    source = opened(io.BytesIO(stored))
    found = octets(source)
    assert found.startswith(TRAIL * 50)
    assert source.damage is not None
    assert source.damage.reason.startswith("compressed data is damaged: ")


def test_gzip_damage_in_the_first_stretch() -> None:
    """A block type that does not exist: what came before it is there, and the offset is that of its byte."""
    packed = gzip.compress(TRAIL[:500], compresslevel=0)[:-8]
    head = bytearray(packed)
    head[10] &= 0xFE
    source = opened(io.BytesIO(bytes(head) + b"\x07" * 40))
    assert octets(source) == TRAIL[:500]
    assert source.damage is not None
    assert source.damage.offset == len(packed)


def test_bytes_behind_gzip() -> None:
    """They are no part of the trail, and are told."""
    packed = gzip.compress(TRAIL)
    source = opened(io.BytesIO(packed + b"more"))
    assert octets(source) == TRAIL
    assert source.damage == (len(packed), "bytes behind the compressed data")


def test_not_there(tmp_path: Path) -> None:
    """A file that is not there."""
    with pytest.raises(Unreadable, match="No such file or directory") as caught:
        everything(tmp_path / "none")
    assert caught.value.path == str(tmp_path / "none")


def test_directory(tmp_path: Path) -> None:
    """A directory."""
    with pytest.raises(Unreadable, match="Is a directory"):
        everything(tmp_path)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Unreadable, match="Permission denied"):
        everything(tmp_path / "trail")


def test_reading_fails() -> None:
    """A stream that fails in the middle: the pieces before it come out."""

    class Failing(Chunks):
        def readinto(self, view: Any) -> int:
            count = super().readinto(view)
            if not count:
                raise OSError(5, "Input/output error")
            return count

    read = pieces(Failing(TRAIL[:900], [100]))
    found = [next(read).start for _ in range(5)]
    assert found == sorted(set(found))
    with pytest.raises(Unreadable, match="Input/output error"):
        list(read)
