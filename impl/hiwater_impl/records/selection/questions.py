"""Parts of a selection that are ready to try a record, and to judge headers in three values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT
from hiwater_impl.records.selection.records import Booleans, HeaderColumns, Numbers, RecordView, Verdicts, unknown
from hiwater_impl.records.selection.sources import candidates
from hiwater_impl.records.selection.values import SECOND

FAR = 1 << 62
"""Seconds beyond every time that can be asked for."""


class Question(Protocol):
    """A question about a record."""

    def accepts(self, record: RecordView) -> bool:
        """Whether the record is wanted."""
        ...

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """What the headers say of it: never against `accepts`."""
        ...


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of several tests; none of them wants every record."""

    parts: tuple[Question, ...]

    def accepts(self, record: RecordView) -> bool:
        """Whether all accept it."""
        return all(part.accepts(record) for part in self.parts)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """As all together judge."""
        possible = certain = np.ones(len(columns.event), np.bool_)
        for part in self.parts:
            verdicts = part.judge(columns)
            possible, certain = possible & verdicts.possible, certain & verdicts.certain
        return Verdicts(possible, certain)


@dataclass(frozen=True, slots=True)
class Opposite:
    """The opposite of a test."""

    part: Question

    def accepts(self, record: RecordView) -> bool:
        """Whether the part does not."""
        return not self.part.accepts(record)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """What is not sure for the part is possible here, and the other way round."""
        verdicts = self.part.judge(columns)
        return Verdicts(~verdicts.certain, ~verdicts.possible)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One or more of several tests."""

    parts: tuple[Question, ...]

    def accepts(self, record: RecordView) -> bool:
        """Whether one accepts it."""
        return any(part.accepts(record) for part in self.parts)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """As any of them judges."""
        possible = certain = np.zeros(len(columns.event), np.bool_)
        for part in self.parts:
            verdicts = part.judge(columns)
            possible, certain = possible | verdicts.possible, certain | verdicts.certain
        return Verdicts(possible, certain)


@dataclass(frozen=True, slots=True, eq=False)
class InTime:
    """Written at `start` or later and before `end`, in nanoseconds since 1970 in UTC; None is no bound."""

    start: int | None
    end: int | None

    def accepts(self, record: RecordView) -> bool:
        """By the time of its header."""
        time = record.time
        return (self.start is None or self.start <= time) and (self.end is None or time < self.end)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """The headers say all; subseconds of a second and more are carried over."""
        carried, rest = np.divmod(columns.nanoseconds, SECOND)
        seconds = np.clip(columns.seconds, -FAR, FAR) + carried
        found = np.ones(len(seconds), np.bool_)
        if self.start is not None:
            found &= _not_before(seconds, rest, self.start)
        if self.end is not None:
            found &= ~_not_before(seconds, rest, self.end)
        return Verdicts(found, found)


def _not_before(seconds: Numbers, rest: Numbers, time: int) -> Booleans:
    first, part = divmod(time, SECOND)
    found: Booleans = (seconds > first) | ((seconds == first) & (rest >= part))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class OfEvent:
    """Of one of these events: by system, 65536 booleans."""

    chosen: Mapping[str, Booleans]

    def accepts(self, record: RecordView) -> bool:
        """By the table of the system that its dialect belongs to."""
        return bool(self.chosen[SYSTEM_OF_DIALECT[record.dialect]][record.event])

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """Sure where the tables of all systems that may have written agree."""
        systems = {SYSTEM_OF_DIALECT[dialect] for dialect in columns.dialects}
        found = [self.chosen[system][columns.event] for system in sorted(systems)]
        return Verdicts(reduce(np.logical_or, found), reduce(np.logical_and, found))


@dataclass(frozen=True, slots=True, eq=False)
class InField:
    """A field that `key` is about has one of the wanted numbers or texts."""

    key: str
    number: Callable[[int], bool]
    text: Callable[[bytes], bool]

    def accepts(self, record: RecordView) -> bool:
        """By the tokens of the record."""
        for value in candidates(self.key, record):
            if self.text(value) if isinstance(value, bytes) else self.number(value):
                return True
        return False

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """Headers do not say."""
        return unknown(columns)


@dataclass(frozen=True, slots=True, eq=False)
class WithToken:
    """Holds a token of one of these names."""

    names: frozenset[str]

    def accepts(self, record: RecordView) -> bool:
        """By the names of its tokens."""
        return any(name in self.names for name, _ in record.tokens)

    def judge(self, columns: HeaderColumns) -> Verdicts:
        """Headers do not say, since a damaged record may be one of any kind."""
        return unknown(columns)
