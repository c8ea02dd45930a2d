"""The random generator with its throws drawn by Hypothesis, so that what it throws can be shrunk.

What is likely is plain: a coin shrinks to the middle, which the likely side holds, a choice to the first of several. So
the tables and the weights of the generator serve here too, and are written once.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hiwater_conform.generator import FLOOD, MOODS, RandomSteps
from hiwater_conform.lockstep.move import Storm
from hiwater_conform.lockstep.pace import HURRIED, Pace, pace_of
from hiwater_conform.random_calls import RandomCalls
from hiwater_conform.random_configurations import random_configuration
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.constants import SOFTCALL_SLOTS
from hiwater_model.machine import Machine
from hiwater_model.membufs import Chain
from hiwater_model.steps import Answer, Arguments, AsyncEvent, AuUwrite, Tick

Draw = Callable[[SearchStrategy[Any]], Any]
_Value = TypeVar("_Value")

_SUPPLY: Final = st.binary(min_size=8, max_size=8)
"""A byte is a throw. They are drawn by the eight, since what Hypothesis draws costs by the piece."""
_SIDES: Final = 256
_COIN: Final = sorted(((side + 0.5) / _SIDES for side in range(_SIDES)), key=lambda value: abs(value - 0.5))
"""What a coin shows for each byte: the middle for 0, and the edges for the last ones."""
_AT_LEAST: Final = 3
"""Half of the weight that a call has here, however seldom the generator makes it."""
_STORMS: Final = (*[1] * 63, SOFTCALL_SLOTS + 1)
"""How often an asynchronous event comes at once."""
_LONGEST: Final = (100, 50, 50, 50, 400)
"""Moves of a run. Hypothesis makes most of its examples from an earlier one, with the same configuration at first."""
_POINTS: Final = st.sampled_from((1, 1, 1, 2, 3, 5, 8, 13, 21))
_REFUSED_SOONER: Final = 2
"""Runs are shorter here than those of the generator, and doors should fail in most of them."""
_PACED: Final = 5
"""So many runs have a pace for each one that has none."""


class _Chance(Random):
    """Coins and dice, thrown with the bytes that Hypothesis draws."""

    def supplied_by(self, draw: Draw) -> "_Chance":
        """From now on; what is left of an earlier supply is gone."""
        self._draw = draw
        self._supply: Iterator[int] = iter(())
        return self

    def random(self) -> float:
        return _COIN[self._throw()]

    def choice(self, seq: Sequence[_Value]) -> _Value:  # type: ignore[override]  # the tables are sequences
        sides = len(seq)
        if sides <= _SIDES:
            return seq[self._throw() * sides // _SIDES]
        return seq[(self._throw() * _SIDES + self._throw()) * sides // (_SIDES * _SIDES)]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Below a number, as the tables ask for it."""
        return self._throw() * start // _SIDES

    def _throw(self) -> int:
        byte = next(self._supply, None)
        if byte is None:
            self._supply = iter(self._draw(_SUPPLY))
            byte = next(self._supply)
        return byte


class _DrawnCalls(RandomCalls):
    """The pools are made at random, once; calls are drawn from them."""

    def __init__(self, chance: _Chance) -> None:
        super().__init__(Random(0))
        self._random = chance
        self._below = chance.random

    def weigh(self, weights: dict[type, float]) -> None:
        """Other weights from now on. Each kind stands in a list so often; what is drawn shrinks to the first of it."""
        self._often = [kind for kind, weight in weights.items() for _ in range(max(_AT_LEAST, round(2 * weight)))]
        self._go_on = AuUwrite in weights

    def make(self, machine: Machine, number: int) -> Arguments:
        """Arguments of a call that thread `number`, which is idle, may begin."""
        weights: dict[type, float] = {AuUwrite: 0.0} if self._go_on else {}
        super().weigh({**weights, self._random.choice(self._often): 1.0})
        return super().make(machine, number)

    def token(self) -> Chain:
        """A token of the pool."""
        return self._random.choice(self._tokens)

    def _of(self, values: Any) -> Any:
        return self._random.choice(values)


class DrawnSteps(RandomSteps):
    """What the generator makes, part by part; each part is drawn by `draw`."""

    def __init__(self) -> None:
        super().__init__(0)
        self._random = self._chance = _Chance()
        self._calls: RandomCalls = _DrawnCalls(self._chance)
        self.pace: Pace = HURRIED
        self.longest = 0
        """Moves. Both are of the run that was begun last."""

    def begin(self, draw: Draw, width: int, granularity: Granularity, profile: Profile) -> Configuration:
        """A configuration, and a mood for the run that follows."""
        self._chance.supplied_by(draw)
        mood = self._chance.choice((*MOODS, FLOOD))
        self._mood = mood._replace(refuse=mood.refuse * _REFUSED_SOONER)
        self._calls.weigh(self._mood.calls)
        self.pace = self._chance.choice((HURRIED, *[pace_of(self._mood)] * _PACED))
        self.longest = self._chance.choice(_LONGEST)
        return random_configuration(self._chance, width, granularity, profile)

    def call(self, draw: Draw, machine: Machine, number: int) -> Arguments | Storm:
        """A call for an idle thread."""
        self._chance.supplied_by(draw)
        call = self._calls.make(machine, number)
        if isinstance(call, AsyncEvent):
            times = self._chance.choice(_STORMS)
            return call if times == 1 else Storm(call, times)
        return call

    def answer(self, draw: Draw, number: int) -> Answer:
        """What the door says to a thread."""
        self._chance.supplied_by(draw)
        return self._answer(number)

    def points(self, draw: Draw) -> int:
        """How many points a thread passes."""
        return int(draw(_POINTS))

    def tick(self, draw: Draw, machine: Machine) -> Tick:
        """To the next thing that is due, or a few ticks."""
        self._chance.supplied_by(draw)
        return Tick(self._ticks(machine))
