"""The kernel: pieces of a trail in one of our own forms, piece by piece into an output array."""

from typing import Any

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records.pieces import (
    ALTERNATIVES,
    BODY_END,
    BYTE_COUNT,
    CUT,
    DAMAGE,
    DIALECT,
    END,
    EVENT,
    FAULT,
    FAULT_NUMBER,
    FAULTS,
    KIND,
    RECORD,
    SECONDS,
    SKIPPED,
    START,
    SUBSECONDS,
    TAIL,
    TRAILER_COUNT,
    VERSION,
)
from hiwater_impl.records.printing.own.program import IDS, MASKS
from hiwater_impl.records.printing.own.tables import (
    EVENTS,
    LAYOUT_OF,
    REASONS,
    SYSTEMS,
    UNITS,
    Numbers,
    find_text,
    put_table_text,
    put_word,
)
from hiwater_impl.records.printing.own.tokens import NO_ROOM, ROOM, put_name, put_token
from hiwater_impl.records.printing.own.values import has_date, put_time
from hiwater_impl.records.printing.own.words import Word
from hiwater_impl.records.reading import Bytes, byte_at
from hiwater_impl.records.writing import put_decimal, put_hex_stretch

RECORD_OPEN, RECORD_CLOSE = int(Word.RECORD_OPEN), int(Word.RECORD_CLOSE)
TOKENS_OPEN, TOKENS_CLOSE, TOKEN_SEPARATOR = int(Word.TOKENS_OPEN), int(Word.TOKENS_CLOSE), int(Word.TOKEN_SEPARATOR)
DAMAGED_OPEN, DAMAGED_CLOSE = int(Word.DAMAGED_OPEN), int(Word.DAMAGED_CLOSE)
OFFSET, LENGTH, TIME, EVENT_WORD, EVENT_NAME = (
    int(word) for word in (Word.OFFSET, Word.LENGTH, Word.TIME, Word.EVENT, Word.EVENT_NAME)
)
REPORT_OPEN, REPORT_SEPARATOR, REPORT_CLOSE = int(Word.REPORT_OPEN), int(Word.REPORT_SEPARATOR), int(Word.REPORT_CLOSE)
REASON_OFFSET, REASON_NUMBER, REASON_CLOSE = int(Word.REASON_OFFSET), int(Word.REASON_NUMBER), int(Word.REASON_CLOSE)
NUMBER_CLOSE, STRING_CLOSE = int(Word.NUMBER_CLOSE), int(Word.STRING_CLOSE)

REASON_WORDS = ("version", "byte_count", "cut", "", "trailer_count", "skipped", *FAULTS)
"""The words of all damage: in the place of its bit, but those of faults from FIRST_FAULT on."""

FIRST_FAULT = 6
FAULT_BIT, SKIPPED_BIT = 3, 5

BASES = (START, START, END, BODY_END, END, START)
SHIFTS = (5, 1, 0, 0, -7, 0)
"""The offset of the damage of each bit: a column of the piece, and what is added."""

DAMAGE_NUMBERS = (VERSION, BYTE_COUNT, CUT, FAULT_NUMBER, TRAILER_COUNT, END)
"""The column of the number of each damage; of skipped bytes it counts from START."""


@part
def put_told(out: Bytes, place: int, word: int, value: int, numbers: Numbers, texts: Bytes) -> int:
    """A number with the word before it."""
    place = put_decimal(out, put_word(out, place, word, numbers, texts), value)
    return put_word(out, place, NUMBER_CLOSE, numbers, texts)


@part
def put_open(
    out: Bytes, place: int, piece: Any, row: int, base: int, offsets: int, style: int, numbers: Numbers, texts: Bytes
) -> int:
    """What stands before the tokens of a piece: kind, place, system, time and event."""
    kind, dialect = piece[row, KIND], piece[row, DIALECT]
    place = put_word(out, place, RECORD_OPEN + 2 * kind, numbers, texts)
    if offsets or kind == SKIPPED:
        place = put_told(out, place, OFFSET, base + piece[row, START], numbers, texts)
        place = put_told(out, place, LENGTH, piece[row, END] - piece[row, START], numbers, texts)
    if kind != SKIPPED:
        place = put_table_text(out, place, numbers[SYSTEMS], dialect, numbers, texts)
    if kind == RECORD:
        seconds, parts, unit = piece[row, SECONDS], piece[row, SUBSECONDS], numbers[numbers[UNITS] + dialect]
        if has_date(seconds, parts, unit):
            place = put_time(out, put_word(out, place, TIME, numbers, texts), seconds, parts, unit, numbers)
            place = put_word(out, place, STRING_CLOSE, numbers, texts)
        place = put_told(out, place, EVENT_WORD, piece[row, EVENT], numbers, texts)
        names = numbers[numbers[EVENTS] + dialect]
        found = find_text(names, piece[row, EVENT], numbers)
        if found >= 0:
            place = put_word(out, place, EVENT_NAME, numbers, texts)
            place = put_name(out, place, names, found, style, numbers, texts)
    return put_word(out, place, TOKENS_OPEN, numbers, texts)


