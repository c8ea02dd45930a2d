"""Pieces of a trail as light objects: what framing found out is at hand, tokens and values are read when asked for."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from hiwater_impl.records import pieces as columns
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.values import Reader, readers

NANOSECONDS = 1_000_000_000


class Damage(NamedTuple):
    """One row of the table of damage in FRAMES.md."""

    offset: int
    """In the trail."""
    reason: str
    number: int
    kept: bytes


class Span(NamedTuple):
    """Where a token stands in the trail, and the number of its layout."""

    layout: int
    start: int
    end: int


class Bytes(NamedTuple):
    """The bytes of some pieces, which begin at `first` in the data of their batch, and at `base` in the trail."""

    octets: bytes
    first: int
    base: int

    @classmethod
    def of(cls, data: Any, base: int, rows: Any) -> "Bytes":
        """The bytes of the pieces in these rows of a batch."""
        first, end = (int(rows[0, columns.START]), int(rows[-1, columns.END])) if len(rows) else (0, 0)
        return cls(data[first:end].tobytes(), first, base + first)

    def pieces(self, rows: Any) -> Iterator["Piece"]:
        """The pieces in these rows, as objects."""
        return (_CLASSES[row[columns.KIND]](self, row) for row in rows.tolist())


@cache
def _chosen(dialect: int, alternatives: int) -> tuple[int, ...]:
    """The layouts by id, when the alternatives of these bits stand in place of the table's; -1 for none."""
    known = layouts()
    chosen = list(known.by_id[dialect])
    for bit, number in enumerate(known.alternatives[dialect]):
        if alternatives >> bit & 1:
            chosen[int(known.tokens[number]["id"], 16)] = number
    return tuple(chosen)


@cache
def _readers(dialect: int, alternatives: int) -> tuple[Reader, ...]:
    """The readers by id; those of ids without a layout are never asked for."""
    return tuple(readers()[number] for number in _chosen(dialect, alternatives))


class Piece:
    """What all pieces have. Offsets are those in the trail."""

    __slots__ = ("_bytes", "row")

    def __init__(self, octets: Bytes, row: list[int]) -> None:
        self._bytes = octets
        self.row = row
        """The columns of `pieces.py`."""

    @property
    def start(self) -> int:
        """Offset of the first byte."""
        return self._bytes.base + self.row[columns.START] - self._bytes.first

    @property
    def end(self) -> int:
        """Offset behind the last byte."""
        return self._bytes.base + self.row[columns.END] - self._bytes.first

    @property
    def octets(self) -> bytes:
        """All bytes of the piece."""
        return self._between(self.row[columns.START], self.row[columns.END])

    @property
    def dialect(self) -> str:
        """The name of the dialect; of skipped bytes the current one."""
        return layouts().dialects[self.row[columns.DIALECT]]

    @property
    def damage(self) -> tuple[Damage, ...]:
        """All damage of the piece, in the order of FRAMES.md."""
        return tuple(self._damages()) if self.row[columns.DAMAGE] else ()

    @property
    def damaged(self) -> bool:
        """Whether there is any damage."""
        return self.row[columns.DAMAGE] != 0

    def _between(self, start: int, end: int) -> bytes:
        first = self._bytes.first
        return self._bytes.octets[start - first : end - first]

    def _damages(self) -> Iterator[Damage]:
        row, flags, shift = self.row, self.row[columns.DAMAGE], self._bytes.base - self._bytes.first
        start, end, body, tail = (row[column] for column in _PLACES)
        if flags & columns.DAMAGED_VERSION:
            yield Damage(shift + start + 5, "version", row[columns.VERSION], b"")
        if flags & columns.DAMAGED_BYTE_COUNT:
            yield Damage(shift + start + 1, "byte_count", row[columns.BYTE_COUNT], b"")
        if flags & columns.DAMAGED_CUT:
            yield Damage(shift + end, "cut", row[columns.CUT], b"")
        if flags & columns.DAMAGED_FAULT:
            reason = columns.FAULTS[row[columns.FAULT]]
            yield Damage(shift + body, reason, row[columns.FAULT_NUMBER], self._between(body, tail))
        if flags & columns.DAMAGED_TRAILER_COUNT:
            yield Damage(shift + end - 7, "trailer_count", row[columns.TRAILER_COUNT], b"")
        if flags & columns.DAMAGED_SKIPPED:
            yield Damage(shift + start, "skipped", end - start, self.octets)


_PLACES = (columns.START, columns.END, columns.BODY_END, columns.TAIL)


class Timed(Piece):
    """A piece with a time and tokens."""

    __slots__ = ()

    @property
    def seconds(self) -> int:
        """The seconds as they stand there."""
        return self.row[columns.SECONDS]

    @property
    def subseconds(self) -> int:
        """What stands there for the part below a second, in the unit of the dialect."""
        return self.row[columns.SUBSECONDS]

    @property
    def time(self) -> int:
        """Nanoseconds since 1970."""
        units = layouts().units[self.row[columns.DIALECT]]["file" if self.row[columns.KIND] else "header"]
        return self.row[columns.SECONDS] * NANOSECONDS + self.row[columns.SUBSECONDS] * (NANOSECONDS // units)

    @property
    def tokens(self) -> list[tuple[str, dict[str, Any]]]:
        """Name and values of every token that can be had, the header first; values by the names of the fields."""
        return self._read()[0]

    @property
    def spans(self) -> list[Span]:
        """Layout and place of the same tokens."""
        row, ends = self.row, self._read()[1]
        shift, tail = self._bytes.base - self._bytes.first, row[columns.TAIL]
        starts = [row[columns.START], *ends[:-1]]
        if tail < row[columns.END]:
            starts[-1] = tail
        numbers = _chosen(row[columns.DIALECT], row[columns.ALTERNATIVES])
        octets = (self._between(start, start + 1)[0] for start in starts)
        return [
            Span(numbers[id_], shift + start, shift + end) for id_, start, end in zip(octets, starts, ends, strict=True)
        ]

    def _read(self) -> tuple[list[tuple[str, dict[str, Any]]], list[int]]:
        """Name and values of the tokens, and the places where they end, as in the row."""
        row, (octets, first, _) = self.row, self._bytes
        by_id = _readers(row[columns.DIALECT], row[columns.ALTERNATIVES])
        place, body = row[columns.START] - first, row[columns.BODY_END] - first
        tokens, ends = [], []
        while place < body:
            token, place = by_id[octets[place]](octets, place)
            tokens.append(token)
            ends.append(place + first)
        if row[columns.TAIL] < row[columns.END]:
            place = row[columns.TAIL] - first
            tokens.append(by_id[octets[place]](octets, place)[0])
            ends.append(row[columns.END])
        return tokens, ends


class Record(Timed):
    """A record."""

    __slots__ = ()

    @property
    def event(self) -> int:
        """The event number."""
        return self.row[columns.EVENT]

    @property
    def modifier(self) -> int:
        """The modifier bits of the header."""
        return self.row[columns.MODIFIER]

    @property
    def version(self) -> int:
        """The version of the header."""
        return self.row[columns.VERSION]


class FileToken(Timed):
    """A file token between records."""

    __slots__ = ()


class Skipped(Piece):
    """Bytes that nothing can be made of."""

    __slots__ = ()


_CLASSES = {columns.RECORD: Record, columns.FILE: FileToken, columns.SKIPPED: Skipped}
