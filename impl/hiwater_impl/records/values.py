"""Readers of the values of a token: one Python function for each layout, written from the data.

They trust that the walk over the token was clean, and look at nothing again. Values are integers, bytes and lists, by
the names of the fields. Functions of closures do the same at less than half the speed, hence the written ones.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from struct import Struct, calcsize, unpack_from
from typing import Any

from hiwater_impl.records.layouts import layouts

Data = Mapping[str, Any]
Values = dict[str, Any]
Reader = Callable[[bytes, int], tuple[tuple[str, Values], int]]
"""From the data and the place of a token's id to its name and values, and the place behind it."""

_FORMATS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i8": "b", "i16": "h", "i32": "i", "i64": "q"}
_LENGTH = "u16"
_LIKELY_BYTES = 32


@cache
def readers() -> tuple[Reader, ...]:
    """The reader of each layout, by its number."""
    return tuple(reader(token["name"], token["fields"]) for token in layouts().tokens)


def reader(name: str, fields: Sequence[Data]) -> Reader:
    """The reader of a token with this name and these fields."""
    written = _Function()
    written.fields(fields)
    lines = written.finished(f"({name!r}, {{{', '.join(written.entries)}}}), place")
    space: dict[str, Any] = dict(written.names)
    exec("\n".join(lines), space)
    found: Reader = space["read"]
    return found


class _Function:
    """The text of a reader that is being written, and what it calls by name.

    Fixed bytes are gathered until something else comes (`formats` and `targets`), and unpacked in one call.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self.entries: list[str] = []
        self._formats = "x"
        self._targets: list[str] = []
        self._variables: dict[str, str] = {}
        self._indent = 1

    def fields(self, fields: Sequence[Data]) -> None:
        """All fields of the token."""
        for field in fields:
            target = self._variable()
            self._variables[field["name"]] = target
            self.entries.append(f"{field['name']!r}: {target}")
            self._shape(field, target)

    def finished(self, result: str) -> list[str]:
        """The lines of the function."""
        self._flush()
        return ["def read(data, place):", *self.lines, f"    return {result}"]

    def _variable(self) -> str:
        name = f"value_{len(self.names)}"
        self.names[name] = None
        return name

    def _line(self, text: str) -> None:
        self.lines.append("    " * self._indent + text)

    def _struct(self, formats: str) -> tuple[str, int]:
        """The name of the unpacker for these formats, and their size."""
        packed = Struct(">" + formats)
        name = self._variable()
        self.names[name] = packed.unpack_from
        return name, packed.size

    def _gather(self, formats: str, target: str) -> None:
        self._formats += formats
        self._targets.append(target)

    def _flush(self) -> None:
        """Unpack what is gathered."""
        if self._formats:
            unpack, size = self._struct(self._formats)
            if self._targets:
                self._line(f"{', '.join(self._targets)}, = {unpack}(data, place)")
            self._line(f"place += {size}")
        self._formats, self._targets = "", []

    def _shape(self, shape: Data, target: str) -> None:
        match shape["kind"]:
            case "bytes" if isinstance(shape["length"], int):
                self._gather(f"{shape['length']}s", target)
            case "bytes":
                self._stretch(self._amount(shape["length"]), target)
            case "string":
                length = self._variable()
                self._gather(_FORMATS[_LENGTH], length)
                self._stretch(length, target)
            case "cstring":
                self._flush()
                end = self._variable()
                self._line(f"{end} = data.index(0, place)")
                self._line(f"{target} = data[place:{end}]")
                self._line(f"place = {end} + 1")
            case "list":
                self._list(shape["of"], self._amount(shape["count"]), target)
            case "choice":
                self._choice(shape, target)
            case kind:
                self._gather(_FORMATS[kind], target)

    def _amount(self, rule: Any) -> str:
        return str(rule) if isinstance(rule, int) else f"{self._variables[rule['field']]} * {rule.get('times', 1)}"

    def _stretch(self, length: str, target: str) -> None:
        self._flush()
        end = self._variable()
        self._line(f"{end} = place + {length}")
        self._line(f"{target} = data[place:{end}]")
        self._line(f"place = {end}")

    def _list(self, of: Data, count: str, target: str) -> None:
        self._flush()
        if of["kind"] in _FORMATS:
            self._numbers(_FORMATS[of["kind"]], count, target)
            return
        if of["kind"] == "cstring":
            split = self._variable()
            self.names[split] = _terminated
            self._line(f"{target}, place = {split}(data, place, {count})")
            return
        item = self._variable()
        self._line(f"{target} = []")
        self._line(f"for {item} in range({count}):")
        self._indented(of, item)
        self._line(f"    {target}.append({item})")

    def _numbers(self, format_: str, count: str, target: str) -> None:
        """A list of numbers, in one call."""
        number, unpack = self._variable(), self._variable()
        self.names[unpack] = unpack_from
        self._line(f"{number} = {count}")
        self._line(f"{target} = list({unpack}(f'>{{{number}}}{format_}', data, place))")
        self._line(f"place += {number} * {calcsize('>' + format_)}")

    def _choice(self, shape: Data, target: str) -> None:
        self._flush()
        by = self._variables[shape["by"]]
        for number, (value, case) in enumerate(shape["cases"].items()):
            self._line(f"{'elif' if number else 'if'} {by} == {int(value)}:")
            self._indented(case, target)
        if "otherwise" in shape:
            self._line("else:")
            self._indented(shape["otherwise"], target)

    def _indented(self, shape: Data, target: str) -> None:
        self._indent += 1
        self._shape(shape, target)
        self._flush()
        self._indent -= 1


def _terminated(data: bytes, place: int, count: int) -> tuple[list[bytes], int]:
    """So many strings that end with NUL, and the place behind them: a stretch is split, a longer one if need be."""
    size = _LIKELY_BYTES * count
    while True:
        stretch = data[place : place + size]
        found = stretch.split(b"\0", count)
        if len(found) > count:
            return found, place + len(stretch) - len(found.pop())
        size *= 4
