"""Many random runs compared with an implementation, over widths and granularities, until one differs.

Not good for: proof. It says how many steps agreed and what they reached.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, product
from math import inf
from time import perf_counter
from typing import NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.comparison import Divergence, send
from hiwater_conform.coverage import Coverage
from hiwater_conform.generator import RandomSteps
from hiwater_conform.transcript import Transcript, record
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import Granularity, Profile

_LONGEST_RUN = 400
_CONTAINERS_A_COLLECTION = 70_000


class Plan(NamedTuple):
    """What a campaign runs through."""

    steps: int
    seed: int
    widths: tuple[int, ...] = (64, 32)
    granularities: tuple[Granularity, ...] = (Granularity.FINE, Granularity.BLOCKING)
    profiles: tuple[Profile, ...] = (Profile.GIVEN,)
    longest_run: int = _LONGEST_RUN
    avoided: frozenset[str] = frozenset()
    """Clauses: no step that follows one of them is sent."""
    seconds: float = inf
    """It ends with the run in which so much time has passed."""


class Report(NamedTuple):
    """What came of it. `steps` counts those that were compared, `coverage` is of the runs that agreed."""

    plan: Plan
    steps: int
    runs: int
    seconds: float
    coverage: Coverage
    divergence: Divergence | None

    def summary(self) -> dict[str, Wire]:
        """For evidence and for --json."""
        return {
            "steps": self.steps,
            "runs": self.runs,
            "seed": self.plan.seed,
            "widths": list(self.plan.widths),
            "granularities": [granularity.value for granularity in self.plan.granularities],
            "profiles": [profile.value for profile in self.plan.profiles],
            "longest_run": self.plan.longest_run,
            "seconds": round(self.seconds, 2),
            "steps_per_second": round(self.steps / self.seconds) if self.seconds else None,
            "undefined_runs": sum(self.coverage.undefined.values()),
            "coverage": self.coverage.summary(),
        }


def run_campaign(adapter: Adapter, plan: Plan, progress: Callable[[int], None] = lambda steps: None) -> Report:
    """Compare runs until so many steps agreed or one differs. `progress` is told the number of steps so far."""
    coverage, runs = Coverage(), runs_of_plan(plan)
    steps, compared, began = 0, 0, perf_counter()
    divergence = None
    with fewer_collections():
        following = next(runs, None)
        while following is not None and divergence is None:
            transcript, seen = following
            verdict = send(adapter, transcript)
            following = next(runs, None)  # the model makes the next run while the implementation works on this one
            divergence = verdict()
            if divergence is None:
                coverage.add(seen)
            steps += len(transcript.steps) if divergence is None else len(divergence.steps)
            compared += 1
            progress(steps)
    return Report(plan, steps, compared, perf_counter() - began, coverage, divergence)


def runs_of_plan(plan: Plan) -> Iterator[tuple[Transcript, Coverage]]:
    """The runs of the plan, each with what it reached, until they have steps enough or time has passed."""
    random, until = RandomSteps(plan.seed), perf_counter() + plan.seconds
    scopes = cycle(product(plan.profiles, plan.widths, plan.granularities))
    steps = 0
    while steps < plan.steps and perf_counter() < until:
        profile, width, granularity = next(scopes)
        configuration = random.configuration(width, granularity, profile)
        seen = Coverage()
        transcript = record(configuration, random.step, min(plan.longest_run, plan.steps - steps), seen, plan.avoided)
        steps += len(transcript.steps)
        yield transcript, seen


@contextmanager
def fewer_collections() -> Iterator[None]:
    """The model's values hold no cycles, so looking for some after every few hundred tuples is time lost.

    What was there before is not looked through at all, what comes now a hundred times less often than usual.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(_CONTAINERS_A_COLLECTION, *thresholds[1:])
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
