"""Edges on which the abstraction is tried: random runs of the model, in fine and in blocking steps.

The explorer shows every edge of the small scopes to `image.edge_problem` besides. Not good for: all that can happen.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, product
from typing import Final

from hiwater_check.induction.image import edge_problem, image, start_problem
from hiwater_check.induction.protocol import Counted
from hiwater_conform.generator import RandomSteps
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, apply, start
from hiwater_model.steps import Step

_LONGEST_RUN: Final = 300


def random_edges(count: int, seed: int) -> Iterator[tuple[Machine, Step, Machine]]:
    """So many steps of random runs, over granularities and record widths."""
    random, made = RandomSteps(seed), 0
    for granularity, width in cycle(product(Granularity, (64, 32))):
        configuration: Configuration = random.configuration(width, granularity, Profile.GIVEN)
        machine = start(configuration)
        for _ in range(_LONGEST_RUN):
            step = random.step(machine)
            if step is None:
                break
            try:
                after = apply(machine, step).machine
            except NotEnabled:
                continue
            yield machine, step, after
            made += 1
            if made == count:
                return
            if after.halted is not None:
                break
            machine = after


def first_problem(count: int, seed: int) -> tuple[str | None, Counter[str]]:
    """What is wrong with the first beginning or edge that is none of the abstraction; how many edges changed what."""
    changed: Counter[str] = Counter()
    reached: Machine | None = None
    for before, step, after in random_edges(count, seed):
        begins = None if before is reached else start_problem(before)
        problem = begins or edge_problem(before, step, after)
        if problem is not None:
            return problem, changed
        pair = zip(Counted._fields, image(before), image(after), strict=True)
        changed.update(name for name, old, new in pair if old != new)
        reached = after
    return None, changed
