"""Edges on which the abstraction is tried: random runs of the model, in fine and in blocking steps.

The explorer shows every edge of the small scopes to `image.edge_problem` besides. Not good for: all that can happen.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, product
from typing import Final, NamedTuple

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


class Tried(NamedTuple):
    """How many edges changed what, and the first that is none of the abstraction, after so many steps of its run."""

    changed: Counter[str]
    problem: str | None
    steps: int


def first_problem(count: int, seed: int) -> Tried:
    """Try so many edges, and the beginnings of their runs; end at the first that is none of the abstraction."""
    changed: Counter[str] = Counter()
    reached: Machine | None = None
    steps = 0
    for before, step, after in random_edges(count, seed):
        begins = before is not reached
        steps = 1 if begins else steps + 1
        problem = (start_problem(before) if begins else None) or edge_problem(before, step, after)
        if problem is not None:
            return Tried(changed, problem, steps)
        pair = zip(Counted._fields, image(before), image(after), strict=True)
        changed.update(name for name, old, new in pair if old != new)
        reached = after
    return Tried(changed, None, 0)
