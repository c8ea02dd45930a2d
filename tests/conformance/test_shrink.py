"""An implementation that lies is found, and its lie is told in a few steps with the clause that it breaks."""

import gc

import pytest

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.clauses import clause_registry
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.shrink import shrink
from hiwater_conform.story import clause_sentence, tell
from hiwater_conform.transcript import Transcript
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply
from hiwater_model.steps import Memory, Step


class Liar(ModelAdapter):
    """The model with one field of the global zone's queue or counters one higher whenever a step changes it."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self._field = field

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, and the lie."""
        outcome = apply(machine, step)
        zone = outcome.machine.zones[0]
        part = "queue" if self._field in zone.queue._fields else "counters"
        values, before = getattr(zone, part), getattr(machine.zones[0], part)
        if getattr(values, self._field) == getattr(before, self._field):
            return outcome
        values = values._replace(**{self._field: getattr(values, self._field) + 1})
        zone = zone._replace(**{part: values})
        return outcome._replace(machine=outcome.machine._replace(zones=(zone, *outcome.machine.zones[1:])))


@pytest.mark.parametrize(
    ("field", "line"),
    [("wblocked", 489), ("written", 453), ("enqueue", 406), ("nonattrib", 880), ("totalsize", 361), ("rblocked", None)],
)
def test_lie_is_blamed_on_its_clause(field: str, line: int | None) -> None:
    """A counter that is one too high is blamed on the clause that counts, in a run of at most eight steps."""
    liar = Liar(field)
    report = run_campaign(liar, Plan(30_000, 3))
    assert report.divergence is not None
    shrunk = shrink(liar, report.divergence, seconds=10)
    assert shrunk.divergence.difference.key.endswith(f".{field}")
    blamed = shrunk.divergence.difference.clause
    assert blamed is not None
    span = clause_registry().find(blamed).span
    assert span is None or (line is not None and span.holds(line))  # audit(2) and the output thread count too
    assert len(shrunk.divergence.steps) <= 8
    assert clause_sentence(blamed) in " ".join(tell(shrunk.divergence, "liar").split())


def test_shrinking_is_bounded_in_time() -> None:
    """Without time the run stays as it was found, and still is a divergence."""
    liar = Liar("count")
    report = run_campaign(liar, Plan(5_000, 3))
    assert report.divergence is not None
    shrunk = shrink(liar, report.divergence, seconds=0)
    assert len(shrunk.divergence.steps) == len(report.divergence.steps)


class Ending(ModelAdapter):
    """Ends when memory runs out."""

    restarts = 0

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, or the end."""
        if isinstance(step, Memory) and not step.available:
            raise AdapterEnded("out of memory")
        return apply(machine, step)

    def restart(self) -> None:
        """Count it."""
        self.restarts += 1


def test_end_of_an_implementation_is_a_divergence() -> None:
    """An implementation that ends is begun anew, and the step at which it ended is found."""
    ending = Ending()
    report = run_campaign(ending, Plan(30_000, 3))
    assert report.divergence is not None
    assert ending.restarts == 1
    shrunk = shrink(ending, report.divergence, seconds=10)
    assert [type(step) for step in shrunk.divergence.steps] == [Memory]
    assert "out of memory" in tell(shrunk.divergence, "ending")


class Spaced(ModelAdapter):
    """Answers as the model does, but for blanks."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """The model's answers with a blank."""
        return [answer.replace(b":", b": ", 1) for answer in super().exchange(lines)]


class Misnumbered(ModelAdapter):
    """Answers as the model does, under another number."""

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """The model's answers, their numbers one digit longer."""
        return [answer.replace(b'"seq":', b'"seq":1', 1) for answer in super().exchange(lines)]


def test_other_bytes_that_say_the_same_are_no_divergence() -> None:
    """Blanks are compared by what they stand between; a number that is not echoed differs."""
    assert run_campaign(Spaced(), Plan(1_000, 1)).divergence is None
    report = run_campaign(Misnumbered(), Plan(1_000, 1))
    assert report.divergence is not None
    assert report.divergence.difference.key == "answer"


def test_cases_that_end_leave_nothing_behind() -> None:
    """Thousands of them are tried without a collection between: none may keep its run alive once it was judged."""

    class Ending(ModelAdapter):
        def exchange(self, lines: list[bytes]) -> list[bytes]:
            """Ends before the last answer."""
            raise AdapterEnded("it always ends", super().exchange(lines[:-1]))

    ending = Ending()
    divergence = run_campaign(ending, Plan(50, 1)).divergence
    assert divergence is not None
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        shrink(ending, divergence, seconds=1)
        gc.collect()
        assert not [one for one in gc.garbage if isinstance(one, Transcript)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
