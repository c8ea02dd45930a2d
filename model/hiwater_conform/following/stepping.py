"""One thread's next step in one candidate, with every choice of values that it may have read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from hiwater_conform.following.candidate import Candidate, Made, Standing, Writing, timer_due
from hiwater_conform.following.counting import with_count
from hiwater_conform.following.making import made_within, result_of
from hiwater_conform.following.past import Past
from hiwater_conform.following.shared_words import (
    WRITES_AT,
    WRITING_CALLS,
    Key,
    changes_of,
    read_at,
    read_by_call,
    records_until,
    views,
    with_view,
    without_view,
)
from hiwater_model.events import Undefined
from hiwater_model.machine import Machine, Timer, Wait
from hiwater_model.relation import NotEnabled, apply, ready
from hiwater_model.steps import Call, Memory, Run, Step, TimerFires


class Taken(NamedTuple):
    """A step was taken: the candidate after it, the lines it makes, and what the thread has surely seen by then."""

    candidate: Candidate
    made: tuple[Made, ...]
    floors: dict[Key, int]


class Stepper:
    """Takes steps; `undefined` is why the C had no defined next act in some candidate, once it had none."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self.undefined: str | None = None
        self.hidden_steps = 0
        """How many steps were taken that no line tells, in all candidates."""
        self.now = 0
        """The line that is being followed."""

    def hidden(self, candidate: Candidate, thread: int, floors: dict[Key, int]) -> Iterator[Taken]:
        """The thread's next step, which has no line of its own: a call or timer begins, or it goes on from a point."""
        machine = candidate.machine
        pending = candidate.standings[thread].pending
        if isinstance(pending, Writing):
            yield from self.told(candidate, thread, Run(thread), floors)
        elif isinstance(pending, Timer):
            due = timer_due(machine, pending)
            read = ((pending.zone, "valid"), (pending.zone, "state"))
            yield from self._take(candidate, thread, TimerFires(), floors, due, read)
        elif pending is not None:
            keys = read_by_call(machine, thread, pending)
            yield from self._take(candidate, thread, Call(thread, pending), floors, machine, keys)
        elif ready(machine, thread):
            yield from self.told(candidate, thread, Run(thread), floors)

    def told(self, candidate: Candidate, thread: int, step: Step, floors: dict[Key, int]) -> Iterator[Taken]:
        """A step from the point at which the thread is parked."""
        machine = candidate.machine
        keys = read_at(machine, thread, machine.threads[thread].wait)
        yield from self._take(candidate, thread, step, floors, machine, keys)

    def without_memory(self, candidate: Candidate, thread: int) -> Iterator[Taken]:
        """The thread asks for memory, and there is none for this once."""
        short = apply(candidate.machine, Memory(available=False)).machine
        for taken in self._take(candidate, thread, Run(thread), {}, short, ()):
            machine = taken.candidate.machine._replace(memory=True)
            yield taken._replace(candidate=taken.candidate._replace(machine=machine))

    def _take(
        self,
        candidate: Candidate,
        thread: int,
        step: Step,
        floors: dict[Key, int],
        machine: Machine,
        keys: tuple[Key, ...],
    ) -> Iterator[Taken]:
        missed = self._missed(candidate, thread) if keys and candidate.changes else []
        queue_views = self._queue_views(candidate, thread, step)
        for view in views(missed, keys, floors):
            for queue_view in queue_views:
                taken = self._take_once(candidate, thread, step, machine, {**view.seen, **queue_view})
                if taken is not None:
                    yield taken._replace(floors=view.floors)

    def _take_once(
        self, candidate: Candidate, thread: int, step: Step, machine: Machine, seen: dict[Key, Any]
    ) -> Taken | None:
        before = with_view(machine, seen) if seen else machine
        try:
            outcome = apply(before, step)
        except NotEnabled:  # a call whose arguments name what is not there
            return None
        if outcome.machine.halted == "undefined":
            last = outcome.events[-1]
            assert isinstance(last, Undefined)
            self.undefined = last.reason
            return None
        after = without_view(machine, outcome, seen) if seen else outcome.machine
        changes = candidate.changes
        if _writes(machine, step):
            line = self.now if candidate.standings[thread].pending is None else self._past.heard[thread]
            new = changes_of(machine, after, line, thread)
            if new:
                self._past.watch(line)
                changes = (*changes, *new)
        made = made_within(before, outcome)
        result = result_of(outcome)
        stepped = candidate._replace(machine=after, changes=changes)
        wait = machine.threads[thread].wait
        if wait.kind == "count":
            stepped = with_count(stepped, wait)
        if candidate.standings[thread].pending is not None or result is not None:
            stepped = stepped.standing(thread, Standing(result=result, counted=candidate.standings[thread].counted))
        return Taken(stepped, made, {})

    def _missed(self, candidate: Candidate, thread: int) -> list[Any]:
        """Changes that the thread may not have seen; its own it has, and what they replaced is gone for it."""
        missed: list[Any] = []
        for change in candidate.changes:
            if change.writer == thread:
                missed = [one for one in missed if (one.zone, one.name) != (change.zone, change.name)]
            elif self._past.may_miss(change, thread):
                missed.append(change)
        return missed

    def _queue_views(self, candidate: Candidate, thread: int, step: Step) -> list[dict[Key, Any]]:
        """What an unlocked look at the queue may see besides what is there."""
        wait = candidate.machine.threads[thread].wait
        if wait.kind != "read" or type(step) is not Run:
            return _PRESENT
        zone = wait.zone or 0
        if wait.what in ("count", "reader"):
            if self._past.queue_was_still(candidate, thread, wait):
                return _PRESENT
            return [{(zone, wait.what): 0}, {(zone, wait.what): 1}]
        if wait.what not in ("queue head", "next record"):
            return _PRESENT
        return self._record_views(candidate, thread, wait)

    def _record_views(self, candidate: Candidate, thread: int, wait: Wait) -> list[dict[Key, Any]]:
        """Was the record there that another thread was queueing meanwhile?"""
        zone = wait.zone or 0
        records = candidate.machine.zones[zone].queue.records
        looked_for = records.first
        if wait.what == "next record":
            looked_for = candidate.machine.threads[thread].frames[-1].record + 1
        sure = self._past.surely_queued(thread, zone)
        if wait.at == 662 or not sure <= looked_for < records.end:
            return _PRESENT
        return [{}, {(zone, "records"): records_until(records, looked_for)}]


_PRESENT: list[dict[Key, Any]] = [{}]


def _writes(machine: Machine, step: Step) -> bool:
    if type(step) is Call:
        return type(step.arguments) in WRITING_CALLS
    return type(step) is Run and machine.threads[step.thread].wait.at in WRITES_AT
