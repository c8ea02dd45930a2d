"""Configurations and steps survive the wire, and the canonical text is what the protocol says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiwater_conform.generator import RandomSteps
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.wire import Scribe
from hiwater_conform.wire_configuration import configuration_from_wire, configuration_to_wire
from hiwater_conform.wire_events import event_to_wire
from hiwater_conform.wire_steps import ARGUMENTS, step_from_wire, step_to_wire
from hiwater_conform.wire_texts import StepTexts, events_text, fields_text
from hiwater_conform.wire_values import NotThisForm, bytes_from_wire, chain_from_wire, text_of, thread_names
from hiwater_model.configuration import Configuration, Granularity
from hiwater_model.events import Jumped, Printed
from hiwater_model.relation import apply, start
from hiwater_model.steps import FUNCTIONS, Call, Step, SyscallExit, ThreadExit
from tests.conformance.strategies import any_step, configurations

NAMES = ("user0", "user1", "user2", "softint", "clock", "reader0", "reader1")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(configurations())
def test_configuration_survives_the_wire(configuration: Configuration) -> None:
    """A configuration read back from its text is the same, and its wire form obeys the schema."""
    wire = configuration_to_wire(configuration)
    assert configuration_from_wire(json.loads(text_of(wire))) == configuration
    assert complaints("configuration", wire) == []


@given(any_step(3, 2))
def test_step_survives_the_wire(step: Step) -> None:
    """A step read back from its text is the same step, type and all, and its wire form obeys the schema."""
    wire = step_to_wire(step, NAMES)
    again = step_from_wire(json.loads(text_of(wire)), NAMES)
    assert (type(again), again) == (type(step), step)
    assert complaints("step", wire) == []


@given(any_step(3, 2))
def test_kept_text_is_the_canonical_text(step: Step) -> None:
    """The hot path writes a step exactly as the one definition does."""
    assert StepTexts(NAMES).text(step) == json.dumps(
        step_to_wire(step, NAMES), separators=(",", ":"), ensure_ascii=False
    )


@given(JSON)
def test_text_is_that_of_json(value: Any) -> None:
    """The fast encoder writes what json writes without blanks."""
    assert text_of(value) == json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@given(JSON)
def test_other_values_are_refused(value: Any) -> None:
    """Any other JSON value is refused by the one typed error."""
    with pytest.raises(NotThisForm):
        step_from_wire(value, NAMES)
    with pytest.raises(NotThisForm):
        configuration_from_wire(value)


@pytest.mark.parametrize(
    "wire",
    [
        {"step": "run"},
        {"step": "run", "thread": "user9"},
        {"step": "run", "thread": "user0", "more": 1},
        {"step": "tick", "ticks": "1"},
        {"step": "memory", "available": 1},
        {"step": "answer", "thread": "reader0", "error": 0, "reply": "other"},
        {"step": "call", "thread": "user0", "function": "au_dequeue"},
        {"step": "call", "thread": "user0", "function": "au_uwrite", "token": []},
        {"step": "call", "thread": "user0", "function": "au_uwrite", "token": ["0G"]},
        {"step": "call", "thread": "user0", "function": "au_uwrite", "token": ["00" * 129]},
        {"step": "call", "thread": "user0", "function": "au_enqueue", "record": None},
        {"step": "call", "thread": "user0", "function": "au_write", "descriptor": "other", "token": None},
        {"step": "call", "thread": "user0", "function": "auditon_setstat", "counters": ["memused"]},
    ],
)
def test_wrong_step_is_refused(wire: dict[str, Any]) -> None:
    """A step with a part that is missing, unknown or of another type is refused, by reader and schema alike."""
    with pytest.raises(NotThisForm):
        step_from_wire(wire, NAMES)
    assert complaints("step", wire) or wire.get("thread") == "user9"


def test_arguments_stand_in_the_order_of_the_protocol() -> None:
    """The table of arguments names every function, each argument as the model's call does."""
    assert set(ARGUMENTS) == set(FUNCTIONS)
    for name, arguments in FUNCTIONS.items():
        assert tuple(key for key, _ in ARGUMENTS[name]) == arguments._fields


@pytest.mark.parametrize("text", ["0", "0A", "zz", "0 1", None, 7])
def test_bytes_are_lower_case_pairs(text: Any) -> None:
    """Bytes are pairs of lower-case hexadecimal digits, nothing else."""
    with pytest.raises(NotThisForm):
        bytes_from_wire(text)


def test_a_membuf_may_be_empty() -> None:
    """A chain may hold empty membufs; no chain is null."""
    assert chain_from_wire(["", "00"]) == (b"", b"\0")
    assert chain_from_wire(None) is None


@given(configurations())
def test_threads_have_names_of_their_own(configuration: Configuration) -> None:
    """Each thread has one name: users, softint, clock, a reader for each zone."""
    names = thread_names(configuration)
    assert len(set(names)) == len(names) == len(configuration.threads) + 2 + len(configuration.zones)


def test_kept_texts_of_answers_are_the_canonical_texts() -> None:
    """Events, changes and observations of random runs, written by pieces that are kept, are what json writes."""
    random, seen = RandomSteps(11), 0
    for granularity in (Granularity.FINE, Granularity.BLOCKING) * 3:
        configuration = random.configuration(64, granularity)
        scribe, machine = Scribe(configuration), start(configuration)
        for _ in range(200):
            step = random.step(machine) if machine.halted is None else None
            if step is None:
                break
            outcome = apply(machine, step)
            changed = scribe.observer.changed(machine, outcome.machine)
            events = [event_to_wire(event, scribe.names) for event in outcome.events]
            whole = {"seq": 7, "events": events, "changed": changed}
            assert scribe.stepped_line(7, outcome.events, changed).decode() == text_of(whole)
            machine, seen = outcome.machine, seen + 1
        look = {"seq": 8, "observation": scribe.observer.observation(machine)}
        assert scribe.observed_line(8, machine).decode() == text_of(look)
    assert seen > 500


def test_a_kept_text_is_not_another_values() -> None:
    """True and 1, and calls with equal arguments, are equal in Python and have texts of their own."""
    assert fields_text({"a": True, "b": 1, "c": (1, 2)}) == '{"a":true,"b":1,"c":[1,2]}'
    assert fields_text({"a": 1, "b": True, "c": (1, 2)}) == '{"a":1,"b":true,"c":[1,2]}'
    texts = StepTexts(NAMES)
    assert texts.text(Call(0, SyscallExit())) != texts.text(Call(0, ThreadExit()))
    names = {event_text for event in (Printed("X", 1), Jumped("X", 1)) if (event_text := events_text((event,), NAMES))}
    assert names == {'[{"event":"printed","line":1}]', '[{"event":"jumped","thread":"user1"}]'}
