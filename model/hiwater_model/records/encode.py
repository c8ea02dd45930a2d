"""Tokens and records written as bytes: the same walk over the layouts as reading, with the values in hand."""

from collections.abc import Iterable, Mapping

from hiwater_model.records.decode import Token
from hiwater_model.records.integers import BOUNDS, WRITE
from hiwater_model.records.shapes import (
    Choice,
    Integer,
    Layout,
    Octets,
    Place,
    Repeated,
    Shape,
    String,
    TerminatedString,
    Value,
    Values,
)

LONGEST_STRING = 65535


class DoesNotFit(ValueError):
    """A value that its field cannot hold: the names of token and field, and what is wrong."""

    def __init__(self, token: str, field: str, what: str) -> None:
        super().__init__(f"{token}.{field}: {what}")
        self.token, self.field, self.what = token, field, what


class _Unwritable(Exception):
    """What is wrong with a value; caught in `token_bytes`."""


def token_bytes(layout: Layout, values: Values) -> bytes:
    """The bytes of a token, its id first; DoesNotFit when a value is missing, too much, or not what its field holds."""
    extra = [name for name in values if name not in {field.name for field in layout.fields}]
    if extra:
        raise DoesNotFit(layout.name, extra[0], "no such field")
    parts = [bytes((layout.identifier,))]
    for field in layout.fields:
        if field.name not in values:
            raise DoesNotFit(layout.name, field.name, "no value")
        try:
            parts.append(_written(field.shape, values[field.name], values))
        except _Unwritable as unwritable:
            raise DoesNotFit(layout.name, field.name, str(unwritable)) from None
    return b"".join(parts)


def record_bytes(tokens: Iterable[tuple[Layout, Values]], *, count: bool) -> bytes:
    """The bytes of tokens one after the other, as a record.

    With `count` the `byte_count` of each header and trailer is that of the whole, whatever the values say.
    DoesNotFit as for `token_bytes`.
    """
    given = tuple(tokens)
    if not count:
        return b"".join(token_bytes(layout, values) for layout, values in given)
    size = len(record_bytes([(layout, _counted(layout, values, 0)) for layout, values in given], count=False))
    return record_bytes([(layout, _counted(layout, values, size)) for layout, values in given], count=False)


def written_again(tokens: Iterable[Token]) -> bytes:
    """The bytes of tokens that were read."""
    return record_bytes([(token.layout, token.values) for token in tokens], count=False)


def _counted(layout: Layout, values: Values, size: int) -> Mapping[str, Value]:
    framing = layout.place in (Place.RECORD_START, Place.RECORD_END)
    return {**values, "byte_count": size} if framing else values


def _written(shape: Shape, value: Value, values: Values) -> bytes:
    match shape:
        case Integer(kind, allowed):
            return WRITE[kind](_number(value, *BOUNDS[kind], allowed))
        case Octets(length):
            return _octets(value, length.of(values))
        case String():
            octets = _octets(value, None)
            if len(octets) > LONGEST_STRING:
                raise _Unwritable(f"{len(octets)} bytes, at most {LONGEST_STRING}")
            return WRITE["u16"](len(octets)) + octets
        case TerminatedString(longest):
            octets = _octets(value, None) + b"\0"
            if octets.find(b"\0") != len(octets) - 1:
                raise _Unwritable("a NUL inside")
            if longest is not None and len(octets) > longest:
                raise _Unwritable(f"{len(octets)} bytes with the NUL, at most {longest}")
            return octets
        case Repeated(count, of):
            if not isinstance(value, tuple) or len(value) != count.of(values):
                raise _Unwritable(f"not a tuple of {count.of(values)}")
            return b"".join(_written(of, item, values) for item in value)
        case Choice(by):
            picked = shape.picked(values)
            if picked is None:
                raise _Unwritable(f"no case for {by} {values[by]!r}")
            return _written(picked, value, values)


def _number(value: Value, least: int, greatest: int, allowed: tuple[int, ...] | None) -> int:
    if not isinstance(value, int) or not least <= value <= greatest:
        raise _Unwritable(f"{value!r} is no number from {least} to {greatest}")
    if allowed is not None and value not in allowed:
        raise _Unwritable(f"{value} is none of {allowed}")
    return value


def _octets(value: Value, length: int | None) -> bytes:
    if not isinstance(value, bytes):
        raise _Unwritable(f"{value!r} is not bytes")
    if length is not None and len(value) != length:
        raise _Unwritable(f"{len(value)} bytes, not {length}")
    return value
