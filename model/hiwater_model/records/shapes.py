"""What a token is made of, as frozen values: the vocabulary of `specs/hiwater_specs/records/README.md`.

Left out: words for people (`names`, `swapped_by`, `note`), which no byte depends on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hiwater_model.records.integers import WIDTHS

Value: TypeAlias = "int | bytes | tuple[Value, ...]"
"""What a field holds: a number, bytes, or a tuple of values for a list."""

Values: TypeAlias = Mapping[str, Value]
"""The values of a token by the names of its fields, in their order."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A length or a count: `times`, or that times the value of an earlier field."""

    times: int
    field: str | None

    def of(self, values: Values) -> int:
        """The amount, the earlier fields being what they are; TypeError when the field holds no number."""
        if self.field is None:
            return self.times
        value = values[self.field]
        if not isinstance(value, int):
            raise TypeError(f"{self.field} is no number")
        return self.times * value


@dataclass(frozen=True, slots=True)
class Integer:
    """A big-endian number of this kind (`u8` to `i64`), only one of `allowed` unless that is None."""

    kind: str
    allowed: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Octets:
    """Bytes, `length` of them."""

    length: Amount


@dataclass(frozen=True, slots=True)
class String:
    """A u16, then as many bytes; the value is all of them."""


@dataclass(frozen=True, slots=True)
class TerminatedString:
    """Bytes up to a NUL, which is not in the value; with it at most `longest` bytes unless that is None."""

    longest: int | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """`count` times `of`."""

    count: Amount
    of: "Shape"


@dataclass(frozen=True, slots=True)
class Choice:
    """The shape that `cases` has for the value of the field `by`; `otherwise` for other values unless that is None."""

    by: str
    cases: Mapping[int, "Shape"]
    otherwise: "Shape | None"

    def picked(self, values: Values) -> "Shape | None":
        """The shape for these values of the earlier fields, or None."""
        value = values[self.by]
        return self.cases.get(value, self.otherwise) if isinstance(value, int) else self.otherwise


Shape: TypeAlias = Integer | Octets | String | TerminatedString | Repeated | Choice


def fixed_size(shape: Shape) -> int | None:
    """Bytes that every value of the shape takes, or None when they differ."""
    match shape:
        case Integer(kind):
            return WIDTHS[kind]
        case Octets(Amount(times, None)):
            return times
        case Repeated(Amount(times, None), of):
            size = fixed_size(of)
            return None if size is None else times * size
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a token."""

    name: str
    shape: Shape


class Place(StrEnum):
    """Where a token may stand."""

    RECORD_START = "record_start"
    INSIDE = "inside"
    RECORD_END = "record_end"
    BETWEEN_RECORDS = "between_records"


@dataclass(frozen=True, slots=True)
class Layout:
    """One token: its first byte, its name (unique in a dialect), where it may stand, what follows the first byte."""

    identifier: int
    name: str
    dialects: tuple[str, ...]
    place: Place
    alternative: bool
    fields: tuple[Field, ...]
