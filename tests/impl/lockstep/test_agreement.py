"""The shipped pipeline under control takes the model's steps, at every point of the file and of its neighbours."""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest

from hiwater_conform.adapter import Refused, Stepped
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.findings import Finding, all_findings
from hiwater_conform.generator import RandomSteps
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.replaying import replay
from hiwater_conform.runs import SavedRun
from hiwater_conform.scenarios import all_scenarios
from hiwater_conform.story import tell
from hiwater_conform.transcript import record
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.events import Undefined
from hiwater_model.relation import NotEnabled, Outcome, apply, start
from hiwater_model.steps import Answer, Run, Softcall, Step, TimerFires


@pytest.fixture
def adapter() -> Iterator[ImplementationAdapter]:
    """Our implementation; its threads are given back."""
    made = ImplementationAdapter()
    yield made
    made.close()


@pytest.mark.parametrize("width", [64, 32])
@pytest.mark.parametrize("granularity", Granularity)
def test_agrees(adapter: ImplementationAdapter, width: int, granularity: Granularity) -> None:
    """Model and implementation agree over thousands of random steps at each width, granularity and profile."""
    report = run_campaign(adapter, Plan(6_000, 40 + width, (width,), (granularity,), tuple(Profile)))
    assert report.divergence is None, tell(report.divergence, "implementation")
    assert report.steps == 6_000


def test_every_point_is_reached(adapter: ImplementationAdapter) -> None:
    """A short campaign passes all 108 points, so none of them is left out of the code."""
    report = run_campaign(adapter, Plan(20_000, 3))
    assert report.divergence is None
    assert report.coverage.summary()["points_never_reached"] == []


@pytest.mark.campaign
def test_agrees_for_long(adapter: ImplementationAdapter) -> None:
    """A million random steps."""
    report = run_campaign(adapter, Plan(1_000_000, 11, profiles=tuple(Profile)))
    assert report.divergence is None, tell(report.divergence, "implementation")


@pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
def test_quirk_is_kept(adapter: ImplementationAdapter, finding: Finding) -> None:
    """Each quirk of the C is one of the implementation, also those that end without a defined outcome."""
    replayed = replay(finding, adapter)
    assert replayed.mismatch is None
    assert len(replayed.answers) == len(finding.steps)


@pytest.mark.parametrize("scenario", all_scenarios().values(), ids=lambda scenario: scenario.id)
def test_scenario_plays(adapter: ImplementationAdapter, scenario: SavedRun) -> None:
    """The scenes of the demo play on the implementation as they do on the model."""
    assert replay(scenario, adapter).mismatch is None


def test_undefined_outcomes_are_said(adapter: ImplementationAdapter) -> None:
    """Where the model has no defined next act, the implementation says so, with the same line of the file."""
    random, seen = RandomSteps(5), set()
    for number in range(400):
        configuration = random.configuration(64, (Granularity.FINE, Granularity.BLOCKING)[number % 2], Profile.GIVEN)
        steps, outcome = _run_to_the_end(random, configuration, 150)
        if outcome is not None and outcome.machine.halted == "undefined":
            adapter.configure(configuration)
            replies = [adapter.step(step) for step in steps]
            reply = replies[-1]
            assert isinstance(reply, Stepped)
            [expected] = [event for event in outcome.events if isinstance(event, Undefined)]
            assert (reply.events[-1]["event"], reply.events[-1]["line"]) == ("undefined", expected.line)
            seen.add(reply.events[-1]["reason"])
    assert len(seen) >= 5


def _run_to_the_end(
    random: RandomSteps, configuration: Configuration, longest: int
) -> tuple[list[Step], Outcome | None]:
    """Steps of the model up to a halt, with the outcome of the last."""
    machine, outcome = start(configuration), None
    steps: list[Step] = []
    while len(steps) < longest and machine.halted is None:
        step = random.step(machine)
        if step is None:
            break
        with suppress(NotEnabled):
            outcome = apply(machine, step)
            machine = outcome.machine
            steps.append(step)
    return steps, outcome


def test_steps_that_are_not_enabled_are_refused(adapter: ImplementationAdapter) -> None:
    """A thread that may not go on is not let go on, whoever asks, and nothing changes by the attempt."""
    random, refused = RandomSteps(9), 0
    for _ in range(12):
        configuration = random.configuration(64, Granularity.FINE, Profile.GIVEN)
        adapter.configure(configuration)
        machine = start(configuration)
        threads = range(len(machine.threads))
        for _ in range(60):
            attempts: list[Step] = [Softcall(), TimerFires(), *map(Run, threads)]
            attempts.extend(Answer(thread, 0, 0) for thread in threads)
            for attempt in attempts:
                try:
                    apply(machine, attempt)
                except NotEnabled:
                    before = adapter.observe()
                    assert isinstance(adapter.step(attempt), Refused)
                    assert adapter.observe() == before
                    refused += 1
            step = random.step(machine)
            assert step is not None
            with suppress(NotEnabled):
                after = apply(machine, step).machine
                if after.halted is not None:
                    break
                assert isinstance(adapter.step(step), Stepped)
                machine = after
    assert refused > 1_000


def test_the_process_answers_the_same_bytes(adapter: ImplementationAdapter) -> None:
    """Over standard input and output the implementation answers what it answers in this process."""
    random = RandomSteps(21)
    with ProcessAdapter([sys.executable, "-m", "hiwater_impl.lockstep"]) as process:
        for granularity in Granularity:
            transcript = record(random.configuration(64, granularity, Profile.GIVEN), random.step, 300)
            assert process.exchange(transcript.sent) == adapter.exchange(transcript.sent) == transcript.expected


def test_who_answers(adapter: ImplementationAdapter) -> None:
    """It declares its language and what it can do; a step before a configuration is refused."""
    assert adapter.start().language == "python"
    [answer] = adapter.exchange([b'{"seq":7,"do":"observe"}'])
    assert json.loads(answer) == {"seq": 7, "refused": "configure comes first"}