@part
def put_report(out: Bytes, place: int, piece: Any, row: int, base: int, numbers: Numbers, texts: Bytes) -> int:
    """All damage of a piece, in the order of FRAMES.md."""
    damage, word = piece[row, DAMAGE], REPORT_OPEN
    for bit in range(FIRST_FAULT):
        if damage >> bit & 1:
            reason = FIRST_FAULT + piece[row, FAULT] if bit == FAULT_BIT else bit
            number = piece[row, DAMAGE_NUMBERS[bit]] - (piece[row, START] if bit == SKIPPED_BIT else 0)
            place = put_word(out, place, word, numbers, texts)
            place = put_table_text(out, place, numbers[REASONS], reason, numbers, texts)
            place = put_told(out, place, REASON_OFFSET, base + piece[row, BASES[bit]] + SHIFTS[bit], numbers, texts)
            place = put_told(out, place, REASON_NUMBER, number, numbers, texts)
            place = put_word(out, place, REASON_CLOSE, numbers, texts)
            word = REPORT_SEPARATOR
    return put_word(out, place, REPORT_CLOSE, numbers, texts) if damage else place


@part
def put_tokens(
    out: Bytes, place: int, data: Bytes, piece: Any, row: int, base: int, offsets: int, slots: Numbers, style: int,
    numbers: Numbers, texts: Bytes,
) -> int:  # fmt: skip
    """The tokens of a piece in their order, bytes that are none among them; NO_ROOM without room."""
    at, end, body_end, tail = piece[row, START], piece[row, END], piece[row, BODY_END], piece[row, TAIL]
    first_layout = numbers[LAYOUT_OF] + (piece[row, DIALECT] * MASKS + piece[row, ALTERNATIVES]) * IDS
    while at < end:
        if len(out) - place < ROOM + (2 * (tail - at) if at == body_end else 0):
            return NO_ROOM
        if at > piece[row, START]:
            place = put_word(out, place, TOKEN_SEPARATOR, numbers, texts)
        if at == body_end and at < tail:
            place = put_hex_stretch(out, put_word(out, place, DAMAGED_OPEN, numbers, texts), data, at, tail)
            place = put_word(out, place, DAMAGED_CLOSE, numbers, texts)
            at = tail
        else:
            layout, offset = numbers[first_layout + byte_at(data, at)], base + at if offsets else -1
            at, place = put_token(out, place, data, at, layout, offset, slots, style, numbers, texts)
            if place < 0:
                return NO_ROOM
    return place


def put_pieces(
    data: Bytes, pieces: Any, first: int, last: int, base: int, offsets: int, style: int, slots: Numbers,
    numbers: Numbers, texts: Bytes, out: Bytes,
) -> tuple[int, int]:  # fmt: skip
    """Write pieces [first, last); which one is the next, since the room ended or all are there, and the bytes written.

    `slots` are SLOTS numbers to work with, the first of them 1.
    """
    place = 0
    for row in range(first, last):
        after = NO_ROOM
        if len(out) - place >= 2 * ROOM:
            after = put_open(out, place, pieces, row, base, offsets, style, numbers, texts)
            after = put_tokens(out, after, data, pieces, row, base, offsets, slots, style, numbers, texts)
        if after < 0 or len(out) - after < ROOM:
            return row, place
        after = put_word(out, after, TOKENS_CLOSE, numbers, texts)
        after = put_report(out, after, pieces, row, base, numbers, texts)
        place = put_word(out, after, RECORD_CLOSE + 2 * pieces[row, KIND], numbers, texts)
    return last, place


PUT_PIECES = Entry(put_pieces)
