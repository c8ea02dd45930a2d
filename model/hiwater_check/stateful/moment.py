"""One step as the invariants see it: the machine before and after, who acted, and which parts have changed."""

from typing import NamedTuple

from hiwater_model.configuration import Granularity
from hiwater_model.machine import IDLE, Machine, Thread, Wait, Zone
from hiwater_model.membufs import Chain
from hiwater_model.relation import Outcome
from hiwater_model.steps import Answer, Call, Run, Softcall, Step, TimerFires

NOBODY = -1


class ChangedZone(NamedTuple):
    """A zone that a step has changed."""

    number: int
    old: Zone
    new: Zone

    @property
    def appended(self) -> tuple[Chain, ...]:
        """The records that joined the queue, those that left it in the same step among them not."""
        old, new = self.old.queue.records, self.new.queue.records
        return tuple(new.at(number) for number in range(max(old.end, new.first), new.end))

    @property
    def removed(self) -> tuple[Chain, ...]:
        """The records that left the queue, those that joined it in the same step among them not."""
        old, new = self.old.queue.records, self.new.queue.records
        return tuple(old.at(number) for number in range(old.first, min(new.first, old.end)))


class ChangedThread(NamedTuple):
    """A thread that a step has changed."""

    number: int
    old: Thread
    new: Thread


class Moment:
    """A step that was taken. `after` is the machine that it led to."""

    __slots__ = ("actor", "after", "before", "fine", "outcome", "step", "threads", "was", "zones")

    def __init__(self, before: Machine, step: Step, outcome: Outcome) -> None:
        self.before = before
        self.step = step
        self.outcome = outcome
        self.after = outcome.machine
        self.fine = before.configuration.granularity is Granularity.FINE
        self.actor = _actor(before, step)
        self.was: Wait = IDLE if self.actor == NOBODY else before.threads[self.actor].wait
        """Where the actor was parked."""
        self.zones = [
            ChangedZone(number, old, new)
            for number, (old, new) in enumerate(zip(before.zones, self.after.zones, strict=True))
            if old is not new
        ]
        self.threads = [
            ChangedThread(number, old, new)
            for number, (old, new) in enumerate(zip(before.threads, self.after.threads, strict=True))
            if old is not new
        ]

    @property
    def stopped(self) -> bool:
        """The machine stopped in the middle of the step: locks and waits are as they happened to be."""
        return self.after.halted is not None

    @property
    def now(self) -> Wait:
        """Where the actor is parked after the step."""
        return IDLE if self.actor == NOBODY else self.after.threads[self.actor].wait

    @property
    def by_user(self) -> bool:
        """A user thread acted."""
        return 0 <= self.actor < self.before.softint


def _actor(machine: Machine, step: Step) -> int:
    if isinstance(step, Call | Run | Answer):
        return step.thread
    if isinstance(step, Softcall):
        return machine.softint
    return machine.clock if isinstance(step, TimerFires) else NOBODY
