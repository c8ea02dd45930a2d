"""The index leads to every record, by number, by offset and by time, also beside damage."""

import gzip
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records import sources
from hiwater_impl.records.index import Located, TrailIndex
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
    at = [index.at(offset).piece for offset in range(len(data))]
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


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.lists(st.integers(0, 400), max_size=3), st.sampled_from([16, 100]))
def test_it_grows_with_its_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cuts: list[int], mark_bytes: int
) -> None:
    """However the file came to be, the index is that of a file that was whole at once."""
    path = tmp_path_factory.getbasetemp() / "growing"
    path.write_bytes(data[:0])
    index = TrailIndex(path, mark_bytes=mark_bytes)
    for cut in [*sorted(cuts), len(data)]:
        path.write_bytes(data[:cut])
        list(index.grow())
        assert index.size == min(cut, len(data))
    assert told(located.piece for located in index.pieces_at(0, index.pieces)) == told(pieces(path))
    whole = TrailIndex.build(path, mark_bytes=mark_bytes)
    assert (index.pieces, index.records, index.files) == (whole.pieces, whole.records, whole.files)
    assert np.concatenate([mark.damaged for mark in index.marks] or [[]]).tolist() == [
        piece.start for piece in pieces(path) if piece.damage
    ]


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.data())
def test_places_and_numbers(tmp_path_factory: pytest.TempPathFactory, data: bytes, drawn: st.DataObject) -> None:
    """Each piece has its place among all, each record its number; any stretch, and any choice of records, is found."""
    path = tmp_path_factory.getbasetemp() / "placed"
    path.write_bytes(data)
    index = TrailIndex.build(path, mark_bytes=16)
    everything = list(index.pieces_at(0, index.pieces))
    assert [located.place for located in everything] == list(range(len(list(pieces(path)))))
    records = [located for located in everything if isinstance(located.piece, Record)]
    assert [located.number for located in records] == list(range(index.records))
    first, count = drawn.draw(st.tuples(st.integers(0, 30), st.integers(0, 30)))
    assert _places(index.pieces_at(first, count)) == _places(everything[first : first + count])
    numbers = sorted(drawn.draw(st.sets(st.integers(0, index.records + 3))))
    wanted = [records[number] for number in numbers if number < index.records]
    assert _places(index.records_at(numbers)) == _places(wanted)


def test_a_reader_beside_a_growing_index(tmp_path: Path) -> None:
    """What the counts say is there to be read, while another thread adds to it."""
    path = tmp_path / "trail"
    data = next(path for path in trails() if path.stem == "illumos-kernel-trail").read_bytes()
    index = TrailIndex(path, mark_bytes=4096)
    written = Event()

    def write() -> None:
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(data), 9973):
                file.write(data[start : start + 9973])
                list(index.grow())
        written.set()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        turns = 0
        while not written.is_set() or not turns:
            turns += 1
            known = index.pieces
            if known:
                (last,) = index.pieces_at(known - 1, 1)
                assert last.place == known - 1
                assert index.at(last.piece.start).place == last.place
        writer.result()
    assert index.records == 400


def _places(found: Iterable[Located]) -> list[tuple[int, int | None, int, int]]:
    return [(one.place, one.number, one.piece.start, one.piece.end) for one in found]
