"""The parked threads of the shipped pipeline: Hypothesis, every state, every schedule; planted faults fall to each."""

from collections.abc import Iterator

import pytest

from hiwater_check.planted_faults import planted_faults
from hiwater_conform.comparison import Divergence
from hiwater_conform.exploring.priorities import explore_at_random
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.schedule import replay_schedule
from hiwater_conform.exploring.schedules import explore_schedules
from hiwater_conform.exploring.states import explore_states
from hiwater_conform.lockstep import search
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from hiwater_inspector.command_line.planting import planted
from hiwater_model.configuration import Granularity

FAULTS = {fault.name: fault for fault in planted_faults()}
SECONDS = 60.0
"""More than any of these takes; an exploration that is cut off is not exhausted, which fails."""


@pytest.fixture
def adapter() -> Iterator[ImplementationAdapter]:
    """Our implementation; its threads are given back."""
    made = ImplementationAdapter()
    yield made
    made.close()


def test_hypothesis_finds_no_difference() -> None:
    """Stateful Hypothesis drives both through hundreds of steps at both granularities."""
    report = search(ImplementationAdapter, 25, 60, seed=4)
    assert report.shrunk is None
    assert report.steps > 500


def test_hypothesis_finds_a_planted_fault() -> None:
    """A fault is found and shrunk to a short run."""
    with planted(FAULTS["full-is-one-more"]) as wrong:
        report = search(lambda: wrong, 200, 80, seed=1, hypothesis_seconds=2.0)
    assert report.shrunk is not None
    assert report.shrunk.divergence.difference.clause in FAULTS["full-is-one-more"].clauses
    assert len(report.shrunk.divergence.steps) <= 12


@pytest.mark.parametrize("name", ["one writer", "halt", "policy", "zone shutdown"])
def test_every_state_is_the_models(adapter: ImplementationAdapter, name: str) -> None:
    """Every reachable state of a small program, each transition a step of the model, each refusal a refusal."""
    report = explore_states(PROGRAMS[name].at(Granularity.BLOCKING), adapter, seconds=SECONDS)
    assert report.found is None
    assert report.exhausted
    assert report.refusals > report.states


@pytest.mark.campaign
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_every_state_of_every_program(adapter: ImplementationAdapter, name: str) -> None:
    """All named programs, with two writers, an asynchronous event and a failing door among them, to the last state."""
    report = explore_states(PROGRAMS[name].at(Granularity.BLOCKING), adapter, seconds=3_600)
    assert report.found is None
    assert report.exhausted


def test_every_schedule_within_a_bound_is_deterministic(adapter: ImplementationAdapter) -> None:
    """All schedules with two preemptions at most, each run twice with the same answers."""
    report = explore_schedules(PROGRAMS["one writer"], adapter, preemptions=2, seconds=SECONDS, twice=True)
    assert report.found is None
    assert report.exhausted
    assert set(report.ended) >= {"finished", "stuck"}


def test_random_schedules_agree(adapter: ImplementationAdapter) -> None:
    """Random priorities at the fine granularity, over a program that is too large to be exhausted here."""
    program = PROGRAMS["two writers"].at(Granularity.FINE)
    report = explore_at_random(program, adapter, schedules=40, changes=3, seed=2, seconds=SECONDS, twice=True)
    assert report.found is None
    assert report.schedules == 40


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("if-for-while", "three writers"),
        ("writers-not-woken", "two writers"),
        ("again-is-an-error", "two writers"),
        ("lock-not-respected", "daemon"),
    ],
)
def test_exploration_finds_a_planted_fault(name: str, program: str) -> None:
    """Small programs suffice to see the fault, and the schedule that is told shows it again."""
    with planted(FAULTS[name]) as wrong:
        report = explore_states(PROGRAMS[program], wrong, seconds=SECONDS)
        assert isinstance(report.found, Divergence)
        assert report.schedule is not None
        assert replay_schedule(PROGRAMS[program], wrong, report.schedule) is not None
