"""The schema is one, is closed where it should be, and refuses what the protocol does not have."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hiwater_conform.generator import RandomSteps
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.runs import SavedRun, run_from_wire, run_text
from hiwater_conform.transcript import record
from hiwater_model.configuration import Granularity
from hiwater_specs import read

SCHEMA: dict[str, Any] = json.loads(read("protocol/schema.json"))


def a_run() -> SavedRun:
    """A run of a few random steps."""
    random = RandomSteps(4)
    transcript = record(random.configuration(64, Granularity.FINE), random.step, 30)
    return SavedRun(transcript.configuration, transcript.steps, title="a run", notes={1: "First."})


def test_schema_is_a_schema() -> None:
    """The schema obeys the rules of JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


def test_a_run_obeys_the_schema() -> None:
    """A run file obeys the whole schema, and reads back as the same run."""
    wire = json.loads(run_text(a_run()))
    assert list(Draft202012Validator(SCHEMA).iter_errors(wire)) == []
    assert run_from_wire(wire) == a_run()


@pytest.mark.parametrize("change", [{"protocol": 2}, {"more": 1}, {"steps": [{"step": "jump"}]}, {"configuration": {}}])
def test_what_is_no_run_is_refused(change: dict[str, Any]) -> None:
    """Another version, an unknown part, an unknown step or an empty configuration is refused by the schema."""
    wire = json.loads(run_text(a_run())) | change
    assert list(Draft202012Validator(SCHEMA).iter_errors(wire)) != []


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("event", {"event": "freed", "lengths": []}),
        ("event", {"event": "returned", "thread": "reader0", "function": "au_doorio", "value": 0}),
        ("changed", {"zone0.memused": 1}),
        ("changed", {"zone0.records": []}),
        ("observation", {}),
        ("wait", ["asleep", 493]),
        ("answer", {"seq": 1, "events": []}),
        ("step", {"step": "answer", "thread": "reader0", "error": 11, "reply": 0}),
        ("step", {"step": "tick", "ticks": 0}),
    ],
)
def test_other_forms_are_refused(form: str, value: Any) -> None:
    """Forms that the protocol does not have are refused."""
    assert complaints(form, value) != []
