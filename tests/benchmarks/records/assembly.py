"""Records of one shape, many at a time: columns of numbers and stretches of strings, put together by the layouts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from hiwater_model.records import Layout
from hiwater_model.records.shapes import Amount, Choice, Field, Integer, Octets, Repeated, String, TerminatedString
from tests.benchmarks.records.strings import Array, Pool, Stretches
from tests.benchmarks.records.values import INTEGERS, STRINGS, Rows, Rule, addresses

_BLOCK = 8_192


class Segments(NamedTuple):
    """Where the bytes of each record lie: a row a record, a column a segment, in the order of the bytes."""

    starts: Array
    lengths: Array


class _Integer(NamedTuple):
    """A number in a fixed stretch; only one value when the layout allows only one."""

    stretch: int
    name: str
    key: str
    value: int | None


class _Address(NamedTuple):
    stretch: int
    name: str
    length: int


class _String(NamedTuple):
    """One string of a group, with or without its length in front of it."""

    stretch: int
    group: str
    length_name: str | None


class _List(NamedTuple):
    """So many strings of a group as an earlier number says."""

    group: str
    amount: tuple[int, str]


class _Items(NamedTuple):
    """The items of a data token."""

    unit: tuple[int, str]
    amount: tuple[int, str]


_Step = _Integer | _Address | _String | _List | _Items


class Recipe:
    """How records of one shape are made: fixed stretches of known fields, each but the last followed by strings."""

    def __init__(self, tokens: tuple[str, ...], layouts: Mapping[str, Layout]) -> None:
        self._steps: list[_Step] = []
        self._fields: list[list[tuple[Any, ...]]] = [[]]
        self._counts: list[tuple[int, str]] = []
        for position, written in enumerate(tokens):
            token, _, address = written.partition(":")
            layout = layouts[token]
            self._number(str(position), "u1", "", layout.identifier)
            places: dict[str, tuple[int, str]] = {}
            for field in layout.fields:
                name = f"{position}.{field.name}"
                self._field(written, field, name, places, int(address or 4))
                places[field.name] = (len(self._fields) - 1, name)
            if "byte_count" in places:
                self._counts.append(places["byte_count"])
        self._types = [np.dtype(fields) for fields in self._fields]

    def _number(self, name: str, type_name: str, key: str, value: int | None) -> None:
        self._fields[-1].append((name, type_name))
        self._steps.append(_Integer(len(self._fields) - 1, name, key, value))

    def _field(self, token: str, field: Field, name: str, places: Mapping[str, tuple[int, str]], address: int) -> None:
        key = f"{token}.{field.name}"
        match field.shape:
            case Octets(Amount(times, counted_by)):
                length = times if counted_by is None else address
                self._fields[-1].append((name, "u1", (length,)))
                self._steps.append(_Address(len(self._fields) - 1, name, length))
            case String():
                self._fields[-1].append((name, ">u2"))
                self._ragged(_String(len(self._fields) - 1, _known(STRINGS, key), name))
            case TerminatedString():
                self._ragged(_String(len(self._fields) - 1, _known(STRINGS, key), None))
            case Repeated(Amount(_, str(counted_by))):
                self._ragged(_List(_known(STRINGS, key), places[counted_by]))
            case Choice():
                self._ragged(_Items(places["basic_unit"], places["unit_count"]))
            case Integer(kind, allowed):
                fixed = {"address_type": address, "byte_count": 0}.get(field.name)
                if allowed and fixed is None:
                    fixed = allowed[0]
                self._number(name, f">{kind[0]}{int(kind[1:]) // 8}", key, fixed)

    def _ragged(self, step: _Step) -> None:
        self._steps.append(step)
        self._fields.append([])

    def make(self, rows: Rows, pool: Pool, base: int) -> tuple[Array, Segments]:
        """The fixed bytes of the records, which will lie from `base` on, and the segments of each record."""
        fixed = [np.zeros(rows.total, kind) for kind in self._types]
        ragged = [found for step in self._steps if (found := _drawn(step, rows, pool, fixed)) is not None]
        starts, lengths = list[Array](), list[Array]()
        for position, stretch in enumerate(fixed):
            starts.append(base + np.arange(rows.total) * stretch.itemsize)
            lengths.append(np.full(rows.total, stretch.itemsize))
            if position < len(ragged):
                starts.append(ragged[position].starts)
                lengths.append(ragged[position].lengths)
            base += stretch.nbytes
        segments = Segments(np.stack(starts, 1), np.stack(lengths, 1))
        for index, name in self._counts:
            fixed[index][name] = segments.lengths.sum(1)
        return np.concatenate([stretch.view(np.uint8) for stretch in fixed]), segments


def _known(table: Mapping[str, Rule | str], key: str) -> Any:
    """What a table has for `token:16.field`, or else for `token.field`, or else for the field alone."""
    token, _, field = key.partition(".")
    plain = f"{token.partition(':')[0]}.{field}"
    return table[next(name for name in (key, plain, field) if name in table)]


def _drawn(step: _Step, rows: Rows, pool: Pool, fixed: list[Array]) -> Stretches | None:
    """Fills a number or an address in, or gives the stretches of strings."""
    match step:
        case _Integer(index, name, key, value):
            fixed[index][name] = _known(INTEGERS, key)(rows) if value is None else value
            return None
        case _Address(index, name, length):
            fixed[index][name] = addresses(rows, length)
            return None
        case _String(index, group, length_name):
            found = pool.runs(group, np.ones(rows.total, np.int64), rows.generator)
            if length_name is not None:
                fixed[index][length_name] = found.lengths
            return found
        case _List(group, (index, name)):
            return pool.runs(group, fixed[index][name].astype(np.int64), rows.generator)
        case _Items((unit_index, unit), (index, name)):
            sizes = fixed[index][name].astype(np.int64) << fixed[unit_index][unit]
            return pool.runs("octets", sizes, rows.generator)


def gathered(source: Array, starts: Array, lengths: Array) -> Array:
    """The stretches of the source, one after the other; in blocks whose indices stay in a processor's cache."""
    ends = np.cumsum(lengths)
    found: Array = np.empty(ends[-1], np.uint8)
    for first in range(0, len(ends), _BLOCK):
        block = slice(first, first + _BLOCK)
        begin, end = ends[first] - lengths[first], ends[block][-1]
        index = np.arange(begin, end)
        index += np.repeat(starts[block] - (ends[block] - lengths[block]), lengths[block])
        source.take(index, out=found[begin:end], mode="clip")
    return found
