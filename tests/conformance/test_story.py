"""A divergence is told, saved and replayed as any other run."""

import json
from pathlib import Path

import pytest

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.comparison import Divergence, compare_steps
from hiwater_conform.difference import MISSING, Difference
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.replaying import replay
from hiwater_conform.run_parts import SeenDifference, ShrinkingStage
from hiwater_conform.runs import SavedRun, read_run, run_text, write_run
from hiwater_conform.story import saved, tell, tell_saved
from hiwater_conform.telling.difference import difference_told
from hiwater_model.events import Synced
from hiwater_model.examples import WORLD
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply
from hiwater_model.steps import AuClose, AuWrite, Call, Run, Step, Tick

ONE_RECORD = (Call(0, AuWrite("thread", (b"x",))), Call(0, AuClose(0, "thread", 1, 6, 0, None)))


class CountsTwice(ModelAdapter):
    """The model, but each queued record counts twice in the counter `enqueue`."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, and the lie."""
        outcome = apply(machine, step)
        zone = outcome.machine.zones[0]
        grown = zone.counters.enqueue - machine.zones[0].counters.enqueue
        zone = zone._replace(counters=zone.counters._replace(enqueue=zone.counters.enqueue + grown))
        return outcome._replace(machine=outcome.machine._replace(zones=(zone,)))


class Syncs(ModelAdapter):
    """The model, but it says that it syncs the disks when a tick passes."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, with an event too many."""
        outcome = apply(machine, step)
        return outcome._replace(events=(Synced("X-01"), *outcome.events)) if isinstance(step, Tick) else outcome


def diverging(adapter: Adapter, *steps: Step) -> Divergence:
    """Where the implementation differs in these steps."""
    divergence = compare_steps(adapter, WORLD, steps)
    assert divergence is not None
    return divergence


@pytest.mark.parametrize(("adapter", "steps"), [(CountsTwice(), ONE_RECORD), (Syncs(), (Tick(1),))])
def test_saved_divergence_is_a_run(adapter: Adapter, steps: tuple[Step, ...], tmp_path: Path) -> None:
    """It obeys the schema, reads back as it was, holds on the model, and fails on the implementation at its step."""
    divergence = diverging(adapter, *steps)
    run = saved(divergence, (ShrinkingStage("found", 9, 0.5),), "mine")
    assert complaints("run", json.loads(run_text(run))) == []
    write_run(tmp_path / "run.json", run)
    assert read_run(tmp_path / "run.json") == run
    assert replay(run, ModelAdapter()).mismatch is None
    mismatch = replay(run, adapter).mismatch
    assert mismatch is not None
    assert (mismatch.step, mismatch.subject) == (len(steps), divergence.difference.key)


def test_a_saved_divergence_has_one_expectation() -> None:
    """After the last step: the model's events, and what changed, with all queued records."""
    (expectation,) = saved(diverging(CountsTwice(), *ONE_RECORD), (), "mine").expectations
    assert expectation.after == 2
    assert expectation.holds["zone0.enqueue"] == 1
    assert len(expectation.holds["zone0.records"]) == 1
    assert [event["event"] for event in expectation.events] == ["returned"]


def test_found_divergence_of_random_steps_is_told() -> None:
    """The story of a long run ends with both values and the blamed clause, in lines that fit."""
    report = run_campaign(CountsTwice(), Plan(5_000, 3))
    assert report.divergence is not None
    story = tell(report.divergence, "mine")
    assert f"After step {len(report.divergence.steps)}, " in story
    assert f"Clause {report.divergence.difference.clause}: " in story
    assert max(map(len, story.splitlines())) <= 110


def test_difference_before_the_first_step_is_told() -> None:
    """A divergence of the first observation has no steps, and is told and saved all the same."""
    divergence = Divergence(WORLD, (), Difference("zone0.count", 0, 1, None), "", "")
    assert "Before the first step, zone0.count differs:" in tell(divergence, "mine")
    assert saved(divergence, (), "mine").expectations[0].holds == {"zone0.count": 0}


def test_a_run_is_told() -> None:
    """A run without any part beside its steps is told from its configuration on; a saved one with its title."""
    story = tell_saved(SavedRun(WORLD, (*ONE_RECORD, Run(4))))
    assert story.startswith("  given profile, 64 bit records")
    assert "    3  reader0 goes on, reading delay of zone0 (output:start)" in story
    assert "       * reader0 calls door 7 with COMPLETE" in story
    title = "mine differs from the model in zone0.enqueue"
    assert tell_saved(saved(diverging(CountsTwice(), *ONE_RECORD), (), "mine")).startswith(title)


@pytest.mark.parametrize(
    ("key", "expected", "actual", "words"),
    [
        ("zone0.count", 1, 2, ("1", "2")),
        ("user0.wait", ["idle"], ["asleep", 493, "write_cv", 0], ("is idle", "sleeps on write_cv of zone0")),
        ("events", {"event": "synced"}, MISSING, ("the disks are synced", MISSING)),
        ("events", {"event": "synced"}, {"event": "danced"}, ('{"event":"synced"}', '{"event":"danced"}')),
        ("answer", "a" * 300 + "b", "a" * 300 + "c", ("…" + "a" * 20 + "b", "…" + "a" * 20 + "c")),
    ],
)
def test_two_values_stand_side_by_side(key: str, expected: object, actual: object, words: tuple[str, str]) -> None:
    """Values are said in words where both can be; long ones are cut where they begin to differ."""
    _, first, second = difference_told(SeenDifference("mine", 1, key, expected, actual, None))
    assert first.startswith(f"  the model  {words[0]}")
    assert second.startswith(f"  mine       {words[1]}")
