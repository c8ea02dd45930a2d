"""Parts that write one value: strings, counted bytes, times. The caller has seen to the room."""

from hiwater_impl.compiled import copy_bytes, part
from hiwater_impl.records.printing.own.program import ADDRESS, UUID
from hiwater_impl.records.printing.own.styles import ESCAPED, HIGH, REFUSED, XML
from hiwater_impl.records.printing.own.tables import CLASSES, ZONE, Numbers, put_word
from hiwater_impl.records.printing.own.words import Word
from hiwater_impl.records.printing.tables import last_between
from hiwater_impl.records.printing.times import civil_date
from hiwater_impl.records.reading import Bytes, byte_at
from hiwater_impl.records.writing import put_address, put_digits, put_hex_stretch, put_natural

STRING_OPEN, HEX_OPEN = int(Word.STRING_OPEN), int(Word.HEX_OPEN)
CLOSE = int(Word.STRING_CLOSE) - STRING_OPEN
"""From the word that opens a value to the one that closes it."""

ITEM = int(Word.STRING_ITEM_OPEN) - STRING_OPEN
"""From the words of a value to those of a value in a list."""

QUOTE, BACKSLASH, AMPERSAND, NUMBER_SIGN, SEMICOLON = b'"\\&#;'

FIRST_YEAR, AFTER_YEARS = -62135596800, 253402300800
"""Seconds of the years 1 to 9999."""

DAY = 86400


@part
def is_utf_8(source: Bytes, at: int, end: int, style: int) -> bool:
    """Whether bytes are well-formed UTF-8, in XML without the two characters beyond ASCII that no document may hold."""
    while at < end:
        first = byte_at(source, at)
        length = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
        if (0x80 <= first < 0xC2) or first > 0xF4 or at + length > end:
            return False
        rest = 0
        for place in range(at + 1, at + length):
            byte = byte_at(source, place)
            if byte >> 6 != 2:
                return False
            rest = (rest << 6) | (byte & 63)
        if length == 3:
            character = ((first & 15) << 12) | rest
            if character < 0x800 or character >> 11 == 0x1B or (style == XML and character >= 0xFFFE):
                return False
        elif length == 4 and not 0x10 <= (((first & 7) << 18) | rest) >> 12 <= 0x10F:
            return False
        at += length
    return True


@part
def put_string(
    out: Bytes, place: int, data: Bytes, start: int, stop: int, end: int, regular: bool, item: int, style: int,
    numbers: Numbers, texts: Bytes,
) -> int:  # fmt: skip
    """A string of the bytes [start, stop) as text when it is regular and they can be, else [start, end) in hexadecimal.

    `item` is 0 or ITEM. Room for six bytes each is there.
    """
    found, classes = 0, numbers[CLASSES]
    for at in range(start, stop):
        found |= numbers[classes + byte_at(data, at)]
    if not regular or found & REFUSED or (found & HIGH and not is_utf_8(data, start, stop, style)):
        place = put_word(out, place, HEX_OPEN + item, numbers, texts)
        place = put_hex_stretch(out, place, data, start, end)
        return put_word(out, place, HEX_OPEN + CLOSE + item, numbers, texts)
    place = put_word(out, place, STRING_OPEN + item, numbers, texts)
    if found & ESCAPED:
        place = put_escaped(out, place, data, start, stop, style, numbers)
    else:
        copy_bytes(out, place, data, start, stop)
        place += stop - start
    return put_word(out, place, STRING_OPEN + CLOSE + item, numbers, texts)


@part
def put_escaped(out: Bytes, place: int, data: Bytes, start: int, end: int, style: int, numbers: Numbers) -> int:
    """Text with the escapes of the style: in XML by number, white space too, since XML would change it."""
    classes = numbers[CLASSES]
    for at in range(start, end):
        byte = byte_at(data, at)
        if numbers[classes + byte] != ESCAPED:
            out[place] = byte
            place += 1
        elif style == XML:
            out[place] = AMPERSAND
            out[place + 1] = NUMBER_SIGN
            place = put_natural(out, place + 2, byte)
            out[place] = SEMICOLON
            place += 1
        elif byte >= 32:
            out[place] = BACKSLASH
            out[place + 1] = byte
            place += 2
        else:
            out[place] = BACKSLASH
            out[place + 1] = 117
            out[place + 2] = 48
            out[place + 3] = 48
            place = put_hex_stretch(out, place + 4, data, at, at + 1)
    return place


@part
def put_counted_bytes(out: Bytes, place: int, data: Bytes, at: int, end: int, form: int) -> int:
    """Counted bytes: an address or a UUID in its usual form, others in hexadecimal digits."""
    if form == ADDRESS and (end - at == 4 or end - at == 16):
        return put_address(out, place, data, at, end - at)
    if form == UUID:
        place = put_hex_stretch(out, place, data, at, at + 4)
        for group in range(at + 4, at + 10, 2):
            out[place] = 45
            place = put_hex_stretch(out, place + 1, data, group, group + 2)
        out[place] = 45
        return put_hex_stretch(out, place + 1, data, at + 10, end)
    return put_hex_stretch(out, place, data, at, end)


@part
def has_date(seconds: int, parts: int, unit: int) -> bool:
    """Whether ISO 8601 can tell the time: its year has four digits in any zone, its parts make less than a second."""
    return FIRST_YEAR + DAY <= seconds < AFTER_YEARS - DAY and 0 <= parts < unit


@part
def put_time(out: Bytes, place: int, seconds: int, parts: int, unit: int, numbers: Numbers) -> int:
    """An ISO 8601 time that has a date, with all the digits of its unit (3, 6 or 9): `Z`, or the offset of the zone."""
    zone = numbers[ZONE]
    changes = numbers[zone]
    offset = numbers[last_between(numbers, zone + 1, zone + 1 + changes, seconds) + changes]
    local = seconds + offset
    year, month, day = civil_date(local // DAY)
    place = put_digits(out, place, year, 4)
    for sign, number in ((45, month), (45, day), (84, local % DAY // 3600), (58, local // 60 % 60), (58, local % 60)):
        out[place] = sign
        place = put_digits(out, place + 1, number, 2)
    out[place] = 46
    place = put_digits(out, place + 1, parts, 3 if unit == 1000 else 6 if unit == 1000000 else 9)
    if offset == 0:
        out[place] = 90
        return place + 1
    size = abs(offset)
    for sign, number in ((43 if offset > 0 else 45, size // 3600), (58, size // 60 % 60)):
        out[place] = sign
        place = put_digits(out, place + 1, number, 2)
    return place
