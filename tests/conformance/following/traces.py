"""Traces made from the model itself: random fine-grained schedules, and the lines that an implementation would write.

Lines stand where a real one has them: `called` before anything is done, `entered` once the lock is held and before
anything is done under it, `left` and `sleeps` before the lock is given up, `writes` before the word is written,
`returned` some time after the end. Between a line and its act other threads go on.
"""

from collections import deque
from random import Random
from typing import Any

from hiwater_conform.following import header_to_wire
from hiwater_conform.generator import Mood, RandomSteps
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import chain_to_wire, text_of, thread_names
from hiwater_model.configuration import Configuration, Granularity, ThreadConfiguration
from hiwater_model.events import Asked, AssertionFailed, Broadcast, Event, Halted, Printed, Returned, Undefined
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply, start
from hiwater_model.steps import (
    Answer,
    AsyncEvent,
    AuClose,
    Audit,
    AuUwrite,
    Call,
    GetStatistics,
    Run,
    SetPolicy,
    SetQueueControl,
    Softcall,
    Step,
    TimerFires,
)

Wire = dict[str, Any]
_LINES = {"enter": "entered", "exit": "left", "wait": "sleeps", "write": "writes"}
_WAKING = (493, "output:sleep", 561)


class ManyThreads(RandomSteps):
    """Random steps for as many users as wanted."""

    def many(self, seed: int, users: int, **changes: Any) -> Configuration:
        """A configuration with so many users; `changes` are fields of the global zone."""
        random = Random(seed)
        configuration = self.configuration(random.choice((64, 64, 32)), Granularity.FINE)
        zones = configuration.zones
        threads = tuple(
            ThreadConfiguration(random.randrange(len(zones)), random.choice((0, 0, 1)), random.choice((0, 5)))
            for _ in range(users)
        )
        self._users = users
        zone = zones[0]._replace(**changes)
        return configuration._replace(threads=threads, zones=(zone, *zones[1:]), memory=True)

    def calm(self, seed: int, users: int, **changes: Any) -> Configuration:
        """One zone in which records are made and sent, and an administrator acts now and then."""
        configuration = self.many(seed, users, **changes)
        self._mood = CALM
        self._calls.weigh(CALM.calls)
        zone = configuration.zones[0]._replace(state=1, door=7, active=True)
        threads = (ThreadConfiguration(0, 0, 0),) * users
        return configuration._replace(policy=0, loaded=True, zones=(zone,), threads=threads)


CALM = Mood(
    keep=0.3,
    begin=0.7,
    answer=0.6,
    refuse=0.05,
    softcall=1,
    tick=0.02,
    outage=0,
    calls={AuUwrite: 9, AuClose: 9, Audit: 6, AsyncEvent: 2, SetPolicy: 0.1, SetQueueControl: 0.1, GetStatistics: 0.3},
)


