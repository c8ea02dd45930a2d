"""The schema of our JSON form: fresh, followed by what is printed, and closed to what is not."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from hiwater_specs import read
from tests.impl.records.printing.own.printing import batches, of_file, printed
from tests.impl.records.printing.own.schema_maker import schema, written
from tests.records.strategies import damaged_trails
from tests.specs.records.corpus import trails as real_trails

FOLLOWED = jsonschema.Draft202012Validator(json.loads(read("records/record.schema.json")))
PRINTER = OwnPrinter(JSON, offsets=True)
SAMPLE = 25


def test_schema_is_fresh() -> None:
    """The file is what the layouts make, and a sound schema."""
    assert read("records/record.schema.json").decode() == written(schema())
    jsonschema.Draft202012Validator.check_schema(FOLLOWED.schema)


@pytest.mark.parametrize("path", real_trails(), ids=lambda path: path.name)
def test_real_trails_follow_the_schema(path: Path) -> None:
    """A sample of what is printed of each real trail, spread over all of it."""
    lines = printed(PRINTER, of_file(path)).splitlines()
    for line in lines[:: len(lines) // SAMPLE + 1]:
        FOLLOWED.validate(json.loads(line))


@settings(max_examples=20)
@given(damaged_trails())
def test_any_trail_follows_the_schema(data: bytes) -> None:
    """So does what is printed of any trail."""
    for line in printed(PRINTER, batches(data)).splitlines():
        FOLLOWED.validate(json.loads(line))


def test_what_a_person_may_leave_out() -> None:
    """A record without its counts follows the schema, as the encoder takes it."""
    header = {"token": "header32", "version": 2, "event": 72, "modifier": 0, "seconds": 1, "subseconds": 0}
    record = {"tokens": [header, {"token": "exec_args", "args": ["ls"]}, {"token": "trailer"}]}
    FOLLOWED.validate(record)
    assert list(encoded_lines([json.dumps(record).encode()]))


@pytest.mark.parametrize(
    "token",
    [
        {"token": "paht", "path": ""},
        {"token": "path", "paht": ""},
        {"token": "path", "path": "", "name": ""},
        {"token": "path"},
        {"token": "path", "path": 1},
        {"token": "path", "path": {"hex": "f"}},
        {"token": "path", "path": {"hex": "", "x": 1}},
        {"token": "seq", "sequence": -1},
        {"token": "seq", "sequence": 1 << 32},
        {"token": "seq", "sequence": "1"},
        {"token": "in_addr", "address": "example"},
        {"token": "trailer", "magic": 1},
        {"token": "exec_args", "args": "ls"},
        {"token": "exec_args", "args": [1]},
        {"token": "return32", "error": 0, "value": 0, "value_name": "x"},
        {"token": "damaged", "bytes": "0"},
        {"path": ""},
    ],
)
def test_schema_is_closed(token: dict[str, Any]) -> None:
    """What the encoder refuses, the schema refuses; a name of a number that has none, the schema alone."""
    assert not FOLLOWED.is_valid({"tokens": [token]})
