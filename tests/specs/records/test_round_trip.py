"""Whatever a layout can hold comes back: random values for every field of every layout."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_specs import read
from tests.specs.records.interpreter import Data, Token, decoded, encoded, table, width_and_sign

TOKENS = json.loads(read("records/tokens.json"))
TABLES = {dialect: table(TOKENS, dialect) for dialect in TOKENS["dialects"]}
LAYOUTS = [
    pytest.param(token, id=f"{token['id']}-{token['name']}-{token['dialects'][0]}") for token in TOKENS["tokens"]
]


def amounts(layout: Data) -> dict[str, st.SearchStrategy[int]]:
    """Small values for the fields that give a length, a count or a case."""
    text = json.dumps(layout["fields"])
    found: dict[str, st.SearchStrategy[int]] = {}
    for name in set(re.findall(r'"field": "(\w+)"', text)):
        found[name] = st.integers(0, 5)
    for field in layout["fields"]:
        if field["kind"] == "choice":
            others = [99] if "otherwise" in field else []
            found[field["by"]] = st.sampled_from([*map(int, field["cases"]), *others])
    return found


def of_shape(shape: Data, values: dict[str, Any], draw: st.DrawFn) -> Any:
    """A value that the shape can hold, the earlier fields being what they are."""
    match shape["kind"]:
        case "bytes":
            rule = shape["length"]
            size = rule if isinstance(rule, int) else values[rule["field"]] * rule.get("times", 1)
            return draw(st.binary(min_size=size, max_size=size))
        case "string":
            return draw(st.binary(max_size=40))
        case "cstring":
            return draw(st.binary(max_size=40).filter(lambda value: b"\0" not in value))
        case "list":
            count = shape["count"] if isinstance(shape["count"], int) else values[shape["count"]["field"]]
            return [of_shape(shape["of"], values, draw) for _ in range(count)]
        case "choice":
            return of_shape(shape["cases"].get(str(values[shape["by"]]), shape.get("otherwise")), values, draw)
        case kind:
            width, signed = width_and_sign(kind)
            low, high = (-(1 << 8 * width - 1), (1 << 8 * width - 1) - 1) if signed else (0, (1 << 8 * width) - 1)
            return draw(st.sampled_from(shape["values"]) if "values" in shape else st.integers(low, high))


@st.composite
def random_tokens(draw: st.DrawFn, layout: Data) -> Token:
    """A token of this layout with random values."""
    values: dict[str, Any] = {}
    small = amounts(layout)
    for field in layout["fields"]:
        plain = field["name"] in small and "values" not in field
        values[field["name"]] = draw(small[field["name"]]) if plain else of_shape(field, values, draw)
    return Token(layout, values)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_random_values_come_back(layout: Data) -> None:
    """Any values that a layout can hold, written and read, are the same values, to the last byte."""

    @settings(max_examples=40)
    @given(random_tokens(layout))
    def round_trip(token: Token) -> None:
        tables = TABLES[layout["dialects"][0]] | {int(layout["id"], 16): layout}
        assert decoded(encoded(token) * 2, tables) == [token, token]

    round_trip()
