"""Parts that print the items of arbitrary data, as numbers in columns or as characters."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.illumos.fields import number_at
from hiwater_impl.records.printing.illumos.machine import (
    BAD,
    FULL,
    ITEM_ESCAPES,
    ROOM,
    SHORT,
    VALUES,
    put_escaped,
    put_row,
)
from hiwater_impl.records.printing.illumos.operations import A, B, C
from hiwater_impl.records.reading import Bytes, byte_at
from hiwater_impl.records.writing import (
    put_decimal,
    put_hex_64,
    put_octal,
    put_signed_64,
)

LOW = 0xFFFFFFFF
BLANK, NEWLINE = 32, 10
BINARY, OCTAL, DECIMAL, HEXADECIMAL, STRING = range(5)
LAST_COLUMN = 75


@part
def width_of(how: int, unit: int) -> int:
    """The columns of an item: 0 for a way to print that is none."""
    if how == BINARY:
        return (8 << unit) + 4
    if how == STRING:
        return 1 if unit == 0 else 6 if unit == 1 else 10 * (unit - 1)
    if how == HEXADECIMAL:
        return 6 if unit == 0 else 8 if unit == 1 else 12 if unit == 2 else 20
    if how in (OCTAL, DECIMAL):
        return 6 if unit == 0 else 10 if unit == 1 else 18 if unit == 2 else 34
    return 0


@part
def put_items(
    step: int, tables: Any, blob: Bytes, data: Bytes, at: int, end: int, state: Any, out: Bytes, to: int
) -> tuple[int, int]:
    """Print the items that follow: the places behind them, or SHORT at an item that is not all there, or BAD."""
    slot = tables[step + A]
    how, unit, count = state[VALUES + slot], state[VALUES + slot + 1], state[VALUES + slot + 2]
    if count <= 0:
        return at, to
    if unit > 3:
        return BAD, to
    if to + tables[ROOM] + 70 * count > len(out):
        return FULL, to
    size, width, column = 1 << unit, width_of(how, unit), 0
    for left in range(count - 1, -1, -1):
        if size > end - at:
            return SHORT, to
        if tables[step + B] == 1:
            to = put_item(how, tables, blob, data, at, size, out, to)
            if left == 0:
                to = put_row(out, to, tables, blob, tables[step + C])
            else:
                out[to] = BLANK
                to += 1
        else:
            to = aligned(out, to, put_item(how, tables, blob, data, at, size, out, to), width)
            column += width
            if column + width > LAST_COLUMN or left == 0:
                out[to] = NEWLINE
                to += 1
                column = 0
        at += size
    return at, to


@part
def aligned(out: Bytes, start: int, end: int, width: int) -> int:
    """Move an item that is shorter than its columns to their right."""
    blanks = width - (end - start)
    if blanks <= 0:
        return end
    for place in range(end - 1, start - 1, -1):
        out[place + blanks] = out[place]
    for place in range(start, start + blanks):
        out[place] = BLANK
    return start + width


@part
def put_item(how: int, tables: Any, blob: Bytes, data: Bytes, at: int, size: int, out: Bytes, to: int) -> int:
    """Print one item of 1, 2, 4 or 8 bytes; nothing for a way to print that is none."""
    if how == BINARY:
        return put_binary(data, at, size, out, to)
    if how == STRING:
        for place in range(at + size - 1, at - 1, -1):
            to = put_escaped(out, to, data, place, place + 1, tables, blob, tables[ITEM_ESCAPES])
        return to
    value = number_at(data, at, size, 1)
    high, low = (value >> 32) & LOW, value & LOW
    if how == DECIMAL:
        return put_decimal(out, to, value) if size < 8 else put_signed_64(out, to, high, low)
    if how not in (OCTAL, HEXADECIMAL):
        return to
    if size < 8:
        high, low = 0, (value << (32 - 8 * size)) & LOW if size < 4 else low
    if how == OCTAL:
        return put_octal_64(out, to, high, low)
    out[to], out[to + 1] = 48, 120
    return put_hex_64(out, to + 2, high, low)


@part
def put_octal_64(out: Bytes, to: int, high: int, low: int) -> int:
    """Print a number of two halves of 32 bits in octal digits without zeros in front."""
    if high < 1 << 31:
        return put_octal(out, to, (high << 32) | low)
    out[to] = 49
    rest = ((high & 0x7FFFFFFF) << 32) | low
    for digit in range(20, -1, -1):
        to += 1
        out[to] = 48 + ((rest >> (3 * digit)) & 7)
    return to + 1


@part
def put_binary(data: Bytes, at: int, size: int, out: Bytes, to: int) -> int:
    """Print the bits of each byte, those of the last byte first, without zeros in front but for a last one."""
    first = to
    for place in range(at + size - 1, at - 1, -1):
        byte = byte_at(data, place)
        for bit in range(7, -1, -1):
            digit = (byte >> bit) & 1
            if digit == 1 or to > first:
                out[to] = 48 + digit
                to += 1
    if to == first:
        out[to] = 48
        to += 1
    return to
