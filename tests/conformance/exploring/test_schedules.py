"""Schedules are run within a bound on preemptions and at random, can be had again from a string, and find faults."""

import json

import pytest

from hiwater_conform.comparison import Divergence
from hiwater_conform.exploring.batch import Nondeterminism
from hiwater_conform.exploring.priorities import explore_at_random
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.schedule import BadSchedule, replay_schedule, schedule_of, steps_of
from hiwater_conform.exploring.schedules import explore_schedules
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_model.configuration import Granularity
from hiwater_model.steps import Tick
from tests.conformance.exploring.liars import IgnoresLock, LosesBroadcast, Miscounts, Wavers
from tests.conformance.exploring.search import search
from tests.conformance.original_source import original_text

FINE, BLOCKING = Granularity.FINE, Granularity.BLOCKING


@pytest.mark.parametrize("name", ["one writer", "halt"])
def test_unbounded_search_reaches_every_end(name: str) -> None:
    """Without a bound the schedules end in the same machines as a search of the pure model."""
    report = explore_schedules(PROGRAMS[name], ModelAdapter(), preemptions=None)
    assert report.exhausted
    assert report.found is None
    assert report.ends == search(PROGRAMS[name]).ends
    assert sum(report.ended.values()) == report.schedules


def test_bounds_include_one_another() -> None:
    """A higher bound runs more schedules and reaches all ends of the lower one; the numbers are known."""
    program, before = PROGRAMS["one writer"].at(FINE), frozenset[object]()
    for bound, schedules in ((0, 10), (1, 275)):
        report = explore_schedules(program, ModelAdapter(), preemptions=bound)
        assert report.exhausted
        assert report.schedules == schedules
        assert report.ends >= before
        before = report.ends
    assert before <= search(program).ends


def test_stuck_schedules_are_told() -> None:
    """The kinds of stuck end are told, each with a schedule that leads there."""
    report = explore_schedules(PROGRAMS["one writer"].at(FINE), ModelAdapter(), preemptions=0)
    [one] = report.stuck
    assert one.kind.findings == ("W1 or W6",)
    summary = json.loads(json.dumps(report.summary()))
    assert (summary["schedules"], summary["ends"]) == (10, len(report.ends))
    assert len(steps_of(PROGRAMS["one writer"].at(FINE), one.schedule)) <= report.longest


@pytest.mark.parametrize(
    ("liar", "name", "key"),
    [
        (LosesBroadcast, "three writers", "events"),
        (IgnoresLock, "three writers", "answer"),
        (Miscounts, "three writers", "zone0.wblocked"),
    ],
)
def test_lies_fall(liar: type[ModelAdapter], name: str, key: str) -> None:
    """Depth first and at random each lie is found in one of the first schedules, whose string shows it again."""
    program = PROGRAMS[name].at(FINE)
    for report in (
        explore_schedules(program, liar(), preemptions=1),
        explore_at_random(program, liar(), schedules=500, changes=3, seed=1),
    ):
        assert isinstance(report.found, Divergence)
        assert report.found.difference.key == key
        assert report.schedules <= 100
        assert report.schedule is not None
        assert steps_of(program, report.schedule)[: len(report.found.steps)] == report.found.steps
        assert replay_schedule(program, ModelAdapter(), report.schedule) is None
        assert isinstance(replay_schedule(program, liar(), report.schedule), Divergence)


def test_twice_finds_nondeterminism_before_any_divergence() -> None:
    """With each schedule run twice, answers that differ are found even where both would be taken for divergences."""
    report = explore_schedules(PROGRAMS["daemon"], Wavers(), preemptions=1, twice=True)
    assert report.twice
    assert isinstance(report.found, Nondeterminism)
    assert report.found.first != report.found.second
    assert report.schedule is not None
    assert schedule_of(PROGRAMS["daemon"], report.found.steps) == report.schedule


def test_random_schedules_recur_with_their_seed() -> None:
    """The same seed runs the same schedules, another one others."""
    program = PROGRAMS["two writers"]
    first, again, other = (
        explore_at_random(program, ModelAdapter(), schedules=15, changes=3, seed=seed) for seed in (1, 1, 2)
    )
    assert first.schedules == 15
    assert first.found is None
    assert (first.ends, first.steps) == (again.ends, again.steps)
    assert first.ends != other.ends


def test_time_is_bounded() -> None:
    """Without time nothing is run, and the search is not exhausted."""
    report = explore_schedules(PROGRAMS["two writers"], ModelAdapter(), preemptions=2, seconds=0)
    assert (report.schedules, report.exhausted) == (0, False)


def test_schedule_there_and_back() -> None:
    """Steps become a string, and the string the same steps with those that follow without a choice."""
    program = PROGRAMS["one writer"]
    steps = steps_of(program, "00001")
    assert schedule_of(program, steps) == "00001"
    assert steps_of(program, "") == ()


def test_bad_schedules_are_refused() -> None:
    """A string that the program cannot follow is refused with the character, steps that it cannot take with theirs."""
    program = PROGRAMS["one writer"]
    with pytest.raises(BadSchedule, match="character 2 of the schedule is '9'; it may be 0 to 1 there"):
        steps_of(program, "09")
    with pytest.raises(BadSchedule, match="character 1 of the schedule is 'Z'"):
        replay_schedule(program, ModelAdapter(), "Z")
    with pytest.raises(BadSchedule, match="comes after its end"):
        steps_of(program, "00001" + "0" * 50)
    with pytest.raises(BadSchedule, match="step 1 is none that the program 'one writer' can take"):
        schedule_of(program, (Tick(3),))


def test_original_in_schedules() -> None:
    """The C agrees with the model in every fine schedule of the smallest program with one preemption, run twice."""
    with OriginalAdapter(original_text()) as original:
        report = explore_schedules(PROGRAMS["one writer"].at(FINE), original, preemptions=1, twice=True)
        at_random = explore_at_random(PROGRAMS["two writers"].at(FINE), original, schedules=20, changes=3, seed=1)
    assert (report.found, report.schedules, report.exhausted) == (None, 275, True)
    assert (at_random.found, at_random.schedules) == (None, 20)
