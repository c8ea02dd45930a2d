"""Records as objects: times in the unit of their dialect, and only records when only they are asked for."""

import io

import pytest

from hiwater_impl.records.record import FileToken, Record, Skipped
from hiwater_impl.records.trail import pieces, read_batches, records
from tests.impl.records.reading.cases import NOTHING, SEQUENCE, closed


def dated(version: int) -> bytes:
    """A record of second 7 and 500 units."""
    return closed()[:5] + bytes([version]) + closed()[6:10] + b"\0\0\0\7\0\0\1\xf4" + closed()[18:]


FILE = b"\x11\0\0\0\7\0\0\1\xf4\0\2a\0"


@pytest.mark.parametrize(
    ("version", "record", "file"), [(2, 500, 500_000), (3, 500, 500_000), (11, 500_000_000, 500_000_000)]
)
def test_times(version: int, record: int, file: int) -> None:
    """Nanoseconds; headers and file tokens of a dialect may have different units."""
    first, second = pieces(io.BytesIO(FILE + dated(version)))
    assert isinstance(first, FileToken)
    assert isinstance(second, Record)
    assert (first.time, second.time) == (7_000_000_000 + file, 7_000_000_000 + record)
    assert first.dialect == second.dialect
    assert (second.seconds, second.subseconds, second.version, second.event, second.modifier) == (7, 500, version, 1, 0)


def test_kinds() -> None:
    """All pieces in their order, with the bytes that they are made of; or the records alone."""
    trail = FILE + closed(SEQUENCE) + NOTHING + closed()
    found = list(pieces(io.BytesIO(trail)))
    assert [type(piece) for piece in found] == [FileToken, Record, Skipped, Record]
    assert b"".join(piece.octets for piece in found) == trail
    assert [piece.damaged for piece in found] == [False, False, True, False]
    assert [record.start for record in records(io.BytesIO(trail))] == [found[1].start, found[3].start]


def test_batches_are_whole() -> None:
    """Batches follow each other without a gap, cannot be written to, and tell the state before them."""
    trail = (closed(SEQUENCE) + dated(11)) * 200
    end, dialect = 0, 0
    for batch in read_batches(io.BytesIO(trail), batch_bytes=500):
        assert batch.before == (end, dialect, batch.before.doubt)
        assert not batch.data.flags.writeable
        first, last = batch.pieces[0], batch.pieces[-1]
        assert batch.base + first[1] == end
        assert bytes(batch.data[first[1] : last[2]]) == trail[end : batch.base + last[2]]
        end, dialect = batch.base + last[2], last[6]
    assert end == len(trail)
