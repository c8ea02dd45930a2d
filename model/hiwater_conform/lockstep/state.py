"""The state of the machine: where the threads of the model are, who may act, and how a move becomes steps.

A body takes the steps. Nothing is known of it here but the model's machine that it leads to.
"""

from collections import Counter
from typing import ClassVar, Final, Protocol

from hypothesis.stateful import RuleBasedStateMachine

from hiwater_conform.lockstep.drawing import DrawnSteps
from hiwater_conform.lockstep.move import GoesOn, Move, Storm
from hiwater_conform.lockstep.scope import Scope
from hiwater_conform.wire_values import thread_names
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import ready
from hiwater_model.steps import Answer, Call, Memory, Run, Softcall, Step, Tick, TimerFires

_PATIENCE: Final = 6
"""A run is over when so often nothing but time could go on."""


class Body(Protocol):
    """What takes the steps."""

    machine: Machine
    over: bool
    """Nothing is enabled any more."""

    def begin(self, configuration: Configuration) -> None:
        """Start afresh."""

    def take(self, step: Step) -> None:
        """Take a step that is enabled."""

    def end(self) -> None:
        """Nothing more is to come of this run."""


class LockstepState(RuleBasedStateMachine):
    """One example: one run after the other."""

    scopes: ClassVar[tuple[Scope, ...]]
    steps: ClassVar[DrawnSteps]
    machine: Machine
    numbers: dict[str, int]
    """The threads of the run by name."""

    def __init__(self) -> None:
        super().__init__()
        self.body = self.make_body()
        self.over = True

    def make_body(self) -> Body:
        """The body of this example."""
        raise NotImplementedError

    def begin(self, configuration: Configuration) -> None:
        """Begin a run."""
        self.numbers = {name: number for number, name in enumerate(thread_names(configuration))}
        self._pace = self.steps.pace
        self._moves = self._taken = self._stuck = 0
        self._longest = self.steps.longest
        self._last = Counter[type]()
        self.body.begin(configuration)
        self.machine, self.over = self.body.machine, False

    def make(self, move: Move) -> None:
        """Make a move: one step, or several of one thread."""
        who, act = move
        if isinstance(act, Configuration):
            self.begin(act)
        elif isinstance(act, GoesOn):
            self._go_on(self.numbers[who], act.points)
        elif isinstance(act, Storm):
            self._storm(self.numbers[who], act)
        elif isinstance(act, Tick):
            self._stuck += not self.any_may_act()
            self._take(act)
        elif isinstance(act, Answer | Softcall | TimerFires | Memory):
            self._take(act)
        else:
            self._take(Call(self.numbers[who], act))
        self._moves += 1
        self.over = self.over or self._stuck >= _PATIENCE or self._moves >= self._longest

    def teardown(self) -> None:
        """End the run."""
        self.body.end()

    def may(self, who: str) -> bool:
        """There is such a thread and it may act; or the pace allows that time passes, or that memory changes."""
        if who == "time":
            return self._is_due(Tick, self._pace.tick)
        if who == "memory":
            return self._is_due(Memory, self._pace.memory)
        number = self.numbers.get(who)
        return number is not None and self._may_act(number)

    def any_may_act(self) -> bool:
        """Some thread may act."""
        return any(map(self._may_act, range(len(self.machine.threads))))

    def _may_act(self, number: int) -> bool:
        machine = self.machine
        kind = machine.threads[number].wait.kind
        if kind == "idle":
            return number < machine.softint or self._may_begin(number)
        if kind == "door":
            return self._is_due(Answer, self._pace.answer)
        return ready(machine, number)

    def _may_begin(self, number: int) -> bool:
        machine = self.machine
        if number == machine.softint:
            return bool(machine.softcalls) and self._is_due(Softcall, self._pace.softcall)
        return number == machine.clock and bool(machine.timers) and machine.timers[0].due <= machine.ticks

    def _is_due(self, kind: type, pace: int) -> bool:
        return self._taken - self._last[kind] >= pace

    def _go_on(self, number: int, points: int) -> None:
        for _ in range(points):
            self._take(Run(number))
            if self.over or not ready(self.machine, number):
                return

    def _storm(self, number: int, storm: Storm) -> None:
        for _ in range(storm.times):
            self._take(Call(number, storm.event))
            while not self.over and ready(self.machine, number):
                self._take(Run(number))
            if self.over or self.machine.threads[number].wait.kind != "idle":
                return

    def _take(self, step: Step) -> None:
        self._taken += 1
        self._last[type(step)] = self._taken
        self.body.take(step)
        self.machine, self.over = self.body.machine, self.body.over
