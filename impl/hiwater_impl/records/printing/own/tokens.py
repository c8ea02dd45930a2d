"""Parts that write one token: its rows one after the other, over bytes that the framing has found good."""

from hiwater_impl.compiled import copy_bytes, part
from hiwater_impl.records.printing.own.program import (
    AFTER,
    AGAIN,
    BEFORE,
    CASE,
    COLUMNS,
    COUNT_NUMBER,
    COUNT_SLOT,
    CSTRING,
    FIXED_BYTES,
    FORM,
    JUMP,
    LIST,
    NAME_BEFORE,
    NAMES,
    NUMBER,
    OPEN,
    OPERATION,
    SIGNED,
    SILENT,
    SKIP,
    SLOT,
    STOP,
    STRING,
    WIDTH,
)
from hiwater_impl.records.printing.own.tables import Numbers, find_text, put_word
from hiwater_impl.records.printing.own.values import ITEM, has_date, put_counted_bytes, put_string, put_time
from hiwater_impl.records.printing.own.words import Word
from hiwater_impl.records.reading import Bytes, byte_at, i64_at, u16_at, u32_at, with_sign
from hiwater_impl.records.writing import put_decimal, put_signed_64, put_unsigned_64

NO_ROOM = -1
ROOM = 4096
"""More than all that a row writes beside bytes of the trail: literals, a number, a name (256 bytes at most), a time."""

MOST_BYTES_PER_BYTE = 6
"""What one byte of a string becomes at most: `\\u0001`."""

NUMBER_ITEM_OPEN, NUMBER_ITEM_CLOSE = int(Word.NUMBER_ITEM_OPEN), int(Word.NUMBER_ITEM_CLOSE)
ITEM_SEPARATOR, TOKEN_OFFSET, NUMBER_CLOSE = int(Word.ITEM_SEPARATOR), int(Word.TOKEN_OFFSET), int(Word.NUMBER_CLOSE)


@part
def put_literal(out: Bytes, place: int, column: int, numbers: Numbers, texts: Bytes) -> int:
    """Write the text whose bounds are in two columns, the first of which is at this place of the numbers."""
    start, end = numbers[column], numbers[column + 1]
    copy_bytes(out, place, texts, start, end)
    after: int = place + end - start
    return after


@part
def number_at(data: Bytes, at: int, width: int, signed: int) -> int:
    """The integer at a place, of 1, 2 or 4 bytes, or of 8 as a signed one."""
    if width == 4:
        value = u32_at(data, at)
    elif width == 1:
        return byte_at(data, at)
    elif width == 2:
        value = u16_at(data, at)
    else:
        return i64_at(data, at)
    return with_sign(value, 8 * width) if signed else value


@part
def put_number(out: Bytes, place: int, data: Bytes, at: int, width: int, signed: int) -> int:
    """The integer at a place in decimal digits."""
    if width < 8:
        return put_decimal(out, place, number_at(data, at, width, signed))
    if signed:
        return put_signed_64(out, place, u32_at(data, at), u32_at(data, at + 4))
    return put_unsigned_64(out, place, u32_at(data, at), u32_at(data, at + 4))


@part
def put_number_field(
    out: Bytes, place: int, data: Bytes, at: int, row: int, style: int, numbers: Numbers, texts: Bytes
) -> int:
    """A number, and its name when it has one."""
    width, signed, names = numbers[row + WIDTH], numbers[row + SIGNED], numbers[row + NAMES]
    place = put_literal(out, place, row + BEFORE, numbers, texts)
    place = put_number(out, place, data, at, width, signed)
    place = put_literal(out, place, row + AFTER, numbers, texts)
    if names >= 0:
        found = find_text(names, number_at(data, at, width, signed), numbers)
        if found >= 0:
            place = put_literal(out, place, row + NAME_BEFORE, numbers, texts)
            place = put_name(out, place, names, found, style, numbers, texts)
    return place


@part
def put_name(out: Bytes, place: int, table: int, row: int, style: int, numbers: Numbers, texts: Bytes) -> int:
    """A name from a table as a string value."""
    count = numbers[table]
    start, end = numbers[table + 1 + count + row], numbers[table + 1 + 2 * count + row]
    return put_string(out, place, texts, start, end, end, True, 0, style, numbers, texts)


@part
def stretch_end(data: Bytes, at: int, operation: int, length: int) -> int:
    """Where a field of bytes ends that begins at a place: counted bytes, a string or a cstring."""
    if operation == FIXED_BYTES:
        return at + length
    if operation == STRING:
        return at + 2 + u16_at(data, at)
    while byte_at(data, at) != 0:
        at += 1
    return at + 1


@part
def put_text(
    out: Bytes, place: int, data: Bytes, at: int, end: int, operation: int, item: int, style: int,
    numbers: Numbers, texts: Bytes,
) -> int:  # fmt: skip
    """A string without its length and its NUL, or a cstring without its NUL, in a list (ITEM) or not (0)."""
    if operation == CSTRING:
        return put_string(out, place, data, at, end - 1, end - 1, True, item, style, numbers, texts)
    start = at + 2
    if end > start and byte_at(data, end - 1) == 0:
        return put_string(out, place, data, start, end - 1, end, True, item, style, numbers, texts)
    return put_string(out, place, data, start, end, end, False, item, style, numbers, texts)


