"""Random schedules by priorities (PCT): the actor with the highest priority goes on, and a few times loses it.

A fault that needs d orderings shows with probability at least 1 / (n * k^(d-1)) in a schedule of n actors and k steps
with d - 1 changes. Among several steps of one actor one is drawn: a door mostly gives its plain answer.

Not good for: saying that nothing is wrong.
"""

from collections.abc import Callable
from random import Random
from time import perf_counter

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import fewer_collections
from hiwater_conform.exploring.program import Choice, Program
from hiwater_conform.exploring.schedules import LONGEST, SchedulesReport, Tally
from hiwater_conform.exploring.walk import Walk

_TIME_AND_MEMORY = 2
_PLAIN = 0.8
"""Probability of the first of several steps: schedules in which the door fails early end early."""


def explore_at_random(
    program: Program,
    adapter: Adapter,
    *,
    schedules: int,
    changes: int,
    seed: int,
    seconds: float = 60.0,
    twice: bool = False,
    progress: Callable[[int], None] = lambda schedules: None,
) -> SchedulesReport:
    """Run so many schedules, for at most so many seconds, each with so many changes of priority.

    The same seed gives the same schedules. `progress` is told the number of schedules after each one.
    """
    random, walk, longest = Random(seed), Walk(program), 0
    tally = Tally(program, adapter, walk, twice=twice)
    until = perf_counter() + seconds
    with fewer_collections():
        for number in range(schedules):
            if tally.asker.found is not None or perf_counter() >= until:
                break
            _run(walk, random, changes, longest)
            longest = max(longest, len(walk.places) - 1)
            tally.run(walk)
            progress(number + 1)
        return tally.report(exhausted=False)


def _run(walk: Walk, random: Random, changes: int, longest: int) -> None:
    """One schedule. The changes are spread over as many steps as the longest schedule so far had."""
    walk.back_to(1)
    actors = len(walk.last.machine.threads) + _TIME_AND_MEMORY
    priorities = [changes + rank for rank in random.sample(range(actors), actors)]
    places = random.sample(range(max(longest, changes)), changes)
    lower = dict(zip(places, range(changes), strict=True))
    count = 0
    while (found := walk.last.found) and count < LONGEST:
        if count in lower:
            priorities[_first(found, priorities)] = lower[count]
        actor = _first(found, priorities)
        numbers = [number for number, choice in enumerate(found) if choice.actor == actor]
        walk.take(numbers[0] if len(numbers) == 1 or random.random() < _PLAIN else random.choice(numbers[1:]))
        count += 1


def _first(found: list[Choice], priorities: list[int]) -> int:
    return max((choice.actor for choice in found), key=priorities.__getitem__)
