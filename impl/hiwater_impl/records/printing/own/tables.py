"""All tables of a printer in two flat arrays, one of numbers and one of bytes: what costs a kernel least.

A directory at the beginning of the numbers says where each table is, then come the words, from FIRST_WORD on: where
each begins and ends in the bytes. A table of texts is its count, then all ids (rising), then where each text begins,
then where it ends. (A tuple of many arrays, handed from part to part, was measured to cost three times as much.)
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from hiwater_impl.compiled import copy_bytes, part
from hiwater_impl.records.reading import Bytes

SYSTEMS, REASONS, LAYOUT_OF, UNITS, EVENTS, ZONE, CLASSES, DIRECTORY = range(8)
"""The places of the directory, and its length. EVENTS is by dialect the place of a table of texts, or -1; ZONE how many
changes of local time there are, when each is, and the offsets from then on; CLASSES what each byte of a string is."""

FIRST_WORD = DIRECTORY

Numbers = Any
"""A flat array of int64: numpy's under machine code, a memoryview in CPython."""


class Filling:
    """Tables while they are being filled; the words come first."""

    def __init__(self, words: Sequence[bytes]) -> None:
        self._numbers = [0] * DIRECTORY
        self._bytes = bytearray()
        self._numbers += [bound for word in words for bound in self.literal(word)]

    def literal(self, text: bytes) -> tuple[int, int]:
        """Add a text to the bytes; where it begins and ends there."""
        start = self._bytes.find(text)
        if start < 0:
            start = len(self._bytes)
            self._bytes += text
        return start, start + len(text)

    def numbers(self, numbers: Iterable[int]) -> int:
        """Add a table of numbers; its place."""
        place = len(self._numbers)
        self._numbers += map(int, numbers)
        return place

    def texts(self, texts: Mapping[int, bytes]) -> int:
        """Add a table of texts by number; its place, or -1 for an empty one."""
        if not texts:
            return -1
        ids = sorted(texts)
        start = len(self._bytes)
        self._bytes += b"".join(texts[number] for number in ids)
        lengths = np.array([len(texts[number]) for number in ids])
        ends = start + np.cumsum(lengths)
        return self.numbers([len(ids), *ids, *(ends - lengths), *ends])

    def direct(self, entry: int, place: int) -> None:
        """Let an entry of the directory be this place."""
        self._numbers[entry] = place

    def arrays(self) -> tuple[Any, Any]:
        """The numbers and the bytes that were added, as arrays.

        The bytes are read-only as those of a trail are, so that parts that take either are compiled once.
        """
        return np.array(self._numbers, np.int64), np.frombuffer(bytes(self._bytes), np.uint8)


@part
def put_word(out: Bytes, place: int, word: int, numbers: Numbers, texts: Bytes) -> int:
    """Write a word of the style."""
    start, end = numbers[FIRST_WORD + 2 * word], numbers[FIRST_WORD + 2 * word + 1]
    copy_bytes(out, place, texts, start, end)
    after: int = place + end - start
    return after


@part
def put_table_text(out: Bytes, place: int, table: int, row: int, numbers: Numbers, texts: Bytes) -> int:
    """Write the text of a row of a table of texts."""
    count = numbers[table]
    start, end = numbers[table + 1 + count + row], numbers[table + 1 + 2 * count + row]
    copy_bytes(out, place, texts, start, end)
    after: int = place + end - start
    return after


@part
def find_text(table: int, number: int, numbers: Numbers) -> int:
    """The row of the text of a number, of which 32 bits count, in a table or in none (-1); -1 when there is none."""
    if table < 0:
        return -1
    number &= 0xFFFFFFFF
    low, high = table + 1, table + 1 + numbers[table]
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low - table - 1 if low <= table + numbers[table] and numbers[low] == number else -1
