"""The kit: who tells the truth conforms, every liar is caught, and every clause has a verdict with a reason."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from hiwater_conform.adapter import Declaration, Skip
from hiwater_conform.clauses import clause_registry
from hiwater_conform.conforming import TIERS, Judged, Verdict, conform
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.replaying import replay
from tests.conformance.liars.liars import LIARS
from tests.conformance.liars.table import PAGE
from tests.conformance.liars.trial import try_liar

TINY = TIERS["tiny"]


def judge(adapter: ModelAdapter, wanted: str = "") -> Judged:
    """At the tiny tier."""
    return conform(adapter, TINY, 1, name="it", wanted=wanted)


@pytest.mark.parametrize("name", LIARS)
def test_liar_is_caught(name: str) -> None:
    """And blamed on a clause that it breaks, or on the protocol."""
    trial = try_liar(name)
    assert trial.caught, trial


def test_the_truth_conforms() -> None:
    """Every clause but those without a defined outcome, and the daemon's, passes; nothing is claimed without steps."""
    judged = judge(ModelAdapter())
    assert judged.conforms
    assert judged.parts["random"] >= TINY.random_steps
    passed = [one for one in judged.verdicts if one.verdict is Verdict.PASS]
    assert len(passed) >= 150
    assert all(one.times > 0 for one in passed)
    assert len(judged.verdicts) == len(clause_registry().clauses)


def test_only_wanted_clauses_are_judged() -> None:
    """By the beginning of their ids."""
    assert {one.clause[:4] for one in judge(ModelAdapter(), "ENQ-").verdicts} == {"ENQ-"}


class Skipping(ModelAdapter):
    """A system without deferred records, which would fail if it were asked for one."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[bytes] = []

    def start(self) -> Declaration:
        """It says what it lacks."""
        return super().start()._replace(skips=(Skip("DEFER", "There are no system calls.", "a page"),))

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Answers are kept."""
        answers = super().exchange(lines)
        self.answers += answers
        return answers


def test_what_is_skipped_is_not_asked() -> None:
    """The verdict says why, and no step of the campaign defers a record."""
    adapter = Skipping()
    judged = judge(adapter)
    verdicts = {one.clause: one for one in judged.verdicts}
    assert judged.conforms
    assert verdicts["DEFER-01"].verdict is Verdict.SKIPPED
    assert verdicts["DEFER-01"].why == "There are no system calls. a page"
    assert verdicts["ENQ-07"].verdict is Verdict.PASS
    assert len(adapter.answers) > TINY.random_steps
    assert not any(b'"deferred":[[' in answer for answer in adapter.answers)


def test_a_broken_protocol_breaks_what_agreed() -> None:
    """Who dies has no clause that passes."""
    command = [sys.executable, "-m", "tests.conformance.liars", "dies"]
    with ProcessAdapter(command) as adapter:
        judged = conform(adapter, TINY, 1, name="it")
    assert judged.failures[0].clause is None
    assert {one.verdict for one in judged.verdicts} == {Verdict.ASSUMPTION_BROKEN}


def test_a_failure_is_a_run_that_shows_it_again(tmp_path: Path) -> None:
    """On the model it holds what the model does."""
    command = [sys.executable, "-m", "tests.conformance.liars", "never-drops"]
    with ProcessAdapter(command) as adapter:
        judged = conform(adapter, TINY._replace(failures=1), 1, name="it")
    (failure,) = judged.failures
    assert failure.run.stages[0].steps >= len(failure.run.steps)
    assert replay(failure.run, ModelAdapter()).reproduced
    assert "BLOCK-01" in failure.told()


@pytest.mark.parametrize("capabilities", [(), ("parallel",)])
def test_nothing_to_ask_is_told(capabilities: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a granularity there is no campaign."""
    monkeypatch.setattr("hiwater_conform.model_adapter.CAPABILITIES", capabilities)
    judged = judge(ModelAdapter())
    assert judged.declaration is None
    assert "nothing to ask" in str(judged.smoke.checks[-1].problem)
    assert not judged.conforms


def test_the_table_has_every_liar() -> None:
    """None is missing from the page, and none of them passed when it was made."""
    page = PAGE.read_text(encoding="utf-8")
    names = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("| ")]
    assert names == ["liar", *LIARS]
    assert "**passed**" not in page
