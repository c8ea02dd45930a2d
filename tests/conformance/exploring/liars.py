"""Implementations that are the model but for one lie each: what the explorers must find."""

from typing import Any

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.events import Broadcast
from hiwater_model.machine import Machine, Wait
from hiwater_model.relation import NotEnabled, Outcome, apply
from hiwater_model.steps import Run, Step


class LosesBroadcast(ModelAdapter):
    """A broadcast to two sleeping writers wakes the first one alone."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, but the second writer sleeps on."""
        outcome = apply(machine, step)
        for number, event in enumerate(outcome.events):
            if isinstance(event, Broadcast) and event.condition == "write" and len(event.woke) > 1:
                first, *others = event.woke
                events = (*outcome.events[:number], event._replace(woke=(first,)), *outcome.events[number + 1 :])
                return outcome._replace(machine=_asleep_again(outcome.machine, event.zone, others), events=events)
        return outcome


def _asleep_again(machine: Machine, zone: int, sleepers: list[int]) -> Machine:
    threads = list(machine.threads)
    for number in sleepers:
        threads[number] = threads[number]._replace(wait=Wait("asleep", 493, "write_cv", zone))
    context = machine.zones[zone]
    queue = context.queue._replace(sleeping_writers=tuple(sleepers))
    zones = (*machine.zones[:zone], context._replace(queue=queue), *machine.zones[zone + 1 :])
    return machine._replace(threads=tuple(threads), zones=zones)


class IgnoresLock(ModelAdapter):
    """A thread that wants a lock goes on though another one holds it."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, with the lock forced open."""
        try:
            return apply(machine, step)
        except NotEnabled:
            wait = machine.threads[step.thread].wait if isinstance(step, Run) else None
            if wait is None or wait.kind != "enter":
                raise
            zone = wait.zone or 0
            lock: dict[str, Any] = {LOCK_FIELDS[wait.what or ""]: None}
            open_zone = machine.zones[zone]._replace(**lock)
            zones = (*machine.zones[:zone], open_zone, *machine.zones[zone + 1 :])
            return apply(machine._replace(zones=zones), step)


class Miscounts(ModelAdapter):
    """Counts a writer that blocks twice, if another one sleeps already."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, and one more."""
        outcome = apply(machine, step)
        before, zone = machine.zones[0], outcome.machine.zones[0]
        if zone.counters.wblocked == before.counters.wblocked or not before.queue.sleeping_writers:
            return outcome
        zone = zone._replace(counters=zone.counters._replace(wblocked=zone.counters.wblocked + 1))
        return outcome._replace(machine=outcome.machine._replace(zones=(zone, *outcome.machine.zones[1:])))


class Wavers(ModelAdapter):
    """Adds one to the number of syncs at every 97th step, whatever it is."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = 0

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, now and then with something else."""
        outcome = apply(machine, step)
        self._steps += 1
        if self._steps % 97:
            return outcome
        return outcome._replace(machine=outcome.machine._replace(syncs=outcome.machine.syncs + 1))


class ChangesWhenRefusing(ModelAdapter):
    """Refuses as it should, and forgets the sequence number of its zone."""

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, or a refusal with a trace."""
        try:
            return apply(machine, step)
        except NotEnabled:
            zone = machine.zones[0]._replace(sequence=7)
            self._machine = machine._replace(zones=(zone, *machine.zones[1:]))
            raise


class Ends(ModelAdapter):
    """Ends when a second record is queued."""

    restarts = 0

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """The model's step, or the end."""
        outcome = apply(machine, step)
        if outcome.machine.zones[0].queue.records.end == 2:
            raise AdapterEnded("it fell over")
        return outcome

    def restart(self) -> None:
        """Count it."""
        self.restarts += 1
