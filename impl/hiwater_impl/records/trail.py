"""The public face of reading: a trail as batches of pieces (for printers and filters), or piece by piece as objects.

Everything is read in one pass and in bounded memory (FRAMES.md, "Growing trails"); nothing raises on any bytes. Little
input is framed in CPython alone; beyond it the machine code takes over.
"""

from collections.abc import Iterator
from threading import Event
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.framing import FRAME
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.looks import View
from hiwater_impl.records.pieces import COLUMNS
from hiwater_impl.records.record import Bytes, Piece, Record
from hiwater_impl.records.sources import Origin, Source, opened
from hiwater_impl.records.walking import SCRATCH

LONGEST = 16_777_216
"""Bytes: no record, and no stretch of skipped bytes, is longer as one piece."""

BATCH_BYTES = 1_048_576
"""Bytes that are read at once."""

_PATIENCE = 4
"""When much is held and anything may follow, a quarter more is awaited, so that a long scan is not begun too often."""

_MOST_ROWS = 16_384
_LEAST_PIECE = 9
"""Bytes of a piece on average, at least: skipped bytes come between others, the shortest of which has 12."""


class State(NamedTuple):
    """A place between two pieces, and all that lives there from piece to piece: a trail can be cut from it on."""

    offset: int
    """In the trail."""
    dialect: int
    """Number of the current dialect."""
    doubt: int
    """Offset up to which there is doubt."""


class Batch(NamedTuple):
    """Some whole pieces of a trail, one after the other, with the bytes that they are made of."""

    data: Any
    """A read-only numpy array of uint8; it may go on before the first and behind the last piece."""
    base: int
    """Offset in the trail of the first byte of `data`."""
    pieces: Any
    """A 2-D numpy array of int64, a row a piece, at least one; the columns are those of `pieces.py`."""
    before: State
    """The state before the first piece."""
    trail: int
    """0; behind a followed file that was replaced or truncated, the number of the trail. Offsets begin again at 0."""


def read_batches(
    origin: Origin | Source,
    *,
    follow: bool = False,
    stop: Event | None = None,
    fallback: str = "illumos",
    batch_bytes: int = BATCH_BYTES,
    longest: int = LONGEST,
) -> Iterator[Batch]:
    """The batches of a trail in their order; a piece of more than `batch_bytes` stands in a larger one.

    The origin is a path, `-`, a binary stream, or a source from `opened` (whose `damage` can be looked at afterwards).
    `follow` waits for more of a path until `stop` is set. Raises Unreadable.
    """
    source = opened(origin, follow=follow, stop=stop) if not isinstance(origin, Source) else origin
    state = State(0, layouts().dialects.index(fallback), 0)
    try:
        trail, more = 0, True
        while more:
            yield from Window(source, state, trail=trail, batch_bytes=batch_bytes, longest=longest).batches()
            trail, more = trail + 1, source.next_trail()
    finally:
        if source is not origin:
            source.close()


class Window:
    """One trail, or the rest of one, read through a window: `data[place:filled]` has come and is in no piece yet."""

    def __init__(
        self,
        source: Source,
        state: State,
        *,
        trail: int = 0,
        batch_bytes: int = BATCH_BYTES,
        longest: int = LONGEST,
    ) -> None:
        self.source, self.trail = source, trail
        self.batch_bytes, self.longest = batch_bytes, longest
        self.data: Any = np.empty(batch_bytes, np.uint8)
        self.scratch = np.zeros(SCRATCH, np.int64)
        self.base = state.offset
        self.dialect, self.doubt = state.dialect, state.doubt - self.base
        self.place = self.filled = self.counted = self.wanted = 0

    def batches(self) -> Iterator[Batch]:
        """Read, cut, and again."""
        final = False
        while not final:
            self._make_room()
            count = self.source.readinto(memoryview(self.data)[self.filled :])
            self.filled += count
            final = not count
            if final or self.filled >= self.wanted:
                yield from self._cut(final)

    def _make_room(self) -> None:
        """A larger window, or one that begins where the next piece does; batches keep the old one."""
        held = self.filled - self.place
        if self.filled < len(self.data) and self.wanted <= len(self.data):
            return
        data = np.empty(max(self.wanted - self.place, held + max(held // 2, self.batch_bytes)), np.uint8)
        data[:held] = self.data[self.place : self.filled]
        self.base += self.place
        self.wanted -= self.place
        self.doubt -= self.place
        self.counted -= self.place
        self.data, self.place, self.filled = data, 0, held

    def _cut(self, final: bool) -> Iterator[Batch]:
        """The pieces of what has come."""
        compiled = FRAME.is_worth_compiling(self.filled - self.counted)
        self.counted = self.filled
        run = FRAME.compiled if compiled else FRAME.interpreted
        data = self.data[: self.filled]
        data.flags.writeable = False
        view = View(data, self.filled, int(final), self.longest, layouts().tables, self.scratch)
        full = True
        while full and self.place < self.filled:
            rows = min(_MOST_ROWS, 8 + (self.filled - self.place) // _LEAST_PIECE)
            pieces = np.empty((rows, COLUMNS), np.int64)
            before = State(self.base + self.place, self.dialect, self.base + self.doubt)
            count, self.place, self.dialect, self.doubt, self.wanted = run(
                view, self.place, self.dialect, self.doubt, pieces
            )
            full = count == rows
            held = self.filled - self.place
            if self.wanted == self.filled + 1 and held > self.batch_bytes:
                self.wanted += held // _PATIENCE
            if count:
                yield Batch(data, self.base, pieces[:count], before, self.trail)


def pieces(origin: Origin | Source, **options: Any) -> Iterator[Piece]:
    """Every piece of a trail as an object (Record, FileToken, Skipped); the options are those of `read_batches`."""
    for batch in read_batches(origin, **options):
        yield from batch_pieces(batch)


def batch_pieces(batch: Batch) -> Iterator[Piece]:
    """The pieces of a batch as objects."""
    return Bytes.of(batch.data, batch.base, batch.pieces).pieces(batch.pieces)


def records(origin: Origin | Source, **options: Any) -> Iterator[Record]:
    """The records of a trail as objects; the options are those of `read_batches`."""
    return (piece for piece in pieces(origin, **options) if isinstance(piece, Record))
