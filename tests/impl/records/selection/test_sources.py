"""The tokens and fields where keys look are those of the layouts."""

import json

from hiwater_impl.records.selection.keys import KEYS, Takes
from hiwater_impl.records.selection.sources import SOURCES, token_names
from hiwater_specs import read

FIELDS: dict[str, set[str]] = {}
for token in json.loads(read("records/tokens.json"))["tokens"]:
    FIELDS.setdefault(token["name"], set()).update(field["name"] for field in token["fields"])


def test_sources_are_in_the_layouts() -> None:
    """Each token exists and has each field in one of its layouts."""
    assert token_names() == FIELDS.keys()
    for key, sources in SOURCES.items():
        for name, fields in sources.items():
            assert set(fields) <= FIELDS[name], (key, name)


def test_every_address_is_looked_at() -> None:
    """`host` looks at every field of the layouts that holds an address."""
    wanted = {
        (name, field)
        for name, fields in FIELDS.items()
        for field in fields
        if "address" in field or field in ("source", "destination")
    }
    found = {(name, field) for name, fields in SOURCES["host"].items() for field in fields}
    assert found == {pair for pair in wanted if pair[1] != "address_type"}


def test_every_key_has_its_sources() -> None:
    """Keys that compare numbers and texts of fields have sources; the others need none."""
    by_header = {"event", "token"}
    kinds = (Takes.TEXTS, Takes.NUMBERS, Takes.NAMES)
    assert SOURCES.keys() == {key.name for key in KEYS if key.takes in kinds} - by_header
