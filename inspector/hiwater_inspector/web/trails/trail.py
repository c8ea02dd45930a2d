"""One trail that is shown: its index grows on a thread of its own, so the first records can be read at once.

Not good for: pipes and gzip, which cannot be read from any place; `hiwater decode` reads those.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from os import SEEK_END
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.index import Mark, TrailIndex
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DAMAGE, END, KIND, RECORD, START
from hiwater_impl.records.record import Piece, Record
from hiwater_impl.records.sources import Plain, Unreadable, opened_file
from hiwater_impl.records.trail import Batch, State, Window

MARK_BYTES: Final = 65_536


class Trail:
    """Thread-safe. `marks`, `records` and `damaged` grow until `done`; `close` ends the indexing."""

    def __init__(self, identifier: str, name: str, path: Path) -> None:
        self.id, self.name, self.path = identifier, name, path
        self.marks: list[Mark] = []
        self.damages: list[NDArray[np.int64]] = []
        """Offsets of the damaged pieces between each mark and the next."""
        self.records = self.read = 0
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

    @property
    def index(self) -> TrailIndex:
        """What is indexed so far, to be read from."""
        return TrailIndex(self.path, self.marks, self.read, self.records)

    def follow(self) -> bool:
        """Index what was appended since; whether anything was. From the last mark on, which may have been cut short."""
        with self.changed:
            if not self.done or self.size <= self.read:
                return False
            if self.marks:
                last = self.marks.pop()
                self.damages.pop()
                self.records, self.read, self._state = last.record, last.state.offset, last.state
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

    def records_at(self, numbers: Sequence[int]) -> Iterator[tuple[int, Record]]:
        """The records of these numbers, which rise: each stretch between two marks is read once. Raises Unreadable."""
        place = 0
        while place < len(numbers):
            first = numbers[place]
            mark = bisect_right(self.marks, first, key=lambda one: one.record) - 1
            stop = self.marks[mark + 1].record if mark + 1 < len(self.marks) else self.records
            wanted = {number for number in numbers[place:] if number < stop}
            if not wanted:
                return
            place += len(wanted)
            for number, record in enumerate(self.index.records_from(self.marks[mark].record), self.marks[mark].record):
                if number in wanted:
                    yield number, record
                if number + 1 >= stop:
                    break

    def number_at(self, offset: int) -> int | None:
        """The number of the record that holds a byte, or of the next one; None behind the last."""
        mark = bisect_right(self.marks, offset, key=lambda one: one.state.offset) - 1
        if mark < 0:
            return None
        for number, record in enumerate(self.index.records_from(self.marks[mark].record), self.marks[mark].record):
            if record.end > offset:
                return number
        return None

    def piece_at(self, offset: int) -> Piece:
        """The piece that holds a byte. Raises IndexError, Unreadable."""
        return self.index.at(offset)

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

    def _add(self, batch: Batch) -> None:
        records = int(np.count_nonzero(batch.pieces[:, KIND] == RECORD))
        with self.changed:
            self.marks.append(Mark(batch.before, self.records, float("-inf")))
            self.damages.append(batch.pieces[batch.pieces[:, DAMAGE] != 0, START] + batch.base)
            self.records += records
            self.read = batch.base + int(batch.pieces[-1, END])
            self.changed.notify_all()
