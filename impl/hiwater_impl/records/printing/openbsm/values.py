"""One field that is a number, or a number with a name, as OpenBSM's praudit prints it."""

from typing import NamedTuple

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.openbsm.dates import put_time, put_word
from hiwater_impl.records.printing.openbsm.measuring import number_at
from hiwater_impl.records.printing.openbsm.operations import (
    EVENT,
    GROUP,
    HEX,
    HEX_OR_0,
    LOW_HALF,
    OCTAL,
    SIGNED,
    TIME,
    UNSIGNED,
    USER,
    Program,
)
from hiwater_impl.records.printing.tables import Texts, find, put_row
from hiwater_impl.records.printing.times import Zone
from hiwater_impl.records.reading import Bytes, byte_at, i64_at, u32_at, with_sign
from hiwater_impl.records.writing import (
    put_decimal,
    put_hex,
    put_hex_64,
    put_hex_stretch,
    put_natural,
    put_octal,
    put_signed_64,
    put_unsigned_64,
)


class Names(NamedTuple):
    """What the reading machine knows."""

    texts: Texts
    """Names of users, groups and events; the number of a name is that of its kind times 2^32, plus its own."""
    zone: Zone
    """The time zone."""


USERS, GROUPS, EVENTS = 0, 1 << 32, 2 << 32
"""What the number of a name is raised by."""


@part
def put_number(out: Bytes, place: int, data: Bytes, at: int, operation: int, size: int) -> int:
    """A number of 1, 2, 4 or 8 bytes in a plain format."""
    if size == 8:
        return put_number_64(out, place, u32_at(data, at), u32_at(data, at + 4), operation)
    if operation == UNSIGNED:
        return put_natural(out, place, number_at(data, at, size))
    if operation == SIGNED:
        return put_decimal(out, place, with_sign(number_at(data, at, size), 8 * size))
    if operation == OCTAL:
        return put_octal(out, place, number_at(data, at, size))
    if operation == HEX:
        return put_hex(out, place, number_at(data, at, size))
    if operation == HEX_OR_0:
        return put_hex_or_0(out, place, number_at(data, at, size))
    return put_hex_stretch(out, place, data, at, at + size)


@part
def put_number_64(out: Bytes, place: int, high: int, low: int, operation: int) -> int:
    """A number of two halves: unsigned, signed, or hexadecimal."""
    if operation == UNSIGNED:
        return put_unsigned_64(out, place, high, low)
    if operation == SIGNED:
        return put_signed_64(out, place, high, low)
    return put_hex_64(out, place, high, low)


@part
def put_hex_or_0(out: Bytes, place: int, value: int) -> int:
    """A number with 0x in front, or 0 alone."""
    if value > 0:
        out[place] = 48
        out[place + 1] = 120
        place += 2
    return put_hex(out, place, value)


@part
def put_named(
    out: Bytes, place: int, data: Bytes, at: int, operation: int, size: int, program: Program, names: Names
) -> int:
    """A number that may have a name: the name, else the number, of users and groups with a sign."""
    if operation == USER:
        return put_account(out, place, names.texts, USERS, u32_at(data, at))
    if operation == GROUP:
        return put_account(out, place, names.texts, GROUPS, u32_at(data, at))
    if operation == EVENT:
        return put_event(out, place, names.texts, number_at(data, at, 2))
    if operation == TIME:
        seconds = u32_at(data, at) if size == 4 else i64_at(data, at)
        return put_time(out, place, program, names.zone, seconds)
    if operation == LOW_HALF:
        return put_natural(out, place, u32_at(data, at + size - 4))
    return put_word(out, place, program, size, byte_at(data, at))


@part
def put_account(out: Bytes, place: int, texts: Texts, kind: int, number: int) -> int:
    """The name of a user or group, else the number with a sign."""
    row = find(texts.ids, kind + number)
    return put_row(out, place, texts, row) if row >= 0 else put_decimal(out, place, with_sign(number, 32))


@part
def put_event(out: Bytes, place: int, texts: Texts, number: int) -> int:
    """The text of an event, else its number."""
    row = find(texts.ids, EVENTS + number)
    return put_row(out, place, texts, row) if row >= 0 else put_natural(out, place, number)
