"""The index leads to every record, by number, by offset and by time, also beside damage."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records import sources
from hiwater_impl.records.index import TrailIndex
from hiwater_impl.records.record import Record
from hiwater_impl.records.sources import Unreadable
from hiwater_impl.records.trail import pieces
from tests.impl.records.reading.both import told
from tests.impl.records.reading.cases import CASES, NOTHING, closed
from tests.impl.records.reading.soups import HOSTILE
from tests.specs.records.corpus import trails


def timed(second: int) -> bytes:
    """A record of this second, and half a second."""
    return closed()[:10] + second.to_bytes(4, "big") + (500_000_000).to_bytes(4, "big") + closed()[18:]


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.sampled_from([16, 100]))
def test_every_record_and_every_byte(tmp_path_factory: pytest.TempPathFactory, data: bytes, mark_bytes: int) -> None:
    """From any mark on, the pieces are those of the whole trail."""
    path = tmp_path_factory.getbasetemp() / "hostile"
    path.write_bytes(data)
    expected = list(pieces(path))
    records = [piece for piece in expected if isinstance(piece, Record)]
    index = TrailIndex.build(path, mark_bytes=mark_bytes)
    assert (index.records, index.size) == (len(records), len(data))
    assert [told([index.record(number)]) for number in range(len(records))] == [told([record]) for record in records]
    at = [index.at(offset) for offset in range(len(data))]
    assert told(at) == [found for piece in told(expected) for found in [piece] * (piece[2] - piece[1])]


def test_cases_in_a_row(tmp_path: Path) -> None:
    """Doubt and dialect are part of a mark."""
    path = tmp_path / "trail"
    path.write_bytes(b"".join(CASES.values()) * 3)
    records = [piece for piece in pieces(path) if isinstance(piece, Record)]
    index = TrailIndex.build(path, mark_bytes=16)
    assert len(index.marks) > 20
    assert told(index.records_from(0)) == told(records)
    assert told(index.records_from(40)) == told(records[40:])
    assert told(index.record(number) for number in range(len(records))) == told(records)


def test_times(tmp_path: Path) -> None:
    """The first record in the trail's order that is not earlier, though times go back and forth."""
    seconds = [5, 9, 7, 3, 20, 4_000_000_000, 6, 30]
    path = tmp_path / "trail"
    path.write_bytes(b"".join(NOTHING + timed(second) for second in seconds))
    index = TrailIndex.build(path, mark_bytes=32)
    assert len(index.marks) > 4
    for time in (0, 5_500_000_000, 5_500_000_001, 9_499_999_999, 9_500_000_001, 20 * 10**9, 21 * 10**9, 4 * 10**18):
        expected = next(at for at, second in enumerate(seconds) if second * 10**9 + 500_000_000 >= time)
        assert index.first_after(time) == expected
    assert index.first_after(4 * 10**18 + 500_000_001) is None


def test_reaching_reads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a trail of 1 MB, one record costs about 64 KB of reading, wherever it stands."""
    path = tmp_path / "trail"
    data = next(path for path in trails() if path.stem == "illumos-kernel-trail").read_bytes()
    path.write_bytes(data * 10)
    seen: list[int] = []
    index = TrailIndex.build(path, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == index.size == len(data) * 10
    assert index.records == 4000
    read: list[int] = []
    some = sources.Plain._some

    def counted(plain: sources.Plain, view: memoryview) -> int:
        read.append(some(plain, view))
        return read[-1]

    monkeypatch.setattr(sources.Plain, "_some", counted)
    for number in (0, 1234, 3210, 3999):
        read.clear()
        assert index.record(number).tokens[-1][0] == "trailer"
        assert 0 < sum(read) < 200_000


def test_refused(tmp_path: Path) -> None:
    """Neither gzip nor what is not there; no record beyond the last; no file that has shrunk."""
    path = tmp_path / "trail"
    path.write_bytes(gzip.compress(closed()))
    with pytest.raises(Unreadable, match="compressed"):
        TrailIndex.build(path)
    with pytest.raises(Unreadable, match="No such file"):
        TrailIndex.build(tmp_path / "none")
    path.write_bytes(closed() * 3)
    index = TrailIndex.build(path)
    for wrong in (-1, 3):
        with pytest.raises(IndexError, match=f"record {wrong} of 3"):
            index.record(wrong)
    with pytest.raises(IndexError, match="offset 75 of 75"):
        index.at(75)
    path.write_bytes(closed())
    with pytest.raises(Unreadable, match="changed"):
        index.record(2)
    with pytest.raises(Unreadable, match="changed"):
        index.at(60)
