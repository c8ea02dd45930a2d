"""Texts by number, as flat arrays that a kernel searches: names of users, groups and events, error texts, literals."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.compiled import part
from hiwater_impl.records.reading import Bytes
from hiwater_impl.records.writing import put_stretch


class Texts(NamedTuple):
    """A table of texts: row r has the number `ids[r]` and the bytes [starts[r], ends[r]) of `blob`.

    `ids` (int64) rise strictly; `starts` and `ends` are int64, `blob` is uint8. All may be empty.
    """

    ids: Any
    starts: Any
    ends: Any
    blob: Any


def texts_from(texts: Mapping[int, bytes]) -> Texts:
    """The table of these texts; the numbers are any of 64 bits with a sign."""
    ids = np.array(sorted(texts), np.int64)
    lengths = np.array([len(texts[number]) for number in sorted(texts)], np.int64)
    ends = np.cumsum(lengths)
    blob = np.frombuffer(bytearray(b"".join(texts[number] for number in sorted(texts))), np.uint8)
    return Texts(ids, ends - lengths, ends, blob)


@part
def find(ids: Any, number: int) -> int:
    """The row of a number in a rising array, or -1."""
    row = last_not_after(ids, number)
    return row if row >= 0 and ids[row] == number else -1


@part
def last_not_after(ids: Any, number: int) -> int:
    """The last row of a rising array that is not greater than the number, or -1."""
    return last_between(ids, 0, len(ids), number)


@part
def last_between(ids: Any, low: int, high: int, number: int) -> int:
    """The last place in [low, high), where an array rises, of what is not greater than the number, or low - 1."""
    while low < high:
        middle = (low + high) // 2
        if ids[middle] <= number:
            low = middle + 1
        else:
            high = middle
    return low - 1


@part
def put_row(out: Bytes, place: int, texts: Texts, row: int) -> int:
    """Write the text of a row; the place after it comes back, and the caller has seen to the room."""
    return put_stretch(out, place, texts.blob, texts.starts[row], texts.ends[row])


def longest(texts: Texts) -> int:
    """The bytes of the longest text, 0 without one: what a kernel must have room for."""
    return int((texts.ends - texts.starts).max(initial=0))
