"""Values of TLA+ as values of Python: text written for TLC, and text that TLC has printed read again.

A sequence is a tuple, a set a frozenset, a record (or a function of strings) a `Record`; strings, integers and
booleans are themselves. Not good for: functions of anything else, model values, and deep nesting of huge values.
"""

import re
from typing import Final, TypeAlias

Value: TypeAlias = "bool | int | str | tuple[Value, ...] | frozenset[Value] | Record"

_WORDS: Final = re.compile(r'\s*(?:(-?\d+)|"([^"]*)"|(TRUE|FALSE)|(\w+)|(<<|>>|\|->|[\[\]{},]))')


class Record(tuple[tuple[str, Value], ...]):
    """A record: pairs of a name and a value, in the order of their names."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Value:  # type: ignore[override]
        """The value of a field. Raises KeyError."""
        for known, value in self:
            if known == name:
                return value
        raise KeyError(name)


def record(**fields: Value) -> Record:
    """A record with these fields."""
    return Record(sorted(fields.items()))


def mapping(fields: dict[str, Value]) -> Record:
    """A record (or a function) with these fields."""
    return Record(sorted(fields.items()))


def written(value: Value) -> str:
    """A value as TLA+ has it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Record):
        return f"[{', '.join(f'{name} |-> {written(part)}' for name, part in value)}]"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(written, value)))}}}"
    return f"<<{', '.join(map(written, value))}>>"


class NotAValue(ValueError):
    """A text is not a value of the kinds that are read here."""


def value_of(text: str) -> Value:
    """The value that TLC has printed. Raises NotAValue."""
    words = [_word(match) for match in _WORDS.finditer(text)]
    try:
        value, after = _value(words, 0)
    except IndexError:
        raise NotAValue(text) from None
    if after != len(words):
        raise NotAValue(text)
    return value


Word: TypeAlias = tuple[str, "bool | int | str"]


def _word(match: re.Match[str]) -> Word:
    number, string, truth, name, mark = match.groups()
    if number is not None:
        return "value", int(number)
    if string is not None:
        return "value", string
    if truth is not None:
        return "value", truth == "TRUE"
    return ("name", name) if name is not None else ("mark", mark)


def _value(words: list[Word], at: int) -> tuple[Value, int]:
    kind, what = words[at]
    if kind == "value":
        return what, at + 1
    if what == "<<":
        parts, at = _values(words, at + 1, ">>")
        return tuple(parts), at
    if what == "{":
        parts, at = _values(words, at + 1, "}")
        return frozenset(parts), at
    if what == "[":
        return _fields(words, at + 1)
    raise NotAValue(str(what))


def _values(words: list[Word], at: int, end: str) -> tuple[list[Value], int]:
    parts: list[Value] = []
    while words[at] != ("mark", end):
        part, at = _value(words, at)
        parts.append(part)
        if words[at] == ("mark", ","):
            at += 1
    return parts, at + 1


def _fields(words: list[Word], at: int) -> tuple[Record, int]:
    fields: dict[str, Value] = {}
    while words[at] != ("mark", "]"):
        if words[at + 1] != ("mark", "|->"):
            raise NotAValue(f"a field without a value: {words[at][1]}")
        value, after = _value(words, at + 2)
        fields[str(words[at][1])] = value
        at = after + 1 if words[after] == ("mark", ",") else after
    return mapping(fields), at + 1
