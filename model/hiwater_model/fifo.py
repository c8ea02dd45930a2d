"""The records of a queue, as a value: append and remove cost the same whatever is queued.

A record is known by its number: the first one ever queued is 0, and a successor is one higher.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hiwater_model.membufs import Chain

_BLOCK = 32


class Fifo(NamedTuple):
    """Records in three parts: `front`, then whole blocks of 32, then `back`. `first` is the number of the head."""

    first: int
    front: tuple[Chain, ...]
    blocks: tuple[tuple[Chain, ...], ...]
    back: tuple[Chain, ...]

    @property
    def end(self) -> int:
        """The number that the next record appended will get."""
        return self.first + len(self.front) + _BLOCK * len(self.blocks) + len(self.back)

    def append(self, record: Chain) -> "Fifo":
        """One record more at the tail."""
        back = (*self.back, record)
        if len(back) < _BLOCK:
            return Fifo(self.first, self.front, self.blocks, back)
        return Fifo(self.first, self.front, (*self.blocks, back), ())

    def without_head(self) -> "Fifo":
        """The head record removed. The queue must not be empty."""
        if self.front:
            return Fifo(self.first + 1, self.front[1:], self.blocks, self.back)
        if self.blocks:
            return Fifo(self.first + 1, self.blocks[0][1:], self.blocks[1:], self.back)
        return Fifo(self.first + 1, (), (), self.back[1:])

    def at(self, number: int) -> Chain:
        """The record with this number; it must be queued."""
        place = number - self.first
        if place < len(self.front):
            return self.front[place]
        place -= len(self.front)
        block, inside = divmod(place, _BLOCK)
        return self.blocks[block][inside] if block < len(self.blocks) else self.back[inside]

    def records(self) -> Iterator[Chain]:
        """All records, head first."""
        yield from self.front
        for block in self.blocks:
            yield from block
        yield from self.back


EMPTY = Fifo(0, (), (), ())
