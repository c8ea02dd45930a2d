"""User threads that begin alike and make the same calls can be exchanged: one state stands for all their orders.

What bears a thread's number goes along: orders of sleeping, owners of locks. Softcalls, frames and waits bear none; the
validation on small scopes (quotient equal with and without) would show one that was forgotten.
"""

from itertools import pairwise
from typing import Any, Final, TypeAlias

from hiwater_check.states.local import Core, LocalSteps
from hiwater_conform.exploring.program import Program
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.machine import Machine, Zone
from hiwater_model.steps import Answer, Call, Run, Step

Order: TypeAlias = tuple[int, ...]
"""The old number of the thread that stands at each new number."""
ZONES: Final = Machine._fields.index("zones") - 1
"""The place of the zones in a core."""


class Symmetry:
    """Puts exchangeable threads of a program into one order."""

    def __init__(self, program: Program, steps: LocalSteps, *, on: bool = True) -> None:
        self._steps = steps
        self._users = len(program.calls)
        self.classes = _classes(program) if on else []
        """Threads that can be exchanged, two or more in each class."""
        self._marks: dict[int, tuple[tuple[int, ...], ...]] = {}
        self._cores: dict[tuple[int, Order], int] = {}

    def order(self, core: int, threads: tuple[int, ...], begun: tuple[int, ...]) -> Order | None:
        """How the threads are to be put; None if they stand so already. Three facts about a thread decide its place."""
        if all(threads[one] < threads[other] for members in self.classes for one, other in pairwise(members)):
            return None
        marks = self._marks_of(core)
        order = list(range(len(threads)))
        for members in self.classes:
            places = sorted((threads[one], begun[one], marks[one], one) for one in members)
            for place, (*_facts, member) in zip(members, places, strict=True):
                order[place] = member
        return None if order == sorted(order) else tuple(order)

    def core(self, core: int, order: Order) -> int:
        """The core after the threads were put in an order."""
        known = self._cores.get((core, order))
        if known is None:
            known = self._cores[core, order] = self._steps.cores.number(
                _reordered(self._steps.cores.values[core], order)
            )
        return known

    def _marks_of(self, core: int) -> tuple[tuple[int, ...], ...]:
        if core not in self._marks:
            zones = self._steps.cores.values[core][ZONES]
            self._marks[core] = tuple(_marks_of_thread(zones, number) for number in range(self._users))
        return self._marks[core]


def renamed(step: Step, names: Order) -> Step:
    """The step taken by thread `names[number]` instead of `number`."""
    if isinstance(step, Run | Answer | Call):
        return step._replace(thread=names[step.thread])
    return step


def _classes(program: Program) -> list[tuple[int, ...]]:
    kinds: dict[Any, list[int]] = {}
    for number, calls in enumerate(program.calls):
        typed = tuple((type(call), call) for call in calls)
        kinds.setdefault((program.configuration.threads[number], typed), []).append(number)
    return [tuple(members) for members in kinds.values() if len(members) > 1]


def _marks_of_thread(zones: tuple[Zone, ...], number: int) -> tuple[int, ...]:
    marks: list[int] = []
    for zone in zones:
        asleep = zone.queue.sleeping_writers, zone.queue.sleeping_readers
        marks += [one.index(number) + 1 if number in one else 0 for one in asleep]
        marks += [int(getattr(zone, lock) == number) for lock in LOCK_FIELDS.values()]
    return tuple(marks)


def _reordered(core: Core, order: Order) -> Core:
    new = {old: place for place, old in enumerate(order)}
    zones = []
    for zone in core[ZONES]:
        queue = zone.queue._replace(
            sleeping_writers=tuple(new[one] for one in zone.queue.sleeping_writers),
            sleeping_readers=tuple(new[one] for one in zone.queue.sleeping_readers),
        )
        owners = {lock: None if (owner := getattr(zone, lock)) is None else new[owner] for lock in LOCK_FIELDS.values()}
        zones.append(zone._replace(queue=queue, **owners))
    return (*core[:ZONES], tuple(zones), *core[ZONES + 1 :])
