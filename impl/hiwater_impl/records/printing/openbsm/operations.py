"""What the programs of tokens are made of: tables of integers that the parts of this package follow.

A token is read in two passes. *Steps* find where it ends and mark the stretches of varying length in it; only a token
that can be read to its end is printed. *Instructions* then print its fields, in any order.

A *slot* is a stretch of varying length; slot 0 is empty and lies at the token's id byte. A field of fixed size stands a
constant offset behind the end of a slot.
"""

from typing import Any, NamedTuple

KIND, BEFORE, SLOT, OFFSET, WIDTH, UNIT, MOST = range(7)
"""Columns of a step. It begins BEFORE bytes behind the end of the last step; SLOT, OFFSET and WIDTH tell where the
number is that it depends on; UNIT is the bytes of one element, the longest string, or where the code of the unit is
(likewise behind SLOT). Of MOST elements the C keeps no more; 0 for no limit."""

NOTHING, STRING, BYTES, ADDRESS, HOST, ITEMS, STRINGS, PATH, REST = range(9)
"""Kinds of steps: no stretch, a string with its length in front, elements by a count, an address of 4 or 16 bytes (any
other type cannot be read; of a host: is empty), items of arbitrary data, strings to their NULs by a count, one such
string, all of the record but its trailer."""

OPERATION, SIZE, PLACE, SHIFT, TEXT, TEXT_END, FIRST, FIRST_END, LAST, LAST_END = range(10)
"""Columns of an instruction: it prints the literal TEXT, then the field of SIZE bytes (or what the operation means by
SIZE) that is SHIFT bytes behind the end of slot PLACE. FIRST and LAST are the literals around an element."""

UNSIGNED, SIGNED, HEX, HEX_OR_0, OCTAL, DIGITS = range(6)
"""Operations on numbers; DIGITS is two hexadecimal digits a byte."""
LITERAL, USER, GROUP, EVENT, TIME, LOW_HALF, WORD, GUARD = range(6, 14)
"""Operations on numbers that have names. LITERAL prints no field. WORD and GUARD look for the byte in the words of kind
SIZE: one prints the word, the other prints nothing and ends the token when there is none."""
TEXT_BYTES, HEX_BYTES, UUID, ADDRESS_BYTES, GROUPS, PLAIN_STRINGS, ESCAPED_STRINGS, ITEM_LIST = range(14, 22)
"""Operations on stretches. ADDRESS_BYTES takes the length of its slot when SIZE is 0. SIZE is else the
most elements or bytes that the C keeps (0 for no limit). Of ITEM_LIST, SHIFT and SIZE tell where the print code and the
code of the unit are, behind the end of slot 0."""

ERROR, IPC, PRIVILEGE, PRINT, UNIT_NAME, UNIT_BYTES, ESCAPE, CALENDAR = range(8)
"""Kinds of words."""

MOST_SLOTS = 8
"""Slots of a token, slot 0 among them."""

STARTS, ENDS, ELEMENTS = 8, 8 + MOST_SLOTS, 8 + 2 * MOST_SLOTS
"""Where the state keeps the beginnings and ends of slots and the number of list elements of the token at hand."""

REASON, STOPPED_AT, UNREADABLE = 0, 1, 2
"""Where the state keeps why the stream stopped, at which place, and how many records ended before their byte count
because a token in them cannot be read."""

STATE_SIZE = ELEMENTS + 1

DONE, NEEDS_MORE, NO_ROOM, STOPPED = range(4)
"""What became of a stretch: all printed; a record goes beyond its end; `out` is full; praudit would stop here."""

NO_RECORD, BAD_COUNT, CUT = 1, 2, 3
"""Reasons for stopping: a byte that begins no record, a byte count below 5, the end of the trail inside a record."""

REASONS = ("", "no_record", "byte_count", "cut")
"""Names of the reasons, by number."""


STEP_SIZE, INSTRUCTION_SIZE = 7, 10
"""Columns of a step and of an instruction."""

FIRST_STEP, FIRST_INSTRUCTION = 0, 257
"""Sections of a program's tables. The steps of id i lie from tables[FIRST_STEP + i] to tables[FIRST_STEP + i + 1], row
after row; its instructions likewise."""
ROOM = 514
"""Three numbers an id: bytes that a token prints at most, and those for each of its bytes and of its elements."""
WORDS = ROOM + 3 * 256
"""Start and end in `blob` of each word, 256 for each kind; start -1 where there is none."""
FRAMES = WORDS + 2 * 256 * 8
"""A number an id: 1 for one that begins a record, 2 for a file token, else 0."""
AFTER = FRAMES + 256
"""Start and end in `blob` of what follows a token, then of what follows a record."""
ROWS = AFTER + 4
"""Steps and instructions begin here."""


class Program(NamedTuple):
    """All that depends on the form of output, in two arrays: each one that a part is called with costs time."""

    tables: Any
    """The sections above (int64)."""
    blob: Any
    """Literals and words (uint8)."""
