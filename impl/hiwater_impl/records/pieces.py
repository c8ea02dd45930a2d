"""The columns of a piece: what framing finds out about each record, file token and stretch of skipped bytes.

Pieces are the rows of a 2-D array of int64, in the order of the trail, each beginning where the one before ends. Places
count from the beginning of the data array that they were found in; add the `base` of a batch for offsets in the trail.
The words are those of `hiwater_specs/records/FRAMES.md`.
"""

from typing import Any

KIND = 0
"""What the piece is: RECORD, FILE or SKIPPED."""
START = 1
"""Place of its first byte, the id of the header or of the file token."""
END = 2
"""Place behind its last byte."""
HEADER_END = 3
"""Place behind the header (record); END for the others."""
BODY_END = 4
"""Place behind the tokens that can be had one after the other: a fault's `at`, else END; START of skipped bytes."""
TAIL = 5
"""Place of the trailer that survives a fault, END without one. From BODY_END to it are the bytes that are kept."""
DIALECT = 6
"""Number of the dialect, by its order in `tokens.json`; of skipped bytes the current one."""
ALTERNATIVES = 7
"""Bit k: the dialect's alternative layout number k stood in place of the table's; 0 for the table's alone."""
DAMAGE = 8
"""Sum of the DAMAGED_… numbers that apply; 0 for a piece without damage."""
FAULT = 9
"""Why the walk stopped at BODY_END: a place in FAULTS; 0 without a fault."""
FAULT_NUMBER = 10
"""The number that belongs to the fault; 0 without one."""
BYTE_COUNT = 11
"""The header's claim of the record's length."""
VERSION = 12
"""The header's version byte."""
EVENT = 13
"""The header's event number."""
MODIFIER = 14
"""The header's modifier bits."""
SECONDS = 15
"""Time of the header or file token, in seconds."""
SUBSECONDS = 16
"""The part of it below a second, in units of the dialect; see `units_per_second` in `tokens.json`."""
CUT = 17
"""Bytes of a record that the trail's end took; 0 when it is not cut."""
TRAILER_COUNT = 18
"""The byte count of the trailer that ends the record; -1 without one."""
HEADER = 19
"""Number of the layout of the header or file token; -1 for skipped bytes."""

COLUMNS = 20
"""Columns of a row; those that mean nothing for a kind are 0."""

RECORD, FILE, SKIPPED = 0, 1, 2
"""The kinds of pieces."""

DAMAGED_VERSION = 1
"""No dialect has the version; its number is VERSION, its place START + 5."""
DAMAGED_BYTE_COUNT = 2
"""The record ends elsewhere than it says; its number is BYTE_COUNT, its place START + 1."""
DAMAGED_CUT = 4
"""The trail ends inside the record; its number is CUT, its place END."""
DAMAGED_FAULT = 8
"""A token cannot be had; its reason is FAULT, its number FAULT_NUMBER, its place BODY_END."""
DAMAGED_TRAILER_COUNT = 16
"""The trailer tells another length than the record has; its number is TRAILER_COUNT, its place the trailer's."""
DAMAGED_SKIPPED = 32
"""Nothing can be read here; its number is the length, its place START."""

FAULTS = (
    "",
    "unknown_id",
    "truncated",
    "value",
    "negative",
    "no_nul",
    "no_case",
    "nested",
    "early_trailer",
)
"""Reasons of faults; the place in this tuple is the number in the column FAULT."""


def size_of(rows: Any) -> int:
    """The bytes of some pieces together."""
    return int((rows[:, END] - rows[:, START]).sum())
