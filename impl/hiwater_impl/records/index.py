"""A sparse index of a trail: a mark about every so many bytes, from which any piece is reached by reading as much.

It is for files that can be read from any place: neither pipes nor gzip, which are Unreadable here. What is appended to
the file later is in the index when it has grown again.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DAMAGE, DIALECT, END, FILE, KIND, RECORD, SECONDS, START, SUBSECONDS
from hiwater_impl.records.record import NANOSECONDS, Piece, Record
from hiwater_impl.records.sources import Plain, Unreadable, opened_file
from hiwater_impl.records.trail import Batch, State, Window, batch_pieces

MARK_BYTES = 65_536

_SLACK_SECONDS = 1e-3
"""Times are rounded to floating point in the index, by less than this."""


class Mark(NamedTuple):
    """A place between two pieces: how many stand before it, and what is between it and the next mark."""

    state: State
    pieces: int
    records: int
    files: int
    damaged: Any
    """Offsets of the damaged pieces between this mark and the next: a numpy array of int64."""
    latest: float
    """The latest time of a record between this mark and the next, in seconds since 1970; minus infinity without one."""


class Located(NamedTuple):
    """A piece, its place among all pieces, and its number if it is a record; both from 0."""

    place: int
    number: int | None
    piece: Piece


class TrailIndex:
    """The marks of one file. One thread may let it grow while others read, as far as the counts say."""

    def __init__(self, path: str | Path, *, fallback: str = "illumos", mark_bytes: int = MARK_BYTES) -> None:
        self.path = Path(path)
        self.marks: list[Mark] = []
        self.pieces = self.records = self.files = 0
        self.size = 0
        """Bytes that are in the index."""
        self._start = State(0, layouts().dialects.index(fallback), 0)
        self._mark_bytes = mark_bytes

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
        index = cls(path, fallback=fallback, mark_bytes=mark_bytes)
        for size in index.grow():
            if progress is not None:
                progress(size)
        return index

    def grow(self) -> Iterator[int]:
        """Read on to the end of the file; gives the bytes that are in the index, after each stretch. Raises Unreadable.

        It begins at the last mark again, since the end of the file may have cut the last piece short.
        """
        state, pieces, records, files = self.marks[-1][:4] if self.marks else (self._start, 0, 0, 0)
        for batch in self.batches(state):
            rows, kinds = batch.pieces, batch.pieces[:, KIND]
            damaged = rows[rows[:, DAMAGE] != 0, START] + batch.base
            mark = Mark(batch.before, pieces, records, files, damaged, _latest(rows[kinds == RECORD]))
            if self.marks and self.marks[-1].state.offset == mark.state.offset:
                self.marks[-1] = mark
            else:
                self.marks.append(mark)
            pieces += len(rows)
            records += int(np.count_nonzero(kinds == RECORD))
            files += int(np.count_nonzero(kinds == FILE))
            self.pieces, self.records, self.files = pieces, records, files
            self.size = batch.base + int(rows[-1, END])
            yield self.size

    def record(self, number: int) -> Record:
        """The record of this number; IndexError when there is none. Raises Unreadable, also for a changed file."""
        if not 0 <= number < self.records:
            raise IndexError(f"record {number} of {self.records}")
        for record in self.records_from(number):
            return record
        raise Unreadable(str(self.path), "the file has changed")

    def records_from(self, number: int) -> Iterator[Record]:
        """The records from this number on, none of what was appended later. Raises Unreadable."""
        mark = bisect_right(self.marks, number, key=lambda mark: mark.records) - 1
        return (record for at, record in self._records(mark, self.records) if at >= number)

    def records_at(self, numbers: Sequence[int]) -> Iterator[Located]:
        """The records of these numbers, which rise: each stretch between two marks is read once. Raises Unreadable."""
        place = 0
        while place < len(numbers):
            mark = bisect_right(self.marks, numbers[place], key=lambda mark: mark.records) - 1
            stop = self._stop(mark)
            wanted = {number for number in numbers[place:] if number < stop}
            if not wanted:
                return
            place += len(wanted)
            for located in self._located(mark):
                if located.number in wanted:
                    yield located
                if located.number is not None and located.number + 1 >= stop:
                    break

    def pieces_at(self, first: int, count: int) -> Iterator[Located]:
        """So many pieces from a place on, fewer at the end of what is indexed. Raises Unreadable."""
        stop = min(first + count, self.pieces)
        if first < stop:
            mark = bisect_right(self.marks, first, key=lambda mark: mark.pieces) - 1
            before = self.marks[mark].pieces
            yield from islice(self._located(mark), first - before, stop - before)

    def at(self, offset: int) -> Located:
        """The piece that holds the byte at this offset; IndexError when there is none. Raises Unreadable."""
        if not 0 <= offset < self.size:
            raise IndexError(f"offset {offset} of {self.size}")
        mark = bisect_right(self.marks, offset, key=lambda mark: mark.state.offset) - 1
        for located in self._located(mark):
            if located.piece.end > offset:
                return located
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

    def batches(self, first: State | None = None) -> Iterator[Batch]:
        """The trail, or what comes after a mark's state, in stretches from mark to mark. Raises Unreadable."""
        state = self._start if first is None else first
        with opened_file(self.path) as file:
            if not file.seekable():
                raise Unreadable(str(self.path), "a pipe, which cannot be read from any place")
            if file.read(len(MAGIC)) == MAGIC:
                raise Unreadable(str(self.path), "compressed; decompress it first")
            file.seek(state.offset)
            source = Plain(file, str(self.path), closes=False)
            yield from Window(source, state, batch_bytes=self._mark_bytes).batches()

    def _first_in(self, number: int, time: int) -> int | None:
        """The first record of this time or later between a mark and the next."""
        return next((at for at, record in self._records(number, self._stop(number)) if record.time >= time), None)

    def _stop(self, mark: int) -> int:
        """The number of the first record behind the stretch of a mark."""
        return self.marks[mark + 1].records if mark + 1 < len(self.marks) else self.records

    def _records(self, mark: int, stop: int) -> Iterator[tuple[int, Record]]:
        """The records from a mark on with their numbers, up to one of them."""
        found = (located.piece for located in self._located(mark) if isinstance(located.piece, Record))
        return zip(range(self.marks[mark].records, stop), found, strict=False) if mark >= 0 else iter(())

    def _located(self, mark: int) -> Iterator[Located]:
        """All pieces from a mark on, the last ones perhaps newer than the index."""
        state, place, number, *_ = self.marks[mark]
        for batch in self.batches(state):
            for piece in batch_pieces(batch):
                is_record = isinstance(piece, Record)
                yield Located(place, number if is_record else None, piece)
                place, number = place + 1, number + is_record


def _latest(rows: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> float:
    """The latest time in these rows of records, in seconds."""
    if not len(rows):
        return float("-inf")
    units = np.array([unit["header"] for unit in layouts().units], np.float64)
    return float((rows[:, SECONDS] + rows[:, SUBSECONDS] / units[rows[:, DIALECT]]).max())
