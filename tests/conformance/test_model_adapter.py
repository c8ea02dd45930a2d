"""The model is an implementation of its own protocol: it is told lines, and answers lines that the schema knows."""

import json

import pytest

from hiwater_conform.adapter import AdapterEnded, Fault, Refused, Stepped, reply_of
from hiwater_conform.generator import RandomSteps
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.transcript import record, replay
from hiwater_conform.wire import start_line
from hiwater_model.configuration import Granularity, ImpossibleConfiguration
from hiwater_model.relation import start
from hiwater_model.steps import AuDoorio, AuUwrite, Call, Run


@pytest.mark.parametrize("granularity", Granularity)
def test_traffic_obeys_the_schema(granularity: Granularity) -> None:
    """Requests and answers of random runs obey the schema, and the model answers its own transcript."""
    random, adapter = RandomSteps(1), ModelAdapter()
    assert complaints("answer", json.loads(adapter.exchange([start_line(1)])[0])) == []
    for _ in range(6):
        transcript = record(random.configuration(64, granularity), random.step, 100)
        assert adapter.exchange(transcript.sent) == transcript.expected
        for line in transcript.sent:
            assert complaints("request", json.loads(line)) == []
        for line in transcript.expected:
            assert complaints("answer", json.loads(line)) == []


def test_typed_face() -> None:
    """The typed face starts, configures, steps and observes; a step that is not enabled is refused."""
    adapter, configuration = ModelAdapter(), RandomSteps(2).configuration(32, Granularity.FINE)
    assert adapter.start().language == "model"
    adapter.configure(configuration)
    reply = adapter.step(Call(0, AuUwrite((b"\1",))))
    assert isinstance(reply, Stepped)
    assert reply.changed == {"user0.descriptor": ["01"]}
    assert adapter.observe()["user0.descriptor"] == ["01"]
    assert isinstance(adapter.step(Run(0)), Refused)
    assert isinstance(adapter.step(Call(0, AuDoorio(9))), Refused)


def test_an_impossible_configuration_is_not_taken() -> None:
    """A configuration that breaks a rule is refused with the rule."""
    configuration = RandomSteps(2).configuration(64, Granularity.FINE)._replace(width=16)
    with pytest.raises(AdapterEnded, match="width is 32 or 64, not 16"):
        ModelAdapter().configure(configuration)
    with pytest.raises(ImpossibleConfiguration):
        start(configuration)


def test_a_fault_is_an_answer() -> None:
    """A fault is read as what it is; an object that is no answer ends the talk."""
    assert reply_of({"seq": 1, "fault": "freed twice"}) == Fault("freed twice")
    with pytest.raises(AdapterEnded):
        reply_of({"seq": 1, "events": []})


def test_replay_leaves_out_what_is_not_enabled() -> None:
    """A replayed run keeps the steps that are enabled, and says no more than these."""
    configuration = RandomSteps(3).configuration(64, Granularity.BLOCKING)
    steps = (Call(0, AuUwrite((b"a",))), Run(0), Call(0, AuUwrite((b"b",))))
    assert replay(configuration, steps).steps == (steps[0], steps[2])
