"""The steps that read a token, made from its layout in `tokens.json`, and where its fields lie.

OpenBSM looks at a field's value only where a length or a shape depends on it, so the `values` of other fields (the
magic of a trailer) are not looked at here. Layouts that none of its tokens has are refused with ValueError.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hiwater_impl.records.printing.openbsm import operations as op

Data = Mapping[str, Any]

MOST_ELEMENTS = {"gids": 16, "args": 128, "env": 128}
"""Elements of lists that OpenBSM's library keeps. Groups beyond are not read; strings beyond are read and not kept."""
UNKNOWN = [op.REST, 1, 0, 0, 0, 0, 0]
"""The step of a token that is not in the table."""


class Field(NamedTuple):
    """Where a field lies: `size` bytes, `shift` behind the end of `slot`; or, with size 0, the stretch of `slot`."""

    kind: str
    size: int
    slot: int
    shift: int


def steps_and_fields(token: Data) -> tuple[list[list[int]], dict[str, Field]]:
    """The steps of a token, and its fields by name."""
    layouts = {field["name"]: field for field in token["fields"]}
    steps: list[list[int]] = []
    fields: dict[str, Field] = {}
    shift = 1
    for name, layout in layouts.items():
        size = _size(layout)
        if size:
            fields[name] = Field(layout["kind"], size, len(steps), shift)
            shift += size
        else:
            steps.append(_step(layout, layouts, fields, shift))
            fields[name] = Field(layout.get("of", layout)["kind"], 0, len(steps), 0)
            shift = 0
    if shift:
        steps.append([op.NOTHING, shift, 0, 0, 0, 0, 0])
    if len(steps) >= op.MOST_SLOTS:
        raise ValueError(f"{token['name']} has too many fields of varying length")
    return steps, fields


def _size(layout: Data) -> int:
    """Bytes of a field of fixed size, 0 for others."""
    if layout["kind"][0] in "ui":
        return int(layout["kind"][1:]) // 8
    return layout["length"] if layout["kind"] == "bytes" and isinstance(layout["length"], int) else 0


def _step(layout: Data, layouts: Mapping[str, Data], fields: Mapping[str, Field], before: int) -> list[int]:
    """The step of a field of varying length."""
    match layout:
        case {"kind": "string"}:
            return [op.STRING, before, 0, 0, 0, 0, 0]
        case {"kind": "cstring", "longest": longest}:
            return [op.PATH, before, 0, 0, 0, longest, 0]
        case {"kind": "bytes", "length": {"field": name}}:
            address = layouts[name].get("values") == [4, 16]
            return [op.ADDRESS if address else op.BYTES, before, *_place(fields[name]), 1, 0]
        case {"kind": "list", "count": {"field": name}, "of": {"kind": "u32"}}:
            return [op.BYTES, before, *_place(fields[name]), 4, MOST_ELEMENTS[layout["name"]]]
        case {"kind": "list", "count": {"field": name}, "of": {"kind": "cstring"}}:
            return [op.STRINGS, before, *_place(fields[name]), 1, 0]
        case {"kind": "choice", "by": name, "cases": {"4": _, "16": _}, "otherwise": _}:
            return [op.HOST, before, *_place(fields[name]), 1, 0]
        case {"kind": "choice", "by": name, "cases": {"0": {"kind": "list", "count": {"field": count}}}}:
            return [op.ITEMS, before, *_place(fields[count]), fields[name].shift, 0]
    raise ValueError(f"no step reads {layout}")


def _place(field: Field) -> tuple[int, int, int]:
    return field.slot, field.shift, field.size
