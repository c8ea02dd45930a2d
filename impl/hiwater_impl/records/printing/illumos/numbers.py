"""Parts that print numbers, addresses and times of a slot."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.illumos.machine import (
    SIZES,
    STARTS,
    TEXT_ESCAPES,
    VALUES,
    ZONE_COUNT,
    ZONE_OFFSETS,
    ZONE_STARTS,
    put_row,
)
from hiwater_impl.records.printing.illumos.operations import (
    ADDRESS,
    HEX,
    HEX_OF_MEMORY,
    OCTAL,
    SIGNED,
    TERMINAL,
    UNSIGNED,
    A,
    B,
    C,
)
from hiwater_impl.records.printing.tables import last_between
from hiwater_impl.records.printing.times import civil_date
from hiwater_impl.records.reading import Bytes, byte_at, with_sign
from hiwater_impl.records.writing import (
    put_address,
    put_decimal,
    put_digits,
    put_hex_64,
    put_natural,
    put_nibble,
    put_octal,
    put_signed_64,
    put_unsigned_64,
)

LOW = 0xFFFFFFFF
DASH, COLON, BLANK, DOT, PLUS = 45, 58, 32, 46, 43


@part
def put_plain(operation: int, step: int, tables: Any, blob: Bytes, data: Bytes, state: Any, out: Bytes, to: int) -> int:
    """Carry out an instruction that prints what the bytes of a slot say by themselves."""
    slot, other = tables[step + A], tables[step + B]
    if operation <= HEX:
        return put_number(operation, state[VALUES + slot], other, out, to)
    if operation == HEX_OF_MEMORY:
        return put_memory(data, state[STARTS + slot], state[SIZES + slot], out, to)
    if operation == ADDRESS:
        return put_address(out, to, data, state[STARTS + slot], state[SIZES + slot])
    if operation == TERMINAL:
        to = put_terminal(state[VALUES + slot], tables[step + C], out, to)
        return put_address(out, to, data, state[STARTS + other], state[SIZES + other])
    high, low = halves(state[VALUES + other], state[SIZES + other])
    scale = tables[step + C]
    milliseconds = ((high // scale) << 32) + (((high % scale) << 32) | low) // scale
    return put_time(with_sign(state[VALUES + slot] & LOW, 32), milliseconds, tables, blob, out, to)


@part
def put_time(seconds: int, milliseconds: int, tables: Any, blob: Bytes, out: Bytes, to: int) -> int:
    """Print date, time, milliseconds, zone; of a thousand and more the first digit is another character, or an end."""
    zone = tables[ZONE_STARTS]
    change = last_between(tables, zone, zone + tables[ZONE_COUNT], seconds) - zone
    offset = tables[tables[ZONE_OFFSETS] + change]
    to = put_date(seconds + offset, out, to)
    first = (48 + milliseconds // 100) & 255
    if first == 0:
        return to
    to = put_row(out, to, tables, blob, tables[TEXT_ESCAPES] + first)
    return put_offset(seconds, offset, out, put_digits(out, to, milliseconds % 100, 2))


@part
def halves(value: int, size: int) -> tuple[int, int]:
    """The upper and lower 32 bits of a number of so many bytes."""
    return ((value >> 32) & LOW if size == 8 else 0), value & LOW


@part
def put_number(operation: int, value: int, size: int, out: Bytes, to: int) -> int:
    """Print the lowest bytes of a number in one of the four ways."""
    if size == 8:
        high, low = (value >> 32) & LOW, value & LOW
        if operation == SIGNED:
            return put_signed_64(out, to, high, low)
        if operation == UNSIGNED:
            return put_unsigned_64(out, to, high, low)
        out[to], out[to + 1] = 48, 120
        return put_hex_64(out, to + 2, high, low)
    value &= (1 << (8 * size)) - 1
    if operation == SIGNED:
        return put_decimal(out, to, with_sign(value, 8 * size))
    if operation == UNSIGNED:
        return put_natural(out, to, value)
    if operation == OCTAL:
        return put_octal(out, to, value)
    out[to], out[to + 1] = 48, 120
    return put_hex_64(out, to + 2, 0, value)


@part
def put_memory(data: Bytes, start: int, size: int, out: Bytes, to: int) -> int:
    """Print 0x and a number as it lies in the memory of a little-endian reader: the last byte of the trail first."""
    out[to], out[to + 1] = 48, 120
    to += 2
    for at in range(start + size - 1, start - 1, -1):
        byte = byte_at(data, at)
        to = put_nibble(out, put_nibble(out, to, byte >> 4), byte & 15)
    return to


@part
def put_terminal(port: int, bits: int, out: Bytes, to: int) -> int:
    """Print major and minor of a port, both with 32 bits and a sign, and a blank behind each."""
    major = port >> 32 if bits == 32 else (port & LOW) >> bits
    to = put_decimal(out, to, with_sign(major & LOW, 32))
    out[to] = BLANK
    to = put_decimal(out, to + 1, with_sign(port & ((1 << bits) - 1), 32))
    out[to] = BLANK
    return to + 1


@part
def put_date(local: int, out: Bytes, to: int) -> int:
    """Print seconds of local time as YYYY-MM-DD HH:MM:SS and a dot."""
    year, month, day = civil_date(local // 86400)
    second = local % 86400
    to = put_digits(out, to, year, 4)
    out[to] = DASH
    to = put_digits(out, to + 1, month, 2)
    out[to] = DASH
    to = put_digits(out, to + 1, day, 2)
    out[to] = BLANK
    to = put_digits(out, to + 1, second // 3600, 2)
    out[to] = COLON
    to = put_digits(out, to + 1, second // 60 % 60, 2)
    out[to] = COLON
    to = put_digits(out, to + 1, second % 60, 2)
    out[to] = DOT
    return to + 1


@part
def put_offset(seconds: int, offset: int, out: Bytes, to: int) -> int:
    """Print a blank, the sign, hours and minutes of what the minutes on the two clocks differ by."""
    minutes = (seconds + offset) // 60 - seconds // 60
    out[to] = BLANK
    out[to + 1] = DASH if minutes < 0 else PLUS
    minutes = abs(minutes)
    to = put_digits(out, to + 2, minutes // 60, 2)
    out[to] = COLON
    return put_digits(out, to + 1, minutes % 60, 2)
