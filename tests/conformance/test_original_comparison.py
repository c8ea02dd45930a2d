"""The unmodified C and the model agree; a C that was changed in one place is found, blamed and told shortly."""

from collections.abc import Iterator

import pytest

from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.clauses import clause_registry
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.runs import run_from_wire, run_to_wire
from hiwater_conform.shrink import shrink
from hiwater_conform.story import saved, tell
from hiwater_conform.transcript import replay
from hiwater_model.configuration import Granularity, Profile
from tests.conformance.original_source import changed_text, original_text


@pytest.fixture(scope="module")
def adapter() -> Iterator[OriginalAdapter]:
    """The original, compiled."""
    with OriginalAdapter(original_text()) as made:
        yield made


def test_original_declares_itself(adapter: OriginalAdapter) -> None:
    """The original says that it is C and that a judge may schedule it at both granularities."""
    declaration = adapter.start()
    assert declaration.language == "c"
    assert {"scheduled:fine", "scheduled:blocking"} <= set(declaration.capabilities)


@pytest.mark.parametrize("width", [64, 32])
@pytest.mark.parametrize("granularity", Granularity)
def test_original_agrees(adapter: OriginalAdapter, width: int, granularity: Granularity) -> None:
    """Model and original agree over thousands of random steps at each width and granularity."""
    plan = Plan(8_000, 100 + width, (width,), (granularity,), (Profile.GIVEN, Profile.DEBUG))
    report = run_campaign(adapter, plan)
    assert report.divergence is None, tell(report.divergence, "original")
    assert report.steps == 8_000
    assert report.coverage.unknown() == []


@pytest.mark.campaign
def test_original_agrees_for_long(adapter: OriginalAdapter) -> None:
    """Model and original agree over a million random steps."""
    report = run_campaign(adapter, Plan(1_000_000, 77, profiles=(Profile.GIVEN, Profile.DEBUG)))
    assert report.divergence is None, tell(report.divergence, "original")


def test_change_is_told_shortly_and_can_be_replayed() -> None:
    """A change in one line is blamed on the clause of that line; the run that is saved shows it again."""
    line = 374
    with OriginalAdapter(changed_text(line, ">=", ">")) as changed:
        report = run_campaign(changed, Plan(60_000, 1))
        assert report.divergence is not None
        shrunk = shrink(changed, report.divergence, seconds=60)
        divergence = shrunk.divergence
        assert divergence.difference.clause is not None
        span = clause_registry().find(divergence.difference.clause).span
        assert span is not None
        assert span.holds(line)
        assert len(divergence.steps) <= 12
        run = saved(divergence, shrunk.stages, "changed")
        assert complaints("run", run_to_wire(run)) == []
        again = run_from_wire(run_to_wire(run))
        transcript = replay(again.configuration, again.steps)
        assert transcript.steps == divergence.steps
        assert changed.exchange(transcript.sent) != transcript.expected
    story = tell(divergence, "changed")
    assert f"Clause {divergence.difference.clause}" in story
    assert f"After step {len(divergence.steps)}" in story


def test_file_that_sets_its_result_agrees_as_later_illumos() -> None:
    """With the variable set, as later illumos has it, the file agrees at the profile of later illumos."""
    with OriginalAdapter(changed_text(627, "error;", "error = 0;")) as later:
        report = run_campaign(later, Plan(30_000, 4, profiles=(Profile.LATER,)))
    assert report.divergence is None, tell(report.divergence, "later")


def test_ended_process_is_found_and_begun_anew() -> None:
    """A C that crashes is a divergence like any other, and does not keep the judge from going on."""
    with OriginalAdapter(changed_text(437, "= l;", "= (void *)8;")) as crashing:
        report = run_campaign(crashing, Plan(60_000, 1))
        assert report.divergence is not None
        shrunk = shrink(crashing, report.divergence, seconds=60)
        assert len(shrunk.divergence.steps) <= 12
