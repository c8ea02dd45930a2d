"""Hypothesis strategies, made from the layouts: tokens, records, trails, and trails that are damaged.

Not good for what real systems write: any token may follow any other, and names, paths and numbers are random.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from hiwater_model.records import Layout, Layouts, Place, Value, Values, layouts_from, record_bytes, token_bytes
from hiwater_model.records.integers import BOUNDS
from hiwater_model.records.shapes import (
    Amount,
    Choice,
    Integer,
    Octets,
    Repeated,
    Shape,
    String,
    TerminatedString,
)
from hiwater_specs import read

LAYOUTS: Layouts = layouts_from(json.loads(read("records/tokens.json")))
"""The layouts of the specification."""

DIALECTS = tuple(LAYOUTS.dialects)

LONGEST_TEXT = 24
"""Bytes of a string or a list, so that many examples can be tried."""


class Item(NamedTuple):
    """A record, or a token between records, as it was made: its dialect, its tokens and its bytes."""

    dialect: str
    tokens: tuple[tuple[Layout, Values], ...]
    data: bytes


def every_layout() -> list[Layout]:
    """Each layout once, alternatives among them, in the order of ids."""
    found: list[Layout] = []
    for dialect in LAYOUTS.dialects.values():
        found += [one for one in (*dialect.table.values(), *dialect.alternatives) if one not in found]
    return sorted(found, key=lambda layout: layout.identifier)


@st.composite
def values_of(draw: st.DrawFn, layout: Layout) -> Values:
    """Values that the layout can hold, for every field."""
    values: dict[str, Value] = {}
    steering = _steering(layout)
    for field in layout.fields:
        free = isinstance(field.shape, Integer) and field.shape.allowed is None
        small = steering.get(field.name) if free else None
        values[field.name] = draw(_value(field.shape, values) if small is None else small)
    return values


def _steering(layout: Layout) -> Mapping[str, st.SearchStrategy[int]]:
    """Values for the fields that give a length, a count or a case."""
    found: dict[str, st.SearchStrategy[int]] = {}
    for field in layout.fields:
        match field.shape:
            case Octets(Amount(_, str(name))) | Repeated(Amount(_, str(name)), _):
                found[name] = st.integers(0, 5)
            case Choice(by, cases, otherwise):
                others = [] if otherwise is None else [99]
                found[by] = st.sampled_from([*cases, *others])
                found |= {name: st.integers(0, 5) for case in cases.values() for name in _counts(case)}
    return found


def _counts(shape: Shape) -> list[str]:
    match shape:
        case Octets(Amount(_, str(name))) | Repeated(Amount(_, str(name)), _):
            return [name]
    return []


def _value(shape: Shape, values: Values) -> st.SearchStrategy[Value]:
    match shape:
        case Integer(kind, None):
            return st.integers(*BOUNDS[kind])
        case Integer(_, tuple(allowed)):
            return st.sampled_from(allowed)
        case Octets(length):
            return st.binary(min_size=length.of(values), max_size=length.of(values))
        case String():
            return st.binary(max_size=LONGEST_TEXT)
        case TerminatedString():
            return st.binary(max_size=LONGEST_TEXT).map(lambda value: value.replace(b"\0", b"\1"))
        case Repeated(count, of):
            return st.tuples(*[_value(of, values)] * count.of(values))
        case Choice():
            picked = shape.picked(values)
            assert picked is not None, "the field that picks is drawn among the cases"
            return _value(picked, values)
    raise AssertionError(shape)


def tokens_of(layout: Layout) -> st.SearchStrategy[bytes]:
    """The bytes of a token of this layout."""
    return values_of(layout).map(lambda values: token_bytes(layout, values))


def _placed(dialect: str, *places: Place) -> st.SearchStrategy[Layout]:
    return st.sampled_from([layout for layout in LAYOUTS.table(dialect).values() if layout.place in places])


@st.composite
def records(draw: st.DrawFn, dialect: str, *, trailer: bool | None = None) -> Item:
    """A whole record with right counts; with a trailer, without one, or either when that is None."""
    header = draw(_placed(dialect, Place.RECORD_START))
    versions = st.sampled_from(LAYOUTS.dialects[dialect].header_versions)
    tokens = [(header, {**draw(values_of(header)), "version": draw(versions)})]
    layouts = draw(st.lists(_placed(dialect, Place.INSIDE, Place.BETWEEN_RECORDS), max_size=5))
    if draw(st.booleans()) if trailer is None else trailer:
        layouts.append(draw(_placed(dialect, Place.RECORD_END)))
    tokens += [(layout, {**draw(values_of(layout))}) for layout in layouts]
    data = record_bytes(tokens, count=True)
    for layout, values in tokens:
        if layout.place in (Place.RECORD_START, Place.RECORD_END):
            values["byte_count"] = len(data)
    return Item(dialect, tuple(tokens), data)


@st.composite
def file_tokens(draw: st.DrawFn, dialect: str) -> Item:
    """A token between records, as the system of this dialect writes it: its name ends with a NUL."""
    layout = draw(_placed(dialect, Place.BETWEEN_RECORDS))
    name = draw(st.binary(max_size=LONGEST_TEXT)) + b"\0"
    values = {**draw(values_of(layout)), "name": name}
    return Item(dialect, ((layout, values),), token_bytes(layout, values))


@st.composite
def trails(draw: st.DrawFn, dialects: tuple[str, ...] = DIALECTS, *, trailer: bool | None = None) -> tuple[Item, ...]:
    """Undamaged records and tokens between them, one after the other, each of one of the dialects."""
    items: list[Item] = []
    for _ in range(draw(st.integers(1, 6))):
        dialect = draw(st.sampled_from(dialects))
        between = draw(st.integers(0, 4)) == 0
        items.append(draw(file_tokens(dialect) if between else records(dialect, trailer=trailer)))
    return tuple(items)


def joined(items: tuple[Item, ...]) -> bytes:
    """The bytes of a trail."""
    return b"".join(item.data for item in items)


@st.composite
def damaged(draw: st.DrawFn, data: bytes, other: bytes) -> bytes:
    """The bytes of a record with something wrong; `other` is what may get into it."""
    at = draw(st.integers(0, len(data)))
    upto = draw(st.integers(at, min(len(data), at + 40)))
    match draw(st.sampled_from(DAMAGES)):
        case "cut":
            return data[:at]
        case "flip":
            return data[:at] + bytes(byte ^ draw(st.integers(1, 255)) for byte in data[at : at + 1]) + data[at + 1 :]
        case "junk":
            return data[:at] + draw(st.binary(max_size=30)) + data[at:]
        case "count":
            count = draw(st.integers(-40, 80).map(lambda by: max(0, len(data) + by)) | st.integers(0, 2**32 - 1))
            return data[:1] + count.to_bytes(4, "big") + data[5:]
        case "trailer":
            return data[:-4] + draw(st.binary(min_size=4, max_size=4))
        case "magic":
            return data[:-6] + draw(st.binary(min_size=2, max_size=2)) + data[-4:]
        case "overrun":
            return data[:at] + draw(st.sampled_from(LENGTHS)) + data[at + 2 :]
        case "nest":
            return data[:at] + other + data[at:]
        case "nest a part":
            return data[:at] + other[: len(other) // 2] + data[at:]
        case "drop":
            return data[:at] + data[upto:]
        case "repeat":
            return data[:upto] + data[at:]
    raise AssertionError


DAMAGES = [*"cut flip junk count trailer magic overrun nest drop repeat".split(), "nest a part"]
LENGTHS = (b"\x00\x40", b"\x02\x00", b"\x7f\xff", b"\xff\xff", b"\x00\x00")


@st.composite
def damaged_trails(draw: st.DrawFn, dialects: tuple[str, ...] = DIALECTS) -> bytes:
    """A trail in which one to three records or file tokens are damaged, some of them more than once."""
    parts = [item.data for item in draw(trails(dialects))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(parts) - 1))
        parts[at] = draw(damaged(parts[at], draw(st.sampled_from(parts))))
    return b"".join(parts)


@st.composite
def one_damaged(draw: st.DrawFn, *, trailer: bool | None = True) -> tuple[tuple[Item, ...], int, bytes]:
    """A trail, the number of one of its records, and what stands in that record's place instead."""
    items = draw(trails((draw(st.sampled_from(DIALECTS)),), trailer=trailer))
    chosen = draw(st.integers(0, len(items) - 1))
    return items, chosen, draw(damaged(items[chosen].data, items[draw(st.integers(0, len(items) - 1))].data))
