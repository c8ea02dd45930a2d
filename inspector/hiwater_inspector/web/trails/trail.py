"""One trail that is shown: its index grows on a thread of its own, so the first pieces can be read at once.

Not good for: pipes and gzip, which cannot be read from any place; `hiwater decode` reads those.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from os import SEEK_END
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DAMAGE, END, FILE, KIND, RECORD, START
from hiwater_impl.records.record import Piece, Record
from hiwater_impl.records.sources import Plain, Unreadable, opened_file
from hiwater_impl.records.trail import Batch, State, Window, batch_pieces

MARK_BYTES: Final = 65_536


class Mark(NamedTuple):
    """A place between two pieces, and how many pieces, records and file tokens stand before it."""

    state: State
    pieces: int
    records: int
    files: int


class Located(NamedTuple):
    """A piece, its place among all pieces, and its number if it is a record; both from 0."""

    place: int
    number: int | None
    piece: Piece


class Trail:
    """Thread-safe. `marks`, the counts and `damages` grow until `done`; `close` ends the indexing."""

    def __init__(self, identifier: str, name: str, path: Path) -> None:
        self.id, self.name, self.path = identifier, name, path
        self.marks: list[Mark] = []
        self.damages: list[NDArray[np.int64]] = []
        """Offsets of the damaged pieces between each mark and the next."""
        self.pieces = self.records = self.files = self.read = 0
        self.done = False
        self.trouble = ""
        self.changed = Condition()
        self._end = Event()
        self._state = State(0, layouts().dialects.index("illumos"), 0)
        self._thread = self._index()

    @property
    def size(self) -> int:
        """Bytes of the file as it is now; 0 when it is gone."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def damaged(self) -> int:
        """Damaged pieces so far."""
        return sum(map(len, self.damages))

    def follow(self) -> bool:
        """Index what was appended since; whether anything was. From the last mark on, which may have been cut short."""
        with self.changed:
            if not self.done or self.size <= self.read:
                return False
            if self.marks:
                last = self.marks.pop()
                self.damages.pop()
                self._state, self.pieces, self.records, self.files = last
                self.read = last.state.offset
            self.done = False
        self._thread = self._index()
        return True

    @property
    def closed(self) -> bool:
        """Whether nobody should wait for it any more."""
        return self._end.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until all is indexed."""
        with self.changed:
            return self.changed.wait_for(lambda: self.done, seconds)

    def pieces_at(self, first: int, count: int) -> Iterator[Located]:
        """So many pieces from a place on, fewer at the end of what is indexed. Raises Unreadable."""
        stop = min(first + count, self.pieces)
        if first < stop:
            mark = bisect_right(self.marks, first, key=lambda one: one.pieces) - 1
            yield from islice(self._from(mark), first - self.marks[mark].pieces, stop - self.marks[mark].pieces)

    def records_at(self, numbers: Sequence[int]) -> Iterator[Located]:
        """The records of these numbers, which rise: each stretch between two marks is read once. Raises Unreadable."""
        place = 0
        while place < len(numbers):
            mark = bisect_right(self.marks, numbers[place], key=lambda one: one.records) - 1
            stop = self.marks[mark + 1].records if mark + 1 < len(self.marks) else self.records
            wanted = {number for number in numbers[place:] if number < stop}
            if not wanted:
                return
            place += len(wanted)
            for located in self._from(mark):
                if located.number in wanted:
                    yield located
                if located.number is not None and located.number + 1 >= stop:
                    break

    def piece_at(self, offset: int) -> Located | None:
        """The piece that holds a byte; None behind the last. Raises Unreadable."""
        mark = bisect_right(self.marks, offset, key=lambda one: one.state.offset) - 1
        pieces = self._from(mark) if mark >= 0 else iter(())
        return next((located for located in pieces if located.piece.end > offset), None)

    def bytes_at(self, offset: int, length: int) -> bytes:
        """Bytes of the file, fewer at its end. Raises Unreadable."""
        try:
            with self.path.open("rb") as file:
                if offset >= file.seek(0, SEEK_END):
                    return b""
                file.seek(offset)
                return file.read(length)
        except OSError as error:
            raise Unreadable(self.name, error.strerror or str(error)) from None

    def batches(self, first: State | None = None) -> Iterator[Batch]:
        """The trail in the stretches of its marks. Raises Unreadable."""
        start = State(0, layouts().dialects.index("illumos"), 0) if first is None else first
        with closing(opened_file(self.path)) as file:
            if not file.seekable() or file.read(len(MAGIC)) == MAGIC:
                raise Unreadable(self.name, "compressed or a pipe; decompress it first")
            file.seek(start.offset)
            window = Window(Plain(file, self.name, closes=False), start, batch_bytes=MARK_BYTES)
            for batch in window.batches():
                if self._end.is_set():
                    return
                yield batch

    def close(self) -> None:
        """End what runs."""
        self._end.set()
        self._thread.join(10)

    def _index(self) -> Thread:
        thread = Thread(target=self._grow, name=f"index of {self.name}", daemon=True)
        thread.start()
        return thread

    def _grow(self) -> None:
        try:
            for batch in self.batches(self._state):
                self._add(batch)
        except Unreadable as error:
            self.trouble = str(error)
        with self.changed:
            self.done = True
            self.changed.notify_all()

    def _from(self, mark: int) -> Iterator[Located]:
        """All pieces from a mark on, the last ones perhaps newer than the index."""
        state, place, number, _ = self.marks[mark]
        for batch in self.batches(state):
            for piece in batch_pieces(batch):
                is_record = isinstance(piece, Record)
                yield Located(place, number if is_record else None, piece)
                place, number = place + 1, number + is_record

    def _add(self, batch: Batch) -> None:
        kinds = batch.pieces[:, KIND]
        with self.changed:
            self.marks.append(Mark(batch.before, self.pieces, self.records, self.files))
            self.damages.append(batch.pieces[batch.pieces[:, DAMAGE] != 0, START] + batch.base)
            self.pieces += len(kinds)
            self.records += int(np.count_nonzero(kinds == RECORD))
            self.files += int(np.count_nonzero(kinds == FILE))
            self.read = batch.base + int(batch.pieces[-1, END])
            self.changed.notify_all()
