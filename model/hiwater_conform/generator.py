"""Random runs: at each state, which thread goes on, what begins, what the door answers, whether memory is there.

Nothing is enumerated: a thread is drawn, and drawn again if it cannot go on. Each run has a mood, a set of weights,
so that some runs are crowded, some lack memory, and in some an administrator is busy.
"""

from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from hiwater_conform.random_calls import ORDINARY, RandomCalls
from hiwater_conform.random_configurations import random_configuration
from hiwater_model.configuration import Configuration, Granularity, Profile
from hiwater_model.machine import Machine
from hiwater_model.relation import ready
from hiwater_model.steps import (
    Answer,
    AsyncEvent,
    Call,
    Memory,
    Run,
    SetQueueControl,
    Softcall,
    Step,
    Tick,
    TimerFires,
)


class Mood(NamedTuple):
    """Weights of one run; each number is a probability at a step."""

    keep: float
    """That the thread that went on last goes on."""
    begin: float
    """That an idle thread that was drawn begins a call."""
    answer: float
    """That a door that was drawn answers."""
    refuse: float
    """That an answer is not simply 0."""
    softcall: float
    """That a softcall begins when its thread was drawn."""
    tick: float
    outage: float
    calls: dict[type, float]


def _more(**factors: float) -> dict[type, float]:
    return {kind: weight * factors.get(kind.__name__, 1.0) for kind, weight in ORDINARY.items()}


MOODS: Final = (
    Mood(0.5, 0.5, 0.6, 0.1, 1, 0.02, 0.001, ORDINARY),
    Mood(0.2, 0.6, 0.3, 0.15, 0.2, 0.03, 0.002, ORDINARY),
    Mood(0.3, 0.8, 0.1, 0.1, 1, 0.01, 0.001, _more(AuClose=2, Audit=2, AuUwrite=2, SetCondition=0.3, Auditdoor=2)),
    Mood(0.3, 0.5, 0.5, 0.2, 1, 0.03, 0.02, _more(AsyncEvent=2, AuditAsyncStart=0.5)),
    Mood(0.1, 0.7, 0.5, 0.1, 1, 0.02, 0.002, _more(SetPolicy=5, SetKernelAddress=6, SetQueueControl=4, AuClose=2)),
    Mood(0.3, 0.5, 0.5, 0.4, 1, 0.06, 0.002, _more(Auditdoor=5, SetCondition=4, ZoneShutdown=8)),
    Mood(0.4, 0.6, 0.3, 0.1, 0.3, 0.03, 0.004, _more(AsyncEvent=5, AuditAsyncStart=2, AuditAsyncFinish=4, SetPolicy=2)),
    Mood(0.4, 0.6, 0.5, 0.1, 1, 0.02, 0.004, _more(SyscallEnter=6, SyscallExit=5, AuClose=3)),
)
FLOOD: Final = Mood(0.2, 1, 0.5, 0, 0, 0, 0, {AsyncEvent: 40, SetQueueControl: 1})
"""Asynchronous events and no softcalls, until their table is full."""
_FLOODS: Final = 0.008
_ANSWERS: Final = (
    *((11, None), (11, None), (11, None), (4, None), (9, None)),
    *((0, 1), (0, -1), (0, None), (0, "unchanged")),
)
_TRIES = 12
_STUCK = 6
"""A run ends when so often nothing but time could go on: every user sleeps, and no door will answer."""
_SLEEPING = ("asleep", "timed")
_run: Final = lru_cache(maxsize=1024)(Run)
_GUARDED = ("enter", "memory", "join")


class RandomSteps:
    """Draws configurations and steps. The same seed gives the same runs of the same model."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._calls = RandomCalls(self._random)
        self._mood = MOODS[0]
        self._last = 0
        self._users = 1
        self._stuck = 0

    def configuration(self, width: int, granularity: Granularity, profile: Profile = Profile.GIVEN) -> Configuration:
        """A configuration, and a mood for the run that follows."""
        self._mood = FLOOD if self._random.random() < _FLOODS else self._random.choice(MOODS)
        self._calls.weigh(self._mood.calls)
        configuration = random_configuration(self._random, width, granularity, profile)
        self._users, self._last, self._stuck = len(configuration.threads), 0, 0
        return configuration

    def step(self, machine: Machine) -> Step | None:
        """A step that is enabled, or None when only time would pass. The machine must not have stopped."""
        random, mood, keep = self._random.random, self._mood, self._mood.keep
        chance = random()
        if chance < mood.tick:
            return Tick(self._ticks(machine))
        if chance > (1 - mood.outage if machine.memory else 0.92):
            return Memory(not machine.memory)
        threads = machine.threads
        count = len(threads)
        for _ in range(_TRIES):
            number = self._last if random() < keep else int(random() * count)
            kind = threads[number].wait.kind
            if kind == "idle":
                step = self._begin(machine, number)
                if step is None:
                    continue
            elif kind == "door":
                if random() >= mood.answer:
                    continue
                step = self._answer(number)
            elif kind in _SLEEPING or (kind in _GUARDED and not ready(machine, number)):
                continue
            else:
                step = _run(number)
            self._last = number
            return step
        return self._otherwise(machine)

    def _begin(self, machine: Machine, number: int) -> Step | None:
        if number < self._users:
            if self._random.random() < self._mood.begin:
                return Call(number, self._calls.make(machine, number))
        elif number == self._users:
            if machine.softcalls and self._random.random() < self._mood.softcall:
                return Softcall()
        elif number == self._users + 1 and machine.timers:
            if min(machine.timers).due <= machine.ticks:
                return TimerFires()
        return None

    def _answer(self, number: int) -> Answer:
        if self._random.random() >= self._mood.refuse:
            return Answer(number, 0, 0)
        return Answer(number, *self._random.choice(_ANSWERS))

    def _ticks(self, machine: Machine) -> int:
        """To the next thing that is due, or a few ticks."""
        if self._random.random() < 0.6:
            due = [timer.due for timer in machine.timers]
            due += [thread.wait.extra for thread in machine.threads if thread.wait.kind == "timed"]
            ahead = [tick - machine.ticks for tick in due if tick > machine.ticks]
            if ahead:
                return min(ahead)
        return self._random.choice((1, 1, 2, 5, 25))

    def _otherwise(self, machine: Machine) -> Step | None:
        """When no draw succeeded: most threads wait for something."""
        if not machine.memory:
            return Memory(True)
        threads = machine.threads
        doors = [number for number, thread in enumerate(threads) if thread.wait.kind == "door"]
        idle = [number for number in range(self._users) if threads[number].wait.kind == "idle"]
        choice = self._random.random()
        if doors and choice < 0.5:
            return self._answer(self._random.choice(doors))
        if idle and choice < 0.6 + self._mood.begin / 2:
            number = self._last = self._random.choice(idle)
            return Call(number, self._calls.make(machine, number))
        if not doors and not idle:
            self._stuck += 1
        return Tick(self._ticks(machine)) if self._stuck < _STUCK else None
