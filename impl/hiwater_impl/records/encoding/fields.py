"""Fields of a layout as functions that make their bytes from the values of a token; integers in a row are one step."""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from hiwater_impl.records.encoding.fault import NotARecord, shown
from hiwater_impl.records.encoding.values import counted_value, string_value, terminated_value

Data = Mapping[str, Any]
Values = Mapping[str, Any]

INTEGERS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i8": "b", "i16": "h", "i32": "i", "i64": "q"}
"""The kinds of integers, and how `struct` calls them."""

_ONE_INTEGER = frozenset([int])


class Step(NamedTuple):
    """Some fields in a row, and what makes their bytes from the values of the token."""

    names: tuple[str, ...]
    write: Callable[[Values], bytes]


def steps(fields: Sequence[Data]) -> list[Step]:
    """The steps of all fields; each raises NotARecord, or KeyError when one of its values is missing."""
    found: list[Step] = []
    numbers: list[Data] = []
    for field in fields:
        if field["kind"] in INTEGERS:
            numbers.append(field)
            continue
        if numbers:
            found.append(_numbers(tuple(numbers)))
            numbers = []
        found.append(Step((field["name"],), _shape(field, field["name"])))
    return [*found, _numbers(tuple(numbers))] if numbers else found


def _numbers(fields: tuple[Data, ...]) -> Step:
    names = tuple(field["name"] for field in fields)
    pack = struct.Struct(">" + "".join(INTEGERS[field["kind"]] for field in fields)).pack
    limited = [(field["name"], field["values"]) for field in fields if "values" in field]

    def write(values: Values) -> bytes:
        numbers = [values[name] for name in names]
        try:
            if not _ONE_INTEGER.issuperset(map(type, numbers)):
                raise _not_a_number(fields, numbers)
            found = pack(*numbers)
        except struct.error:
            raise _not_a_number(fields, numbers) from None
        for name, allowed in limited:
            if values[name] not in allowed:
                raise NotARecord(f"expected {' or '.join(map(str, allowed))}, not {values[name]}", field=name)
        return found

    return Step(names, write)


def _not_a_number(fields: Sequence[Data], numbers: Sequence[Any]) -> NotARecord:
    for field, number in zip(fields, numbers, strict=True):
        bits, signed = int(field["kind"][1:]), field["kind"][0] == "i"
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
        if type(number) is not int or not low <= number <= high:
            return NotARecord(f"expected a whole number from {low} to {high}, not {shown(number)}", field=field["name"])
    raise AssertionError(numbers)


def _shape(shape: Data, name: str) -> Callable[[Values], bytes]:
    match shape["kind"]:
        case "string":
            return _string(name)
        case "cstring":
            return _terminated(name, shape.get("longest", 0))
        case "bytes":
            return _counted(name, shape["length"])
        case "list":
            return _list(name, shape)
        case "choice":
            return _choice(name, shape)
    raise ValueError(f"a layout with {shape['kind']} in {name}")


def _string(name: str) -> Callable[[Values], bytes]:
    def write(values: Values) -> bytes:
        found = string_value(values[name])
        return len(found).to_bytes(2, "big") + found

    return write


def _terminated(name: str, longest: int) -> Callable[[Values], bytes]:
    def write(values: Values) -> bytes:
        found = terminated_value(values[name])
        if 0 < longest < len(found):
            raise NotARecord(f"{len(found)} bytes with the NUL; it has {longest} at most")
        return found

    return write


def _amount(rule: Any, values: Values) -> int:
    return rule if isinstance(rule, int) else int(values[rule["field"]]) * int(rule.get("times", 1))


def _counted(name: str, rule: Any) -> Callable[[Values], bytes]:
    def write(values: Values) -> bytes:
        found = counted_value(values[name])
        if len(found) != _amount(rule, values):
            raise NotARecord(f"{len(found)} bytes, but {_told(rule)} {_amount(rule, values)}")
        return found

    return write


def _told(rule: Any) -> str:
    return "it has" if isinstance(rule, int) else f"{rule['field']}, which may be left out, says"


def _list(name: str, shape: Data) -> Callable[[Values], bytes]:
    of, rule = shape["of"], shape["count"]
    item_name = f"item of {name}"
    item = _numbers(({**of, "name": item_name},)).write if of["kind"] in INTEGERS else _shape(of, item_name)

    def write(values: Values) -> bytes:
        items = values[name]
        if not isinstance(items, list):
            raise NotARecord(f"expected a list, not {shown(items)}")
        if len(items) != _amount(rule, values):
            raise NotARecord(f"{len(items)} items, but {_told(rule)} {_amount(rule, values)}")
        return b"".join([item({item_name: value}) for value in items])

    return write


def _choice(name: str, shape: Data) -> Callable[[Values], bytes]:
    cases = {int(value): _case(case, name) for value, case in shape["cases"].items()}
    otherwise = _case(shape["otherwise"], name) if "otherwise" in shape else None

    def write(values: Values) -> bytes:
        found = cases.get(values[shape["by"]], otherwise)
        if found is None:
            expected = " or ".join(map(str, cases))
            raise NotARecord(f"expected {expected}, not {values[shape['by']]}", field=shape["by"])
        return found(values)

    return write


def _case(shape: Data, name: str) -> Callable[[Values], bytes]:
    return _numbers(({**shape, "name": name},)).write if shape["kind"] in INTEGERS else _shape(shape, name)
