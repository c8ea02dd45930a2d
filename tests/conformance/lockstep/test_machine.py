"""The machine reaches what matters, draws the same for the same seed, and prints a failure as a script and in words."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from hiwater_conform.coverage import Coverage, Point
from hiwater_conform.lockstep import (
    Diverged,
    LockstepReport,
    Sightings,
    empty_machine,
    lockstep_machine,
    scopes_of,
    search,
)
from hiwater_conform.lockstep.search import run_machine
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_model.configuration import Granularity
from tests.conformance.lockstep.lies import Liar, hides_an_error


class Listening(ModelAdapter):
    """The model, which keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """The model's answers."""
        self.asked += lines
        return super().exchange(lines)


def heard(examples: int, steps: int, seed: int) -> tuple[LockstepReport, list[bytes]]:
    """A search over the model, and what it was asked."""
    listening = Listening()
    return search(lambda: listening, examples, steps, seed), listening.asked


def unreached(coverage: Coverage) -> list[str]:
    """The rare scenes that were not reached."""
    scenes = {
        "a writer sleeps": coverage.points[Point(493, "asleep", "write_cv")],
        "a door is asked again": coverage.points[Point(561, "timed", "again_cv")],
        "a record is deferred": coverage.points[Point(151, "memory", "descriptor")],
        "the reader gives up a door": coverage.points[Point("output:release", "enter", "door lock")],
        "AHLT halts": coverage.halted["panic"],
        "the table of softcalls is full": coverage.halted["softcalls"],
        "memory is not there": coverage.events["jumped"],
    }
    return [scene for scene, times in scenes.items() if not times]


def test_machine_agrees_with_the_model_and_reaches_what_matters() -> None:
    """Steps of every kind agree; a search or two reach most points, all functions, and each of the rare scenes."""
    coverage = Coverage()
    for seed in (1, 2, 3):
        report, asked = heard(60, 160, seed)
        assert report.shrunk is None
        requests = map(json.loads, asked)
        kinds = Counter(request["step"]["step"] for request in requests if request["do"] == "step")
        assert set(kinds) == {"call", "run", "answer", "softcall", "timer", "tick", "memory"}
        assert sum(kinds.values()) == report.steps
        coverage.add(report.coverage)
        if not unreached(coverage):
            break
    assert unreached(coverage) == []
    assert coverage.summary()["functions_never_called"] == []
    assert coverage.unknown() == []
    assert len(coverage.never()) <= 12


def test_same_seed_same_steps() -> None:
    """One seed asks the same of an implementation, byte for byte; another seed asks something else."""
    first, again, other = (heard(5, 40, seed)[1] for seed in (1, 1, 2))
    assert first == again != other


def test_failure_is_told_in_words_and_as_a_script() -> None:
    """Under a test runner a lie raises one error: its text tells the run with the clause, its notes are the moves."""
    machine = lockstep_machine(lambda: Liar(hides_an_error), Sightings(), scopes_of((64,), (Granularity.BLOCKING,)))
    limits = settings(
        max_examples=100,
        stateful_step_count=10,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(Diverged) as raised:
        run_state_machine_as_test(machine, settings=limits)
    text, notes = str(raised.value), "\n".join(raised.value.__notes__)
    assert "After step 1, events differs:" in text
    assert f"Clause {raised.value.divergence.difference.clause}" in text
    assert notes.count("state.happens(move=Move(") == len(raised.value.divergence.steps)


def test_empty_machine_takes_steps_alone() -> None:
    """The empty machine counts steps of many runs, and has nothing beside it that could reach a point or differ."""
    sightings = Sightings()
    seconds = run_machine(empty_machine(sightings), 10, 50, seed=1)
    assert seconds > 0
    assert sightings.steps >= 10 * 50 / 2
    assert not sightings.coverage.points
    assert sightings.divergence is None
