"""What the model's codec and the fast one say of a trail, in one form, and streams that come in chosen chunks."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any

from hiwater_impl.records.record import Piece, Timed
from hiwater_impl.records.trail import LONGEST, pieces
from hiwater_model.records import decode_trail
from tests.records.strategies import LAYOUTS

Told = tuple[Any, ...]
"""A piece: its class, start, end, dialect, tokens (name, start, end, values) and damage."""


def by_model(data: bytes, fallback: str = "illumos", longest: int = LONGEST) -> list[Told]:
    """What the model's codec says."""
    return [
        (
            type(piece).__name__,
            piece.start,
            piece.end,
            piece.dialect,
            [
                (
                    token.layout.name,
                    token.start,
                    token.end,
                    {name: _plain(value) for name, value in token.values.items()},
                )
                for token in piece.tokens
            ],
            [(damage.offset, damage.reason.value, damage.number, damage.kept) for damage in piece.damage],
        )
        for piece in decode_trail(data, LAYOUTS, fallback, longest)
    ]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def told(found: Iterable[Piece]) -> list[Told]:
    """The same of pieces of the fast codec."""
    return [
        (
            type(piece).__name__,
            piece.start,
            piece.end,
            piece.dialect,
            list(_tokens(piece)) if isinstance(piece, Timed) else [],
            [tuple(damage) for damage in piece.damage],
        )
        for piece in found
    ]


def _tokens(piece: Timed) -> Iterator[Told]:
    for (name, values), span in zip(piece.tokens, piece.spans, strict=True):
        yield name, span.start, span.end, values


def by_fast(data: bytes, fallback: str = "illumos", longest: int = LONGEST, **options: Any) -> list[Told]:
    """What the fast codec says, when all is there at once."""
    return told(pieces(io.BytesIO(data), fallback=fallback, longest=longest, **options))


class Chunks(io.RawIOBase):
    """A stream that gives so many bytes at a time, over and over, whatever is asked for."""

    def __init__(self, data: bytes, sizes: Sequence[int]) -> None:
        super().__init__()
        self._left, self._sizes = memoryview(data), cycle(sizes)

    def readinto(self, view: Any) -> int:
        """The next bytes."""
        count = min(next(self._sizes), len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
