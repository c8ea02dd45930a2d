"""A time as C's ctime prints it, cut to 24 characters, as OpenBSM's praudit shows it."""

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.openbsm.operations import CALENDAR, WORDS, Program
from hiwater_impl.records.printing.times import Zone, civil_date, offset_at, weekday
from hiwater_impl.records.reading import Bytes
from hiwater_impl.records.writing import put_decimal, put_digits, put_natural, put_stretch

FURTHEST = 1 << 56
FIRST_YEAR, LAST_YEAR = 1900 - (1 << 31), (1 << 31) - 1
LONGEST_TIME = 40
"""Bytes of `out` that a time takes up at most while it is written."""


@part
def put_word(out: Bytes, place: int, program: Program, kind: int, number: int) -> int:
    """The word of a kind for a number from 0 to 255; nothing where there is none."""
    row = WORDS + 2 * (256 * kind + number)
    return put_stretch(out, place, program.blob, program.tables[row], program.tables[row + 1])


@part
def put_time(out: Bytes, start: int, program: Program, zone: Zone, seconds: int) -> int:
    """Weekday, month, day, time and year; a year below 1000 leaves room for the line end, one beyond 9999 loses digits.

    Nothing is printed for a time whose year has more than 32 bits: what the C prints then is not defined.
    """
    if seconds < -FURTHEST or seconds > FURTHEST:
        return start
    local = seconds + offset_at(zone, seconds)
    days = local // 86400
    year, month, day = civil_date(days)
    if year < FIRST_YEAR or year > LAST_YEAR:
        return start
    place = put_word(out, start, program, CALENDAR, weekday(days))
    out[place] = 32
    place = put_word(out, place + 1, program, CALENDAR, 6 + month)
    out[place] = 32
    out[place + 1] = 32
    place = put_natural(out, place + (1 if day > 9 else 2), day)
    second = local % 86400
    place = put_two(out, place, 32, second // 3600)
    place = put_two(out, place, 58, second // 60 % 60)
    place = put_two(out, place, 58, second % 60)
    out[place] = 32
    place = put_decimal(out, place + 1, year)
    out[place] = 10
    return min(place + 1, start + 24)


@part
def put_two(out: Bytes, place: int, mark: int, number: int) -> int:
    """A mark and two digits."""
    out[place] = mark
    return put_digits(out, place + 1, number, 2)