class TracedRun:
    """A run of the model that writes its trace."""

    def __init__(self, configuration: Configuration, seed: int) -> None:
        self.configuration = configuration
        self.machine = start(configuration)
        self.names = thread_names(configuration)
        self.lines: list[Wire] = []
        self.stopped = False
        self.undefined = False
        """The last line tells of a step for which the C has no defined next act."""
        self._random = Random(seed)
        self._announced: dict[int, Step] = {}
        self._owed: list[deque[Wire]] = [deque() for _ in self.names]

    def go(self, step: Step) -> None:
        """A step, or the line before it."""
        number = _actor(self.machine, step)
        if self.stopped or (number is not None and self._announces(step, number)):
            return
        step = step if number is None else self._announced.get(number, step)
        outcome = apply(self.machine, step)
        if outcome.events and type(outcome.events[-1]) is Undefined:
            if number in self._announced:
                self.stopped = self.undefined = True
            return
        if number is not None:
            self._announced.pop(number, None)
            self._lacks(number, step)
            self._owed[number] += self._within(number, outcome)
        self.machine = outcome.machine
        self.stopped = self.machine.halted is not None
        if (number is not None and self._random.random() < 0.7) or self.stopped:
            self._pay(number)

    def rest(self) -> None:
        """What was told to begin begins, and lines that were still to come are written."""
        for step in list(self._announced.values()):
            if not self.stopped:
                self.go(step)
        for number in range(len(self.names)):
            self._pay(number)

    def texts(self) -> list[bytes]:
        """The file's lines."""
        header = header_to_wire(self.configuration)
        return [(text_of(line) + "\n").encode() for line in (header, *self.lines)]

    def _announces(self, step: Step, number: int) -> bool:
        """Write the line that comes before the step; whether the step has to wait."""
        if number in self._announced:
            return False
        self._pay(number)
        line = self._before(step, number)
        if line is None:
            return False
        if line["event"] in ("entered", "woke") and not self._is_free(number):
            return True
        self.lines.append({"event": line.pop("event"), "thread": self.names[number], **line})
        self._announced[number] = step
        return self._random.random() < 0.5

    def _is_free(self, number: int) -> bool:
        """Nobody has been told to hold the lock that this thread is to take."""
        waits = self.machine.threads
        lock = waits[number].wait[2:4]
        return all(waits[other].wait[2:4] != lock or waits[other].wait.kind != "enter" for other in self._announced)

    def _before(self, step: Step, number: int) -> Wire | None:
        machine, wait = self.machine, self.machine.threads[number].wait
        match step:
            case Call():
                wire = step_to_wire(step, self.names)
                return {"event": "called", "call": {key: wire[key] for key in wire if key not in ("step", "thread")}}
            case Answer(_, error, reply):
                return {"event": "answered", "error": error, "reply": reply}
            case TimerFires():
                timer = machine.timers[0]
                return {"event": "fired", "timer": timer.kind, "zone": timer.zone}
            case Softcall():
                return {"event": "begun"}
        if wait.kind not in _LINES:
            return None
        event = "woke" if wait.kind == "enter" and wait.at in _WAKING else _LINES[wait.kind]
        return {"event": event, "at": wait.at, "zone": wait.zone, **self._facts(event, number)}

    def _facts(self, event: str, number: int) -> Wire:
        wait = self.machine.threads[number].wait
        zone = self.machine.zones[wait.zone or 0]
        if event not in ("left", "sleeps") or wait.what not in ("queue lock", "write_cv", "read_cv"):
            return {}
        queue = zone.queue
        facts: Wire = {
            "count": queue.count,
            "writers": queue.writers,
            "reader": queue.reader,
            "sequence": zone.sequence,
        }
        if wait.at == 403:
            facts["record"] = chain_to_wire(queue.records.at(queue.records.end - 1))
        return facts

    def _lacks(self, number: int, step: Step) -> None:
        wait = self.machine.threads[number].wait
        if type(step) is Run and wait.kind == "memory" and not self.machine.memory:
            self.lines.append({"event": "lacked", "thread": self.names[number], "at": wait.at})

    def _within(self, number: int, outcome: Outcome) -> list[Wire]:
        """What happens in the step; what others wait for, and a kick's broadcast, is told at once."""
        before, after = self.machine, outcome.machine
        made = [*_softcalls(before, after), *filter(None, map(_of_event, outcome.events)), *_armed(before, after)]
        returned = [_returned(event) for event in outcome.events if type(event) is Returned]
        lines = [{"event": one.pop("event"), "thread": self.names[number], **one} for one in (*made, *returned)]
        at_once = {"softcall", "armed", "halted"} & {line["event"] for line in lines}
        if at_once or before.threads[number].wait.at == "kick:reader":
            self.lines += lines[: len(made)]
            del lines[: len(made)]
        return lines

    def _pay(self, number: int | None) -> None:
        if number is not None:
            self.lines += self._owed[number]
            self._owed[number].clear()


def _actor(machine: Machine, step: Step) -> int | None:
    match step:
        case Call(thread) | Run(thread) | Answer(thread):
            return thread
        case Softcall():
            return machine.softint
        case TimerFires():
            return machine.clock
    return None


def traced_run(seed: int, users: int, steps: int, *, calm: bool = False, **changes: Any) -> TracedRun:
    """A random run of so many steps (fewer if the machine halts), with the lines that it writes."""
    random = ManyThreads(seed)
    configuration = random.calm(seed, users, **changes) if calm else random.many(seed, users, **changes)
    run = TracedRun(configuration, seed)
    for _ in range(steps):
        step = None if run.stopped else random.step(run.machine)
        if step is None:
            break
        run.go(step)
    if not run.stopped:
        run.rest()
    return run


def _softcalls(before: Machine, after: Machine) -> list[Wire]:
    calls = (
        ["free"] if entry is None else ["finish", *entry[:3], list(entry.time), chain_to_wire(entry.chain)]
        for entry in after.softcalls[len(before.softcalls) :]
    )
    return [{"event": "softcall", "softcall": call} for call in calls]


def _of_event(event: Event) -> Wire | None:
    match event:
        case Broadcast(_, zone, condition):
            return {"event": "broadcast", "zone": zone, "condition": condition}
        case Asked():
            size, payload = len(event.payload), event.payload.hex()
            return {"event": "asked", "zone": event.zone, "type": event.type, "size": size, "bytes": payload}
        case AssertionFailed(_, line):
            return {"event": "assertion", "line": line}
        case Printed(_, line):
            return {"event": "printed", "line": line}
        case Halted(_, reason, line):
            return {"event": "halted", "reason": reason, "line": line}
    return None


def _armed(before: Machine, after: Machine) -> list[Wire]:
    new = list(after.timers)
    for timer in before.timers:
        if timer in new:
            new.remove(timer)
    return [{"event": "armed", "timer": one.kind, "zone": one.zone, "ticks": one.due - after.ticks} for one in new]


def _returned(event: Returned) -> Wire:
    value = list(event.value) if isinstance(event.value, tuple) else event.value
    return {"event": "returned", "function": event.function, "value": value}
