"""A sparse index of a trail: a mark about every so many bytes, from which any record is reached by reading as much.

It is for files that can be read from any place: neither pipes nor gzip, which are Unreadable here. What is appended to
the file later is not in the index.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DIALECT, KIND, RECORD, SECONDS, SUBSECONDS
from hiwater_impl.records.record import NANOSECONDS, Piece, Record
from hiwater_impl.records.sources import Plain, Unreadable, opened_file
from hiwater_impl.records.trail import Batch, State, Window, batch_pieces

MARK_BYTES = 65_536

_SLACK_SECONDS = 1e-3
"""Times are rounded to floating point in the index, by less than this."""


class Mark(NamedTuple):
    """A place between two pieces."""

    state: State
    record: int
    """How many records stand before it."""
    latest: float
    """The latest time of a record between this mark and the next, in seconds since 1970; minus infinity without one."""


class TrailIndex:
    """The marks of one file; numbers of records begin at 0."""

    def __init__(self, path: Path, marks: list[Mark], size: int, records: int) -> None:
        self.path, self.marks, self.size, self.records = path, marks, size, records

    @classmethod
    def build(
        cls,
        path: str | Path,
        *,
        progress: Callable[[int], object] | None = None,
        fallback: str = "illumos",
        mark_bytes: int = MARK_BYTES,
    ) -> "TrailIndex":
        """Read the file once; `progress` is called with the bytes read so far. Raises Unreadable."""
        start = State(0, layouts().dialects.index(fallback), 0)
        marks, records, size = list[Mark](), 0, 0
        for batch in _batches(Path(path), start, mark_bytes):
            rows = batch.pieces[batch.pieces[:, KIND] == RECORD]
            marks.append(Mark(batch.before, records, _latest(rows)))
            records += len(rows)
            size = batch.base + len(batch.data)
            if progress is not None:
                progress(size)
        return cls(Path(path), marks, size, records)

    def record(self, number: int) -> Record:
        """The record of this number; IndexError when there is none. Raises Unreadable, also for a changed file."""
        if not 0 <= number < self.records:
            raise IndexError(f"record {number} of {self.records}")
        for record in self.records_from(number):
            return record
        raise Unreadable(str(self.path), "the file has changed")

    def records_from(self, number: int) -> Iterator[Record]:
        """The records from this number on, none of what was appended later. Raises Unreadable."""
        mark = bisect_right(self.marks, number, key=lambda mark: mark.record) - 1
        return (record for at, record in self._records(mark, self.records) if at >= number)

    def at(self, offset: int) -> Piece:
        """The piece that holds the byte at this offset; IndexError when there is none. Raises Unreadable."""
        if not 0 <= offset < self.size:
            raise IndexError(f"offset {offset} of {self.size}")
        mark = bisect_right(self.marks, offset, key=lambda mark: mark.state.offset) - 1
        for piece in self._pieces(mark):
            if piece.end > offset:
                return piece
        raise Unreadable(str(self.path), "the file has changed")

    def first_after(self, time: int) -> int | None:
        """The number of the first record, in the order of the trail, of this time or later (nanoseconds since 1970)."""
        least = time / NANOSECONDS - max(_SLACK_SECONDS, abs(time / NANOSECONDS) * 1e-12)
        for number, mark in enumerate(self.marks):
            if mark.latest >= least:
                found = self._first_in(number, time)
                if found is not None:
                    return found
        return None

    def _first_in(self, number: int, time: int) -> int | None:
        """The first record of this time or later between a mark and the next."""
        stop = self.marks[number + 1].record if number + 1 < len(self.marks) else self.records
        return next((at for at, record in self._records(number, stop) if record.time >= time), None)

    def _records(self, mark: int, stop: int) -> Iterator[tuple[int, Record]]:
        """The records from a mark on with their numbers, up to one of them."""
        found = (piece for piece in self._pieces(mark) if isinstance(piece, Record))
        return zip(range(self.marks[mark].record, stop), found, strict=False) if mark >= 0 else iter(())

    def _pieces(self, mark: int) -> Iterator[Piece]:
        """The pieces from a mark on."""
        for batch in _batches(self.path, self.marks[mark].state, MARK_BYTES):
            yield from batch_pieces(batch)


def _batches(path: Path, state: State, size: int) -> Iterator[Batch]:
    file = opened_file(path)
    try:
        if not file.seekable():
            raise Unreadable(str(path), "not a file that can be read from any place")
        if file.read(len(MAGIC)) == MAGIC:
            raise Unreadable(str(path), "compressed")
        file.seek(state.offset)
        yield from Window(Plain(file, str(path), closes=False), state, batch_bytes=size).batches()
    finally:
        file.close()


def _latest(rows: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> float:
    """The latest time in these rows of records, in seconds."""
    if not len(rows):
        return float("-inf")
    units = np.array([unit["header"] for unit in layouts().units], np.float64)
    return float((rows[:, SECONDS] + rows[:, SUBSECONDS] / units[rows[:, DIALECT]]).max())
