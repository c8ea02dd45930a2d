"""The explorer visits every state, takes every transition, and stops at the first answer that is not the model's."""

import json

import pytest

from hiwater_conform.comparison import Divergence
from hiwater_conform.exploring.batch import Nondeterminism
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.schedule import replay_schedule
from hiwater_conform.exploring.states import explore_states
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.shrink import shrink
from hiwater_conform.story import tell
from hiwater_model.configuration import Granularity
from tests.conformance.exploring.liars import (
    ChangesWhenRefusing,
    Ends,
    IgnoresLock,
    LosesBroadcast,
    Miscounts,
    Wavers,
)
from tests.conformance.exploring.search import search
from tests.conformance.original_source import original_text

FINE, BLOCKING = Granularity.FINE, Granularity.BLOCKING


@pytest.mark.parametrize(
    ("name", "granularity", "states", "transitions"),
    [
        ("one writer", BLOCKING, 44, 64),
        ("one writer", FINE, 1_325, 2_426),
        ("halt", BLOCKING, 76, 118),
        ("daemon", BLOCKING, 636, 1_536),
        ("policy", BLOCKING, 674, 1_418),
        ("zone shutdown", BLOCKING, 362, 629),
        ("no memory", BLOCKING, 598, 1_264),
    ],
)
def test_all_states_as_an_independent_search(
    name: str, granularity: Granularity, states: int, transitions: int
) -> None:
    """States, transitions and the farthest state are those that a search of the pure model finds."""
    program = PROGRAMS[name].at(granularity)
    report, found = explore_states(program, ModelAdapter()), search(program)
    assert report.found is None
    assert report.exhausted
    assert (report.states, report.transitions) == (found.states, found.transitions) == (states, transitions)
    assert report.deepest >= found.farthest
    assert report.observations <= report.states
    assert report.steps >= report.transitions - report.undefined
    assert report.refusals > report.states


@pytest.mark.campaign
@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_all_states_at_both_granularities(name: str) -> None:
    """Every named program is explored whole, but for the fine steps of those with three threads."""
    for granularity in Granularity:
        if len(PROGRAMS[name].calls) < 3 or granularity is BLOCKING:
            report = explore_states(PROGRAMS[name].at(granularity), ModelAdapter(), seconds=3_600)
            assert report.found is None
            assert report.exhausted


def test_stuck_states_are_told() -> None:
    """A writer behind a daemon that is gone is told with its wait, the finding, and a schedule that leads there."""
    report = explore_states(PROGRAMS["one writer"], ModelAdapter())
    [one] = report.stuck
    assert one.states == 2
    assert one.kind.findings == ("W1 or W6",)
    assert one.kind.freed_by == "a call"
    assert [str(waiting) for waiting in one.kind.waiting] == ["user0 waits (asleep) for write_cv of zone 0 at 493"]
    assert replay_schedule(PROGRAMS["one writer"], ModelAdapter(), one.schedule) is None
    summary = json.loads(json.dumps(report.summary()))
    assert (summary["states"], summary["stuck"][0]["findings"]) == (44, ["W1 or W6"])


def test_time_is_bounded() -> None:
    """Without time an exploration ends, and says that it is not complete."""
    report = explore_states(PROGRAMS["two writers"], ModelAdapter(), seconds=0)
    assert not report.exhausted
    assert report.runs == 1


def test_lost_broadcast_falls() -> None:
    """A broadcast that wakes one of two sleepers is found, and the divergence shrinks and is told as any other."""
    report = explore_states(PROGRAMS["three writers"], LosesBroadcast())
    assert isinstance(report.found, Divergence)
    assert not report.exhausted
    assert report.found.difference.key == "events"
    assert report.schedule is not None
    assert replay_schedule(PROGRAMS["three writers"], LosesBroadcast(), report.schedule) == report.found
    assert replay_schedule(PROGRAMS["three writers"], ModelAdapter(), report.schedule) is None
    shrunk = shrink(LosesBroadcast(), report.found, seconds=5)
    assert len(shrunk.divergence.steps) <= len(report.found.steps)
    assert "broadcast" in tell(shrunk.divergence, "liar")


@pytest.mark.parametrize(("name", "granularity"), [("three writers", FINE), ("policy", BLOCKING)])
def test_lock_that_is_not_respected_falls(name: str, granularity: Granularity) -> None:
    """A thread that takes a lock which another one holds is found by asking for what must be refused."""
    report = explore_states(PROGRAMS[name].at(granularity), IgnoresLock())
    assert isinstance(report.found, Divergence)
    assert report.found.difference.key == "answer"
    assert report.found.difference.clause == "LOCK-01"
    assert str(report.found.difference.expected).startswith('refused: {"step":"run","thread":')
    assert "LOCK-01" in tell(report.found, "liar")


def test_count_that_is_off_falls() -> None:
    """A counter that is wrong only when two writers sleep is found."""
    report = explore_states(PROGRAMS["three writers"], Miscounts())
    assert isinstance(report.found, Divergence)
    assert report.found.difference.key == "zone0.wblocked"


def test_refusal_that_changes_something_falls() -> None:
    """A refused step that leaves a trace is found by the look that follows."""
    report = explore_states(PROGRAMS["daemon"], ChangesWhenRefusing())
    assert isinstance(report.found, Divergence)
    assert report.found.difference.key == "zone0.sequence"


def test_end_of_an_implementation_falls() -> None:
    """An implementation that ends is begun anew, and the step at which it ended is a divergence."""
    ends = Ends()
    report = explore_states(PROGRAMS["daemon"], ends)
    assert isinstance(report.found, Divergence)
    assert report.found.difference.actual == "it fell over"
    assert ends.restarts >= 1


@pytest.mark.parametrize("granularity", Granularity)
def test_uncontrolled_nondeterminism_falls(granularity: Granularity) -> None:
    """An implementation that answers one run in two ways is reported with the first step at which it does."""
    report = explore_states(PROGRAMS["daemon"].at(granularity), Wavers())
    assert isinstance(report.found, Nondeterminism)
    assert ("syncs" in report.found.first) != ("syncs" in report.found.second)
    assert report.found.steps


@pytest.mark.parametrize("granularity", Granularity)
def test_original_in_every_state(granularity: Granularity) -> None:
    """The C agrees with the model in every state and transition of the smallest program."""
    program = PROGRAMS["one writer"].at(granularity)
    with OriginalAdapter(original_text()) as original:
        report = explore_states(program, original)
    assert report.found is None
    assert report.exhausted
    assert report.states == (44 if granularity is BLOCKING else 1_325)
