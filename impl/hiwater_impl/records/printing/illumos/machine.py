"""What the kernel works on: tables and texts that a form decides, and a state with slots for the token at hand.

All numbers of a program are one flat array and all its texts another, since machine code is fast (and made in bearable
time) when few arrays go from part to part.
"""

from typing import Any, NamedTuple

from hiwater_impl.compiled import part
from hiwater_impl.records.reading import Bytes
from hiwater_impl.records.writing import put_stretch


class Program(NamedTuple):
    """All that a form and the names of numbers decide; read only, so that threads share it.

    `tables` (int64) begins with the places of its sections, as said below. A *row* is the place in it of where a text
    begins in `blob` (uint8), and behind it stands where the text ends; a *step* is the place of an instruction.
    """

    tables: Any
    blob: Any


WAYS = 0
"""Where the ways of reading begin: for each one 256 steps, that of each token id, 0 for ids that are not known."""
ROOM = 1
"""The bytes that any instruction may print, but those that print strings; those take six more for each byte."""
NAME_IDS, NAME_COUNT, NAME_ROWS = 2, 3, 4
"""Where the rising numbers of names begin, how many there are, and the row of the first one's text."""
TEXT_ESCAPES, NAME_ESCAPES, ITEM_ESCAPES = 5, 6, 7
"""The row of byte 0: in strings, in names of files, in items."""
ZONE_STARTS, ZONE_COUNT, ZONE_OFFSETS = 8, 9, 10
"""Where the rising times of the zone's changes begin, how many there are, and where their offsets begin."""
HEAD = 11

WAYS_OF_A_DIALECT = 8
"""Ways of reading a dialect in pieces: with each choice of its alternative layouts. Way 0 is praudit's own."""

START, COUNT, OPEN = range(3)
"""State: where the record begins in the data, its byte count, 1 while its XML element is open."""
LASTING = 3
"""How many of these there are. BEFORE has them as of before the token at hand, BEFORE_PIECE as of before the piece."""
UNKNOWN_IDS, REASON = 3, 4
"""State: how many bytes have been skipped as ids of no token; why praudit has stopped (SHORT or BAD), else 0."""
BEFORE, BEFORE_PIECE = 5, 8
"""State: as said above."""
AT, BEHIND_ID, TO = 11, 12, 13
"""State: where the token at hand begins, the place behind its id (0 when there is no token), its place in out."""
REMAINING = 14
"""State: how often a list still repeats."""
STARTS, SIZES, VALUES = 15, 31, 47
"""State: of 16 slots, where a field's bytes begin, how many there are, and its number."""
STATES = 63

SHORT, BAD, FULL = -1, -2, -3
"""In place of a place: bytes are missing; a value that praudit gives up at; the output is full."""


@part
def put_row(out: Bytes, to: int, tables: Any, blob: Bytes, row: int) -> int:
    """Print the text of a row."""
    return put_stretch(out, to, blob, tables[row], tables[row + 1])


@part
def put_escaped(out: Bytes, to: int, data: Bytes, start: int, end: int, tables: Any, blob: Bytes, escapes: int) -> int:
    """Print the bytes [start, end) of the data, each as its text behind the row of byte 0 says."""
    for at in range(start, end):
        row = escapes + (data[at] & 255)
        first, last = tables[row], tables[row + 1]
        out[to] = blob[first]
        to += 1
        for place in range(first + 1, last):
            out[to] = blob[place]
            to += 1
    return to
