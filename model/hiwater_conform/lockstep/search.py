"""A campaign of the stateful machine outside of a test runner: Hypothesis searches and shrinks, then our own shrinking.

Not good for: proof. It says how many steps agreed and what they reached.
"""

from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Final, NamedTuple

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import seed as seeded
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from hiwater_conform.adapter import Adapter
from hiwater_conform.coverage import Coverage
from hiwater_conform.lockstep.beside import Diverged, Sightings, TimeIsUp
from hiwater_conform.lockstep.machine import ALL_SCOPES, empty_machine, lockstep_machine
from hiwater_conform.lockstep.scope import Scope
from hiwater_conform.lockstep.state import LockstepState
from hiwater_conform.shrink import SECONDS, Shrunk, shrink
from hiwater_conform.wire_values import Wire

HYPOTHESIS_SECONDS: Final = 5.0
"""For the shrinking of Hypothesis, which knows nothing of threads and zones: our own behind it goes further, sooner."""


class LockstepReport(NamedTuple):
    """What came of it. `steps` counts those that were compared, also while Hypothesis shrank."""

    seed: int
    runs: int
    steps: int
    seconds: float
    """Of Hypothesis; our own shrinking comes on top."""
    coverage: Coverage
    shrunk: Shrunk | None
    """None: all agreed."""

    @property
    def steps_per_second(self) -> float:
        """Compared steps in a second."""
        return self.steps / self.seconds

    def summary(self) -> dict[str, Wire]:
        """For evidence and for --json."""
        return {
            "seed": self.seed,
            "runs": self.runs,
            "steps": self.steps,
            "seconds": round(self.seconds, 2),
            "steps_per_second": round(self.steps_per_second),
            "undefined_runs": sum(self.coverage.undefined.values()),
            "coverage": self.coverage.summary(),
        }


def search(
    factory: Callable[[], Adapter],
    examples: int,
    steps: int,
    seed: int,
    scopes: tuple[Scope, ...] = ALL_SCOPES,
    shrink_seconds: float = SECONDS,
    hypothesis_seconds: float = HYPOTHESIS_SECONDS,
) -> LockstepReport:
    """Take so many examples of so many moves each, until one diverges; then shrink it, by each way for so many seconds.

    The same seed gives the same examples. The adapter is made once and closed. A move is at least a step.
    """
    adapter, sightings = factory(), Sightings(hypothesis_seconds)
    try:
        seconds = run_machine(lockstep_machine(lambda: adapter, sightings, scopes), examples, steps, seed)
        found = sightings.divergence
        shrunk = None if found is None else shrink(adapter, found, shrink_seconds)
    finally:
        adapter.close()
    return LockstepReport(seed, sightings.runs, sightings.steps, seconds, sightings.coverage, shrunk)


def empty_seconds(examples: int, steps: int, seed: int, scopes: tuple[Scope, ...] = ALL_SCOPES) -> float:
    """Seconds that as many moves take with an empty body: what a search would take if comparing cost nothing."""
    return run_machine(empty_machine(Sightings(), scopes), examples, steps, seed)


def run_machine(machine: type[LockstepState], examples: int, steps: int, seed: int) -> float:
    """Run a machine, shrinking included; the seconds it took. What was found is in its sightings."""
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    began = perf_counter()
    # The sightings hold the shortest divergence; if it is not seen again, our own shrinking says so.
    # To Hypothesis a run that TimeIsUp cuts off may look flaky.
    with suppress(Diverged, Flaky, TimeIsUp):
        run_state_machine_as_test(seeded(seed)(machine), settings=limits)
    return perf_counter() - began
