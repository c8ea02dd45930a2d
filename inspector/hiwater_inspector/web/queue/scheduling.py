"""Which step comes next by itself: what a file says, what was planned, or else whoever may go on.

The choice follows from the run so far alone, so that a run can be gone through again. With a workload threads make
records of their own accord, faster than the daemon takes them for a while, then slower.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from hiwater_inspector.web.queue.producing import Making, record_steps
from hiwater_model.machine import IDLE, Machine
from hiwater_model.relation import enabled
from hiwater_model.steps import Answer, Call, Run, Softcall, Step, Tick, TimerFires

_TIDE: Final = 48
"""So many steps the threads are hurried, so many the daemon is."""
_ASYNC_SHARE: Final = 0.06
_DEFER_SHARE: Final = 0.15
_READY_SHARE: Final = 0.7
_TICK_SHARE: Final = 0.04


@dataclass
class Schedule:
    """Where the next step comes from. `script` are the steps of a file, `planned` are door errors to come."""

    script: tuple[Step, ...] = ()
    workload: bool = False
    planned: list[Answer] = field(default_factory=list)
    queued: list[Step] = field(default_factory=list)
    """Calls that a thread makes one after the other; each is taken once the thread is idle."""
    _begun: list[Step] = field(default_factory=list)
    """The calls whose first one was offered; they are queued once that one is taken."""

    def forked(self, at: int, *, at_end: bool) -> "Schedule":
        """The same for another future from step `at`: the file's steps, if it was followed so far."""
        script = self.script if at <= len(self.script) else ()
        if not at_end:
            return Schedule(script, self.workload)
        return Schedule(script, self.workload, list(self.planned), list(self.queued))

    def default(self, machine: Machine, taken: int) -> Step | None:
        """The next step of a run that has taken so many; None if nothing but time can pass."""
        if machine.halted is not None:
            return None
        if taken < len(self.script):
            return self.script[taken]
        return self._planned(machine) or self._queued(machine) or self._goes_on(machine, Random(taken))

    def was_taken(self, step: Step, number: int) -> None:
        """It has become step `number` (from 0). Behind a step that is not the file's, the file is left."""
        if number < len(self.script) and self.script[number] != step:
            self.script = self.script[:number]
        if self.planned and isinstance(step, Answer):
            self.planned.pop(0)
        if self.queued and self.queued[0] == step:
            self.queued.pop(0)
        elif self._begun and self._begun[0] == step:
            self.queued.extend(self._begun[1:])
        self._begun = []

    def _planned(self, machine: Machine) -> Step | None:
        waiting = next((number for number, thread in enumerate(machine.threads) if thread.wait.kind == "door"), None)
        if waiting is None or not self.planned:
            return None
        answer = self.planned[0]
        self.planned[0] = answer._replace(thread=waiting)
        return self.planned[0]

    def _queued(self, machine: Machine) -> Step | None:
        step = self.queued[0] if self.queued else None
        return step if isinstance(step, Call) and machine.threads[step.thread].wait is IDLE else None

    def _goes_on(self, machine: Machine, chance: Random) -> Step | None:
        ready = [step for step in enabled(machine) if isinstance(step, (Run, Softcall, TimerFires))]
        door = next((step for step in enabled(machine) if isinstance(step, Answer)), None)
        if self.workload:
            call = self._call(machine, chance)
            hurried = chance.random() < (0.8 if self._tide(machine) else 0.25)
            first = (call, door) if hurried else (door, call)
            if ready and chance.random() < _READY_SHARE:
                return chance.choice(ready)
            if chance.random() < _TICK_SHARE:
                return Tick(1)
            found = next((step for step in (*first, *ready) if step is not None), None)
        else:
            found = next((step for step in (*ready, door) if step is not None), None)
        return found or _until_due(machine)

    def _tide(self, machine: Machine) -> bool:
        return machine.zones[0].counters.generated // _TIDE % 2 == 0

    def _call(self, machine: Machine, chance: Random) -> Step | None:
        users = [number for number in range(machine.softint) if machine.threads[number].wait is IDLE][:-1]
        if not users:
            return None
        thread = chance.choice(users)
        share = chance.random()
        self._begun = _calls(machine, thread, chance, share)
        return self._begun[0]


def _calls(machine: Machine, thread: int, chance: Random, share: float) -> list[Step]:
    made = machine.zones[0].counters.generated + thread
    if share < _ASYNC_SHARE:
        return record_steps(machine, thread, "async", made, chance.choice((0, 40)))
    what: Making = "defer" if share < _ASYNC_SHARE + _DEFER_SHARE else "produce"
    return record_steps(machine, thread, what, made, chance.choice((0, 0, 30, 90, 300)))


def _until_due(machine: Machine) -> Step | None:
    """Time passes until the next timer, or until a timed sleep ends."""
    due = [timer.due for timer in machine.timers]
    due += [thread.wait.extra for thread in machine.threads if thread.wait.kind == "timed"]
    return Tick(max(1, min(due) - machine.ticks)) if due else None


def is_waiting(step: Step | None) -> bool:
    """Nothing but time would pass, or nothing at all."""
    return step is None or isinstance(step, Tick)
