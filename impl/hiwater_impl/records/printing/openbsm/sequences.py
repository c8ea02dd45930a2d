"""Fields of more than one number: strings, addresses, lists, items of arbitrary data."""

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.openbsm.dates import put_word
from hiwater_impl.records.printing.openbsm.operations import (
    ESCAPE,
    ESCAPED_STRINGS,
    FIRST,
    LAST,
    OPERATION,
    SIZE,
    Program,
)
from hiwater_impl.records.printing.openbsm.values import GROUPS, put_account
from hiwater_impl.records.printing.tables import Texts
from hiwater_impl.records.reading import Bytes, byte_at, u32_at, with_sign
from hiwater_impl.records.writing import (
    put_address,
    put_decimal,
    put_hex,
    put_hex_stretch,
    put_octal,
    put_stretch,
)

BINARY, OCTAL_CODE, DECIMAL, STRING_CODE = 0, 1, 2, 4
"""Print codes of arbitrary data; the one left out is hexadecimal."""


@part
def put_text(out: Bytes, place: int, data: Bytes, start: int, end: int) -> int:
    """All bytes but NULs, as they are."""
    for at in range(start, end):
        if data[at] != 0:
            out[place] = data[at]
            place += 1
    return place


@part
def put_hex_bytes(out: Bytes, place: int, data: Bytes, start: int, end: int) -> int:
    """0x and two digits a byte; nothing for no bytes."""
    if start < end:
        out[place] = 48
        out[place + 1] = 120
        place += 2
    return put_hex_stretch(out, place, data, start, end)


@part
def put_uuid(out: Bytes, place: int, data: Bytes, start: int) -> int:
    """Sixteen bytes in groups of 4, 2, 2, 2 and 6."""
    place = put_hex_stretch(out, place, data, start, start + 4)
    for at in range(start + 4, start + 10, 2):
        out[place] = 45
        place = put_hex_stretch(out, place + 1, data, at, at + 2)
    out[place] = 45
    return put_hex_stretch(out, place + 1, data, start + 10, start + 16)


@part
def put_host(out: Bytes, place: int, data: Bytes, start: int, length: int) -> int:
    """An address of 4 or 16 bytes, `invalid` for one of none."""
    if length == 0:
        for byte in (105, 110, 118, 97, 108, 105, 100):
            out[place] = byte
            place += 1
        return place
    return put_address(out, place, data, start, length)


@part
def put_literal(out: Bytes, place: int, program: Program, row: int, column: int) -> int:
    """The literal of an instruction whose start stands in this column, its end in the next."""
    start = program.tables[row + column]
    return put_stretch(out, place, program.blob, start, program.tables[row + column + 1])


@part
def put_groups(
    out: Bytes, place: int, data: Bytes, start: int, end: int, row: int, program: Program, texts: Texts
) -> int:
    """Groups of four bytes each, by name, between the literals of an element."""
    for at in range(start, end, 4):
        place = put_literal(out, place, program, row, FIRST)
        place = put_account(out, place, texts, GROUPS, u32_at(data, at))
        place = put_literal(out, place, program, row, LAST)
    return place


@part
def put_strings(
    out: Bytes, place: int, data: Bytes, start: int, end: int, row: int, limited: int, program: Program
) -> int:
    """Strings that each end with a NUL, between the literals of an element; as many as praudit keeps, when limited."""
    left = program.tables[row + SIZE] if limited == 1 else end - start
    escaped = program.tables[row + OPERATION] == ESCAPED_STRINGS
    while start < end and left > 0:
        left -= 1
        place = put_literal(out, place, program, row, FIRST)
        while data[start] != 0:
            if escaped:
                place = put_word(out, place, program, ESCAPE, byte_at(data, start))
            else:
                out[place] = data[start]
                place += 1
            start += 1
        start += 1
        place = put_literal(out, place, program, row, LAST)
    return place


@part
def put_items(out: Bytes, place: int, data: Bytes, start: int, end: int, code: int, unit: int) -> int:
    """Items of 1 << unit bytes by print code, each taken as a number in the order of a little-endian machine's memory.

    A blank stands before each, but not before those of strings; of a number of 64 bits the low half is printed.
    """
    width = min(1 << unit, 4)
    for at in range(start, end, 1 << unit):
        if code != STRING_CODE:
            out[place] = 32
            place += 1
        if code in (BINARY, STRING_CODE):
            out[place] = data[at]
            place += 1
        else:
            place = put_item(out, place, reversed_number(data, at, width), code)
    return place


@part
def put_item(out: Bytes, place: int, value: int, code: int) -> int:
    """A number of up to 32 bits in octal, decimal or hexadecimal; decimal ones of 32 bits have a sign."""
    if code == OCTAL_CODE:
        return put_octal(out, place, value)
    if code == DECIMAL:
        return put_decimal(out, place, with_sign(value, 32))
    return put_hex(out, place, value)


@part
def reversed_number(data: Bytes, place: int, width: int) -> int:
    """A number whose first byte is the lowest."""
    value = 0
    for at in range(place + width - 1, place - 1, -1):
        value = (value << 8) | byte_at(data, at)
    return value
