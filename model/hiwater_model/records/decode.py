"""One token at one place of any bytes: the token, or the fault that stands there. Nothing is raised.

The reasons and their numbers are those of `specs/hiwater_specs/records/FRAMES.md`.
"""

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from hiwater_model.records.integers import READ, WIDTHS
from hiwater_model.records.layouts import Table
from hiwater_model.records.shapes import (
    Amount,
    Choice,
    Integer,
    Layout,
    Octets,
    Repeated,
    Shape,
    String,
    TerminatedString,
    Value,
    Values,
    fixed_size,
)


class Reason(StrEnum):
    """What can be wrong with a piece of a trail."""

    UNKNOWN_ID = "unknown_id"
    TRUNCATED = "truncated"
    VALUE = "value"
    NEGATIVE = "negative"
    NO_NUL = "no_nul"
    NO_CASE = "no_case"
    NESTED = "nested"
    EARLY_TRAILER = "early_trailer"
    VERSION = "version"
    BYTE_COUNT = "byte_count"
    CUT = "cut"
    TRAILER_COUNT = "trailer_count"
    SKIPPED = "skipped"


class Fault(NamedTuple):
    """A token that cannot be had: the offset of its id, the reason, and the reason's number."""

    at: int
    reason: Reason
    number: int


class Token(NamedTuple):
    """A token: its layout, the offsets of its id and of the byte after it, and its values by field name."""

    layout: Layout
    start: int
    end: int
    values: Values


_Read: TypeAlias = tuple[Value, int]


class _Unreadable(Exception):
    """A field cannot be read; caught in `token_at`."""

    def __init__(self, reason: Reason, number: int) -> None:
        super().__init__(reason, number)
        self.reason, self.number = reason, number


def token_at(data: bytes, place: int, end: int, table: Table) -> Token | Fault:
    """The token whose id is at `place`, which is below `end`; no byte at `end` or beyond is looked at."""
    layout = table.get(data[place])
    if layout is None:
        return Fault(place, Reason.UNKNOWN_ID, data[place])
    return token_by(layout, data, place, end)


def token_by(layout: Layout, data: bytes, place: int, end: int) -> Token | Fault:
    """The same for one layout, whose id is at `place`."""
    values: dict[str, Value] = {}
    next_place = place + 1
    try:
        for field in layout.fields:
            values[field.name], next_place = _read(field.shape, values, data, next_place, end)
    except _Unreadable as unreadable:
        return Fault(place, unreadable.reason, unreadable.number)
    return Token(layout, place, next_place, values)


def _read(shape: Shape, values: Values, data: bytes, place: int, end: int) -> _Read:
    match shape:
        case Integer(kind, allowed):
            after = _after(place, WIDTHS[kind], end)
            value = READ[kind](data[place:after])
            if allowed is not None and value not in allowed:
                raise _Unreadable(Reason.VALUE, value)
            return value, after
        case Octets(length):
            after = _after(place, _amount(length, values), end)
            return data[place:after], after
        case String():
            start = _after(place, 2, end)
            after = _after(start, READ["u16"](data[place:start]), end)
            return data[start:after], after
        case TerminatedString(longest):
            limit = end if longest is None else min(end, place + longest)
            found = data.find(b"\0", place, limit)
            if found < 0:
                raise _Unreadable(Reason.NO_NUL, limit - place)
            return data[place:found], found + 1
        case Repeated(count, of):
            return _read_list(_amount(count, values), of, values, data, place, end)
        case Choice(by):
            picked = shape.picked(values)
            if picked is None:
                raise _Unreadable(Reason.NO_CASE, Amount(1, by).of(values))
            return _read(picked, values, data, place, end)


def _read_list(count: int, of: Shape, values: Values, data: bytes, place: int, end: int) -> _Read:
    size = fixed_size(of)
    if size is not None:
        _after(place, count * size, end)
    items = list[Value]()
    for _ in range(count):
        item, place = _read(of, values, data, place, end)
        items.append(item)
    return tuple(items), place


def _amount(amount: Amount, values: Values) -> int:
    found = amount.of(values)
    if found < 0:
        raise _Unreadable(Reason.NEGATIVE, found)
    return found


def _after(place: int, count: int, end: int) -> int:
    if place + count > end:
        raise _Unreadable(Reason.TRUNCATED, place + count - end)
    return place + count
