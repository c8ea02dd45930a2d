"""A run side by side: what is sent, what is compared, and how it ends."""

import pytest

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.lockstep import Beside, Diverged, Sightings, search
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_model.configuration import Granularity
from hiwater_model.examples import WORLD
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply
from hiwater_model.steps import AuditAsyncStart, AuDoorio, Call, Memory, Run, Step, Tick

SEEN_AT = 50
"""A run is observed whole after so many steps."""


class Odd(ModelAdapter):
    """The model, whose answers a test changes."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []
        self.restarts = 0

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """The answers, changed."""
        self.asked += lines
        return [self.changed(answer) for answer in super().exchange(lines)]

    def changed(self, answer: bytes) -> bytes:
        """The answer of the model."""
        return answer

    def restart(self) -> None:
        """Count it."""
        self.restarts += 1


def begun(adapter: ModelAdapter) -> tuple[Beside, Sightings]:
    """A run of the small world."""
    sightings = Sightings()
    beside = Beside(adapter, sightings)
    beside.begin(WORLD)
    return beside, sightings


def test_undefined_step_is_not_sent() -> None:
    """A step without a defined outcome ends the run; the implementation never sees it."""
    adapter = Odd()
    beside, sightings = begun(adapter)
    beside.take(Run(4))
    beside.take(Tick(1))
    sent = len(adapter.asked)
    beside.take(Call(0, AuditAsyncStart(310, 1)))
    assert beside.over
    assert len(adapter.asked) == sent
    assert sum(sightings.coverage.undefined.values()) == 1
    assert sightings.steps == 2


def test_value_that_was_never_set_is_compared_with_nothing() -> None:
    """An empty drain returns anything, and the run goes on."""

    class Other(Odd):
        def changed(self, answer: bytes) -> bytes:
            """Seven for what is not specified."""
            return answer.replace(b'"unspecified"', b"7")

    adapter = Other()
    sightings = Sightings()
    beside = Beside(adapter, sightings)
    beside.begin(WORLD._replace(zones=(WORLD.zones[0]._replace(active=False),)))
    beside.take(Call(0, AuDoorio(0)))
    beside.take(Tick(1))
    beside.end()
    assert sightings.steps == 2
    assert any(b"au_doorio" in line for line in adapter.asked)


def test_what_no_answer_says_is_seen_when_all_is_observed() -> None:
    """A state that drifts without a word is found after so many steps, or at the end."""

    class Drifting(Odd):
        def changed(self, answer: bytes) -> bytes:
            """Once an observation is asked for behind a step, it says that the disks were synced."""
            return answer if answer.startswith(b'{"seq":2,') else answer.replace(b'"syncs":0', b'"syncs":1')

    beside, sightings = begun(Drifting())
    for _ in range(SEEN_AT - 1):
        beside.take(Tick(1))
    with pytest.raises(Diverged) as raised:
        beside.take(Tick(1))
    assert raised.value.divergence.difference.key == "syncs"
    assert len(raised.value.divergence.steps) == sightings.steps == SEEN_AT
    beside, _ = begun(Drifting())
    beside.take(Tick(1))
    with pytest.raises(Diverged, match="After step 1, syncs differs"):
        beside.end()


def test_answer_of_an_earlier_step_is_a_divergence() -> None:
    """An implementation that answers late is found by the number of the request."""

    class Late(Odd):
        last = b""

        def changed(self, answer: bytes) -> bytes:
            """The answer before this one, from the fourth request on."""
            self.last, last = answer, self.last
            return last if len(self.asked) > 4 else answer

    beside, _ = begun(Late())
    beside.take(Memory(False))
    beside.take(Memory(False))
    with pytest.raises(Diverged):
        beside.take(Memory(False))


def test_end_of_an_implementation_is_a_divergence_and_it_is_begun_anew() -> None:
    """The step at which it ended is told with the reason; the next run finds it restarted."""

    class Ending(Odd):
        def apply(self, machine: Machine, step: Step) -> Outcome:
            """The end, when memory runs out."""
            if isinstance(step, Memory):
                raise AdapterEnded("exit code 139")
            return apply(machine, step)

    adapter = Ending()
    beside, sightings = begun(adapter)
    beside.take(Tick(1))
    with pytest.raises(Diverged, match="exit code 139") as raised:
        beside.take(Memory(False))
    assert raised.value.divergence.steps == (Tick(1), Memory(False))
    assert adapter.restarts == 1
    assert beside.over
    beside.begin(WORLD._replace(granularity=Granularity.FINE))
    beside.take(Tick(1))
    assert sightings.runs == 2


def test_lie_that_is_told_once_is_reported_all_the_same() -> None:
    """A difference that cannot be made again is kept with its run, and the stages say that it was not seen again."""

    class Fickle(Odd):
        def changed(self, answer: bytes) -> bytes:
            """One answer says something else."""
            return answer[:-1] + b',"more":1}' if len(self.asked) == 300 else answer

    report = search(Fickle, 20, 50, seed=1)
    assert report.shrunk is not None
    assert "not seen again" in [stage.name for stage in report.shrunk.stages]
    assert report.shrunk.divergence.difference.key == "answer"
