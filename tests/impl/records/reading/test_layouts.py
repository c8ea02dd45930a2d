"""Layouts become programs, or are refused when no program can follow them."""

import json
from typing import Any

import pytest

from hiwater_impl.records.layouts import LAYOUTS, compiled_layouts, layouts
from hiwater_impl.records.programs import SKIP, STOP, Program
from hiwater_specs import read


def test_alternatives_of_the_base() -> None:
    """A dialect has the alternatives of the one that it is based on, in the order of the file."""
    known = layouts()
    names = {
        dialect: [known.tokens[number]["name"] for number in numbers]
        for dialect, numbers in zip(known.dialects, known.alternatives, strict=True)
    }
    assert names == {
        "illumos": ["socket_libbsm", "upriv_libbsm", "socket_ex_short"],
        "openbsm": [],
        "trusted_solaris_2_5": ["socket_libbsm", "upriv_libbsm", "socket_ex_short"],
    }


def test_fixed_fields_are_one_step() -> None:
    """A bit tells where each field ends."""
    program = Program(100)
    assert program.layout([{"name": "a", "kind": "u8"}, {"name": "b", "kind": "i32"}], ()) == 100
    assert program.steps == [SKIP, 5, 0b10001, 0, 0, 0, STOP, 0, 0, 0, 0, 0]


def test_tables_cannot_be_changed() -> None:
    """Kernels read them only."""
    with pytest.raises(ValueError, match="read-only"):
        layouts().tables[LAYOUTS] = 0


REFUSED: dict[str, Any] = {
    "a list of": [{"name": "a", "kind": "list", "count": 2, "of": {"kind": "list", "count": 1, "of": {"kind": "u8"}}}],
    "cannot be checked": [{"name": "a", "kind": "u64", "values": [1]}],
    "cannot be counted with": [{"name": "a", "kind": "u64"}, {"name": "b", "kind": "bytes", "length": {"field": "a"}}],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refused_fields(reason: str) -> None:
    """What no program can follow."""
    with pytest.raises(ValueError, match=reason):
        Program(0).layout(REFUSED[reason], ())


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("file32", [{"name": "name", "kind": "cstring"}], "does not end with its name"),
        ("trailer", [{"name": "magic", "kind": "u16"}, {"name": "byte_count", "kind": "u32"}], "a magic of two bytes"),
    ],
)
def test_refused_tokens(name: str, fields: Any, reason: str) -> None:
    """Tokens that framing knows must have the form that FRAMES.md gives them."""
    data = json.loads(read("records/tokens.json"))
    next(token for token in data["tokens"] if token["name"] == name)["fields"] = fields
    with pytest.raises(ValueError, match=reason):
        compiled_layouts(data)
