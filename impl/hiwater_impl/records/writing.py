"""Parts that write bytes into an output array: numbers, addresses, stretches of other arrays.

Each takes the array, the place to write at and the value, and returns the place after it. None looks whether there is
room: the caller has seen to it (the longest number has 20 digits, or 22 in octal; the longest address 45). Numbers of
64 bits without a sign come in two halves, since the arithmetic here is that of signed 64 bits.
"""

from hiwater_impl.compiled import copy_bytes, part
from hiwater_impl.records.reading import Bytes, byte_at, u16_at


@part
def put_stretch(out: Bytes, place: int, source: Bytes, start: int, end: int) -> int:
    """Copy the bytes [start, end) of another array."""
    copy_bytes(out, place, source, start, end)
    return place + end - start


@part
def put_decimal(out: Bytes, place: int, value: int) -> int:
    """A number from -2^63+1 to 2^63-1 in decimal digits."""
    if value < 0:
        out[place] = 45
        return put_natural(out, place + 1, -value)
    return put_natural(out, place, value)


@part
def put_natural(out: Bytes, place: int, value: int) -> int:
    """A number from 0 to 2^63-1 in decimal digits."""
    digits, limit = 1, 10
    while digits < 19 and value >= limit:
        digits += 1
        limit *= 10
    return put_digits(out, place, value, digits)


@part
def put_digits(out: Bytes, place: int, value: int, digits: int) -> int:
    """The last decimal digits of a number, so many of them, zeros in front."""
    for at in range(place + digits - 1, place - 1, -1):
        rest = value // 10
        out[at] = 48 + value - 10 * rest
        value = rest
    return place + digits


@part
def put_unsigned_64(out: Bytes, place: int, high: int, low: int) -> int:
    """A number of two halves of 32 bits in decimal digits."""
    if high < 1 << 31:
        return put_natural(out, place, (high << 32) | low)
    billion = 1_000_000_000
    rest = ((high % billion) << 32) | low
    # high = a * billion + b, so the number is a * 2^32 * billion + (b * 2^32 + low)
    upper = ((high // billion) << 32) + rest // billion
    return put_digits(out, put_natural(out, place, upper), rest % billion, 9)


@part
def put_signed_64(out: Bytes, place: int, high: int, low: int) -> int:
    """A number of two halves of 32 bits, the highest bit a sign, in decimal digits."""
    if high < 1 << 31:
        return put_natural(out, place, (high << 32) | low)
    out[place] = 45
    negative_low = (1 << 32) - low
    negative_high = (1 << 32) - 1 - high
    if negative_low == 1 << 32:
        return put_unsigned_64(out, place + 1, negative_high + 1, 0)
    return put_unsigned_64(out, place + 1, negative_high, negative_low)


@part
def put_nibble(out: Bytes, place: int, value: int) -> int:
    """One hexadecimal digit in lower case."""
    out[place] = 48 + value if value < 10 else 87 + value
    return place + 1


@part
def put_hex(out: Bytes, place: int, value: int) -> int:
    """A number from 0 to 2^63-1 in hexadecimal digits without zeros in front; 0 is one digit."""
    shift = 0
    while value >> shift > 15:
        shift += 4
    while shift >= 0:
        place = put_nibble(out, place, (value >> shift) & 15)
        shift -= 4
    return place


@part
def put_hex_64(out: Bytes, place: int, high: int, low: int) -> int:
    """A number of two halves of 32 bits in hexadecimal digits without zeros in front."""
    if high == 0:
        return put_hex(out, place, low)
    return put_hex_digits(out, put_hex(out, place, high), low, 8)


@part
def put_hex_digits(out: Bytes, place: int, value: int, digits: int) -> int:
    """The last hexadecimal digits of a number, so many of them, zeros in front."""
    for shift in range(4 * (digits - 1), -1, -4):
        place = put_nibble(out, place, (value >> shift) & 15)
    return place


@part
def put_octal(out: Bytes, place: int, value: int) -> int:
    """A number from 0 to 2^63-1 in octal digits without zeros in front."""
    shift = 0
    while value >> shift > 7:
        shift += 3
    while shift >= 0:
        out[place] = 48 + ((value >> shift) & 7)
        place += 1
        shift -= 3
    return place


@part
def put_hex_stretch(out: Bytes, place: int, source: Bytes, start: int, end: int) -> int:
    """Two hexadecimal digits for each byte of [start, end)."""
    for at in range(start, end):
        byte = byte_at(source, at)
        place = put_nibble(out, put_nibble(out, place, byte >> 4), byte & 15)
    return place


@part
def put_address_4(out: Bytes, place: int, source: Bytes, start: int) -> int:
    """Four bytes as a dotted address."""
    place = put_natural(out, place, byte_at(source, start))
    for at in range(start + 1, start + 4):
        out[place] = 46
        place = put_natural(out, place + 1, byte_at(source, at))
    return place


@part
def zeros_from(source: Bytes, start: int, group: int) -> int:
    """How many groups in a row are zero, from this one on."""
    end = group
    while end < 8 and u16_at(source, start + 2 * end) == 0:
        end += 1
    return end - group


@part
def longest_zeros(source: Bytes, start: int) -> int:
    """The first of the longest run of two or more zero groups, times 16, plus its length; 0x80 when there is none."""
    first, longest = 8, 1
    for group in range(8):
        length = zeros_from(source, start, group)
        if length > longest:
            first, longest = group, length
    return (first << 4) | (longest if first < 8 else 0)


@part
def put_address_16(out: Bytes, place: int, source: Bytes, start: int) -> int:
    """Sixteen bytes as an IPv6 address in the shortest form, the last four dotted where the C libraries do so."""
    run = longest_zeros(source, start)
    first, length = run >> 4, run & 15
    dotted = first == 0 and (length == 6 or (length == 5 and u16_at(source, start + 2 * 5) == 0xFFFF))
    group = 0
    while group < 8:
        if group == first:
            out[place] = 58
            place += 1
            group += length
            if group == 8:
                out[place] = 58
                place += 1
            continue
        if group > 0:
            out[place] = 58
            place += 1
        if group == 6 and dotted:
            return put_address_4(out, place, source, start + 12)
        place = put_hex(out, place, u16_at(source, start + 2 * group))
        group += 1
    return place


@part
def put_address(out: Bytes, place: int, source: Bytes, start: int, length: int) -> int:
    """An address of 4 or 16 bytes."""
    if length == 4:
        return put_address_4(out, place, source, start)
    return put_address_16(out, place, source, start)