@part
def put_list(
    out: Bytes, place: int, data: Bytes, at: int, row: int, count: int, style: int, numbers: Numbers, texts: Bytes
) -> tuple[int, int]:
    """All items of a list; the place in the data after it, and in the output, NO_ROOM when there is none."""
    form, width, signed, silent = (
        numbers[row + FORM], numbers[row + WIDTH], numbers[row + SIGNED], numbers[row + SILENT],
    )  # fmt: skip
    if not silent:
        place = put_literal(out, place, row + BEFORE, numbers, texts)
    for item in range(count):
        end = at + width if form == NUMBER else stretch_end(data, at, form, 0)
        if not silent:
            if len(out) - place < ROOM + MOST_BYTES_PER_BYTE * (end - at):
                return at, NO_ROOM
            if item > 0:
                place = put_word(out, place, ITEM_SEPARATOR, numbers, texts)
            if form == NUMBER:
                place = put_word(out, place, NUMBER_ITEM_OPEN, numbers, texts)
                place = put_number(out, place, data, at, width, signed)
                place = put_word(out, place, NUMBER_ITEM_CLOSE, numbers, texts)
            else:
                place = put_text(out, place, data, at, end, form, ITEM, style, numbers, texts)
        at = end
    if not silent:
        place = put_literal(out, place, row + AFTER, numbers, texts)
    return at, place


@part
def put_field(
    out: Bytes, place: int, data: Bytes, at: int, row: int, slots: Numbers, style: int, numbers: Numbers, texts: Bytes
) -> tuple[int, int]:
    """One field of the trail; the place in the data after it, and in the output, NO_ROOM when there is none."""
    operation = numbers[row + OPERATION]
    if operation == NUMBER:
        width = numbers[row + WIDTH]
        slots[numbers[row + SLOT]] = number_at(data, at, width, numbers[row + SIGNED])
        if not numbers[row + SILENT]:
            place = put_number_field(out, place, data, at, row, style, numbers, texts)
        return at + width, place
    count = slots[numbers[row + COUNT_SLOT]] * numbers[row + COUNT_NUMBER]
    if operation == LIST:
        return put_list(out, place, data, at, row, count, style, numbers, texts)
    end = stretch_end(data, at, operation, count)
    if numbers[row + SILENT]:
        return end, place
    if len(out) - place < ROOM + MOST_BYTES_PER_BYTE * (end - at):
        return at, NO_ROOM
    place = put_literal(out, place, row + BEFORE, numbers, texts)
    if operation == FIXED_BYTES:
        place = put_counted_bytes(out, place, data, at, end, numbers[row + FORM])
        return end, put_literal(out, place, row + AFTER, numbers, texts)
    return end, put_text(out, place, data, at, end, operation, 0, style, numbers, texts)


@part
def put_other(out: Bytes, place: int, row: int, offset: int, slots: Numbers, numbers: Numbers, texts: Bytes) -> int:
    """What is no field: the beginning of a token, that of its lists in XML, its time."""
    operation = numbers[row + OPERATION]
    if operation in (OPEN, AGAIN):
        place = put_literal(out, place, row + BEFORE, numbers, texts)
        if operation == OPEN and offset >= 0:
            place = put_decimal(out, put_word(out, place, TOKEN_OFFSET, numbers, texts), offset)
            place = put_word(out, place, NUMBER_CLOSE, numbers, texts)
        return place
    unit, parts = numbers[row + COUNT_NUMBER], slots[numbers[row + COUNT_SLOT]]
    seconds = slots[numbers[row + SLOT]]
    if not has_date(seconds, parts, unit):
        return place
    place = put_literal(out, place, row + BEFORE, numbers, texts)
    place = put_time(out, place, seconds, parts, unit, numbers)
    return put_literal(out, place, row + AFTER, numbers, texts)


@part
def put_token(
    out: Bytes, place: int, data: Bytes, at: int, row: int, offset: int, slots: Numbers, style: int, numbers: Numbers,
    texts: Bytes,
) -> tuple[int, int]:  # fmt: skip
    """The token whose rows begin at `row`; the place in the data after it, and in the output, NO_ROOM without room.

    `offset` is what to tell of its place in the trail, -1 for nothing.
    """
    start = at + 1
    while place >= 0:
        if len(out) - place < ROOM:
            return at, NO_ROOM
        operation = numbers[row + OPERATION]
        if operation < STOP:
            at, place = put_field(out, place, data, at, row, slots, style, numbers, texts)
        elif operation == STOP:
            return at, put_literal(out, place, row + BEFORE, numbers, texts)
        elif operation == JUMP:
            row += COLUMNS * numbers[row + SKIP]
        elif operation == CASE:
            if slots[numbers[row + COUNT_SLOT]] != numbers[row + COUNT_NUMBER]:
                row += COLUMNS * numbers[row + SKIP]
        else:
            place = put_other(out, place, row, offset, slots, numbers, texts)
            if operation in (OPEN, AGAIN):
                at = start
        row += COLUMNS
    return at, place
