"""The fields of a layout as steps of integers: an operation and five operands each.

| operation | operands |
|---|---|
| SKIP | bytes; bit n - 1 says that a field ends behind n of them |
| NUMBER | width, sign (1 or 0), register or -1, first and number of the allowed values |
| TAKE | register or -1, factor, bytes an element: so many elements at once |
| STRING, CSTRING | the longest, or 0 (CSTRING alone) |
| STRINGS, CSTRINGS | register or -1, factor, the longest: so many of them |
| CHOICE | register, first and number of the cases (pairs of value and step), step of `otherwise` or -1 |
| JUMP | step |
| STOP | |

A step is told by its place in the tables, a value by its distance from the first one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Data = Mapping[str, Any]

SKIP, NUMBER, TAKE, STRING, CSTRING, STRINGS, CSTRINGS, CHOICE, JUMP, STOP = range(10)
"""The operations."""

STEP = 6
"""The length of a step."""

KEPT = ("byte_count", "version", "event", "modifier", "seconds", "subseconds")
"""Fields of headers and file tokens that have registers of their own, in the order of the next six."""

BYTE_COUNT, VERSION, EVENT, MODIFIER, SECONDS, SUBSECONDS = range(6)

REGISTERS = 16

_LONGEST_SKIP = 62


class Program:
    """The steps of all layouts, one after the other, and their values; `place` is where the first step will stand."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.steps: list[int] = []
        self.values: list[int] = []
        self._registers: dict[str, int] = {}
        self._joined = False

    def layout(self, fields: Sequence[Data], kept: Sequence[str]) -> int:
        """Add the steps of a layout, whose fields of these names are kept; returns the place of the first."""
        names = [field["name"] for field in fields]
        own = [name for name in _referred(fields) if name not in kept]
        self._registers = {name: kept.index(name) for name in names if name in kept}
        self._registers |= {name: len(KEPT) + number for number, name in enumerate(own)}
        self._joined = False
        first = self._next()
        for field in fields:
            self._shape(field, self._registers.get(field["name"], -1))
        self._add(STOP)
        return first

    def _next(self) -> int:
        return self.place + len(self.steps)

    def _add(self, operation: int, *operands: int) -> int:
        """One step; returns where it stands in `steps`."""
        self.steps += [operation, *operands, *[0] * (STEP - 1 - len(operands))]
        self._joined = operation == SKIP
        return len(self.steps) - STEP

    def _shape(self, shape: Data, register: int) -> None:
        match shape["kind"]:
            case "bytes" if isinstance(shape["length"], int) and shape["length"] <= _LONGEST_SKIP:
                self._skip(shape["length"])
            case "bytes":
                self._add(TAKE, *self._amount(shape["length"]), 1)
            case "string":
                self._add(STRING)
            case "cstring":
                self._add(CSTRING, shape.get("longest", 0))
            case "list":
                self._list(shape["of"], *self._amount(shape["count"]))
            case "choice":
                self._choice(shape)
            case kind if register < 0 and "values" not in shape:
                self._skip(width_and_sign(kind)[0])
            case kind:
                self._number(kind, shape.get("values", ()), register)

    def _skip(self, length: int) -> None:
        """Some bytes that nobody asks for: joined to the ones before, if there is room for their bits."""
        if not self._joined or self.steps[-STEP + 1] + length > _LONGEST_SKIP:
            self._add(SKIP)
        if length:
            self.steps[-STEP + 1] += length
            self.steps[-STEP + 2] |= 1 << self.steps[-STEP + 1] - 1

    def _number(self, kind: str, values: Sequence[int], register: int) -> None:
        width, signed = width_and_sign(kind)
        if width == 8 and values:
            raise ValueError(f"values of a field of kind {kind} cannot be checked")
        self._add(NUMBER, width, signed, register, len(self.values), len(values))
        self.values += values

    def _amount(self, rule: Any) -> tuple[int, int]:
        return (-1, rule) if isinstance(rule, int) else (self._registers[rule["field"]], rule.get("times", 1))

    def _list(self, of: Data, register: int, factor: int) -> None:
        kind = of["kind"]
        if kind in ("string", "cstring"):
            self._add(STRINGS if kind == "string" else CSTRINGS, register, factor, of.get("longest", 0))
        elif kind in ("list", "choice") or "values" in of or not isinstance(of.get("length", 0), int):
            raise ValueError(f"a list of {of} cannot be read")
        else:
            self._add(TAKE, register, factor, of["length"] if kind == "bytes" else width_and_sign(kind)[0])

    def _choice(self, shape: Data) -> None:
        step = self._add(CHOICE, self._registers[shape["by"]], len(self.values), len(shape["cases"]), -1)
        at = len(self.values)
        self.values += [0] * (2 * len(shape["cases"]))
        jumps = []
        for value, case in shape["cases"].items():
            self.values[at : at + 2] = [int(value), self._next()]
            jumps.append(self._case(case))
            at += 2
        if "otherwise" in shape:
            self.steps[step + 4] = self._next()
            jumps.append(self._case(shape["otherwise"]))
        for jump in jumps:
            self.steps[jump + 1] = self._next()

    def _case(self, shape: Data) -> int:
        """The steps of one case and a jump, which is returned."""
        self._joined = False
        self._shape(shape, -1)
        return self._add(JUMP)


def _referred(fields: Sequence[Data]) -> list[str]:
    """The fields that a length, a count or a choice refers to, each once."""
    kinds = {field["name"]: field["kind"] for field in fields}
    found = dict.fromkeys(name for field in fields for name in _references(field))
    for name in found:
        if width_and_sign(kinds[name])[0] == 8:
            raise ValueError(f"a length of 64 bits ({name}) cannot be counted with")
    return list(found)


def _references(shape: Data) -> list[str]:
    rules = [shape.get("length"), shape.get("count")]
    found = [rule["field"] for rule in rules if isinstance(rule, Mapping)]
    inner = [*shape.get("cases", {}).values(), shape.get("otherwise"), shape.get("of")]
    return [
        *found,
        *([shape["by"]] if "by" in shape else []),
        *(n for part in inner if part for n in _references(part)),
    ]


def width_and_sign(kind: str) -> tuple[int, bool]:
    """Bytes of an integer kind, and whether it is signed."""
    return int(kind[1:]) // 8, kind[0] == "i"
