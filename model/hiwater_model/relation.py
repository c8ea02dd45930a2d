"""The transition relation: which steps are enabled, and what each one does. Start here, then follow a call.

`start` makes a machine, `enabled` lists how its threads can go on, `apply` takes a step. Nothing here is random and
nothing is hidden: every choice that the kernel leaves open is a step that someone picks.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from hiwater_model import calls
from hiwater_model.asynchronous import backend
from hiwater_model.beginning import start
from hiwater_model.constants import EAGAIN
from hiwater_model.draft import Draft, MachineHalted, UndefinedAct, Write
from hiwater_model.events import Event
from hiwater_model.going_on import go_on, may_go_on
from hiwater_model.machine import IDLE, Machine, Wait
from hiwater_model.neighbours import timers
from hiwater_model.steps import NAMES, Answer, Call, Memory, Run, Softcall, Step, Tick, TimerFires

__all__ = ["NotEnabled", "Outcome", "apply", "enabled", "explain", "ready", "start"]


class NotEnabled(ValueError):
    """The step cannot be taken now; nothing has changed."""

    def __init__(self, step: Step, reason: str) -> None:
        super().__init__(f"{type(step).__name__} is not enabled: {reason}")
        self.step = step
        self.reason = reason


class Outcome(NamedTuple):
    """What a step led to: the next machine, its events in order, and who wrote which field under which clause."""

    machine: Machine
    events: tuple[Event, ...]
    writes: tuple[tuple[str, int, str, Any], ...]
    """Each with the fields of draft.Write."""
    clause: str
    """The clause of the last thing done, to be blamed for a field that no write names."""


def apply(machine: Machine, step: Step) -> Outcome:
    """Take a step. Raises NotEnabled, and changes nothing, if it cannot be taken.

    Where the C has no defined next act the outcome ends with an Undefined event and a machine in which nothing is
    enabled any more.
    """
    if machine.halted is not None:
        raise NotEnabled(step, f"the machine is halted ({machine.halted})")
    draft = Draft(machine)
    try:
        _TAKE[type(step)](draft, step)
    except MachineHalted:
        pass  # the thread stays at the point from which it halted the machine
    except UndefinedAct as act:
        stuck = machine._replace(halted="undefined")
        return Outcome(stuck, (*draft.events, act.event), tuple(draft.writes), act.event.clause)
    return Outcome(draft.frozen(), tuple(draft.events), tuple(draft.writes), draft.clause)


def ready(machine: Machine, number: int) -> bool:
    """A parked thread may go on by a Run step."""
    thread = machine.threads[number]
    return may_go_on(machine, thread, thread.wait)


def enabled(machine: Machine) -> Iterator[Step]:
    """Every way in which the machine can go on by itself, the door answering in a few typical ways.

    Calls are left out: an idle user thread can begin any call, and the arguments are open. Calls that make no sense
    to the kernel are refused by the kernel, not here.
    """
    if machine.halted is not None:
        return
    for number, thread in enumerate(machine.threads):
        if thread.wait.kind == "door":
            yield Answer(number, 0, 0)
            yield Answer(number, 0, 1)
            yield Answer(number, 0, None)
            yield Answer(number, 0, "unchanged")
            yield Answer(number, EAGAIN, None)
            yield Answer(number, 4, None)
        elif may_go_on(machine, thread, thread.wait):
            yield Run(number)
    if machine.softcalls and machine.threads[machine.softint].wait is IDLE:
        yield Softcall()
    if machine.timers and machine.timers[0].due <= machine.ticks and machine.threads[machine.clock].wait is IDLE:
        yield TimerFires()
    yield Tick(1)
    yield Memory(not machine.memory)


def explain(outcome: Outcome, key: str) -> str:
    """The clause under which a step wrote a field, by its key in the protocol (`zone0.count`, `user0.wait`, `ticks`).

    For a field that the step did not write: the clause of what the step did, since it should have left it alone.
    """
    subject, number, field = _subject(outcome.machine, key)
    for write in map(Write._make, reversed(outcome.writes)):
        if (
            write.subject == subject
            and write.number == number
            and field in {_KEYS.get(name, name) for name in write.fields}
        ):
            return write.clause
    return outcome.clause


_KEYS = {"host_valid": "host", "host_type": "host", "host_address": "host"}


def _subject(machine: Machine, key: str) -> tuple[str, int, str]:
    owner, dot, field = key.partition(".")
    if not dot:
        return "machine", -1, owner
    if owner == "softint":
        return "thread", machine.softint, field
    if owner == "clock":
        return "thread", machine.clock, field
    name, number = owner.rstrip("0123456789"), int(owner[len(owner.rstrip("0123456789")) :])
    if name == "zone":
        return "zone", number, field
    return "thread", machine.reader(number) if name == "reader" else number, field


def _call(draft: Draft, step: Call) -> None:
    users = len(draft.before.configuration.threads)
    if not 0 <= step.thread < users:
        raise NotEnabled(step, f"user threads are numbered from 0 to {users - 1}")
    if draft.threads[step.thread].wait is not IDLE:
        raise NotEnabled(step, "the thread is in a call already")
    draft.act_as(step.thread)
    draft.function = NAMES[type(step.arguments)]
    problem = calls.begin(draft, step.arguments)
    if problem is not None:
        raise NotEnabled(step, problem)
    if not draft.fine and draft.wait is not IDLE and may_go_on(draft, draft.thread, draft.wait):
        go_on(draft)


def _run(draft: Draft, step: Run) -> None:
    if not 0 <= step.thread < len(draft.threads):
        raise NotEnabled(step, "there is no such thread")
    draft.act_as(step.thread)
    if not may_go_on(draft, draft.thread, draft.wait):
        raise NotEnabled(step, f"the thread is parked: {draft.wait.kind} {draft.wait.what or ''}".rstrip())
    go_on(draft)


def _answer(draft: Draft, step: Answer) -> None:
    if not 0 <= step.thread < len(draft.threads) or draft.threads[step.thread].wait.kind != "door":
        raise NotEnabled(step, "the thread is not waiting for a door")
    if step.error != 0 and step.reply is not None:
        raise NotEnabled(step, "an answer that is an error has no reply")
    draft.act_as(step.thread)
    draft.answer = (step.error, step.reply)
    go_on(draft)


def _softcall(draft: Draft, step: Softcall) -> None:
    if not draft.softcalls:
        raise NotEnabled(step, "there is no softcall")
    if draft.threads[draft.before.softint].wait is not IDLE:
        raise NotEnabled(step, "a softcall is running")
    draft.act_as(draft.before.softint)
    entry, draft.softcalls = draft.softcalls[0], draft.softcalls[1:]
    draft.clause = "SOFTCALL-01"
    draft.writes.append(("machine", -1, "SOFTCALL-01", ("softcalls",)))
    backend.begin(draft, entry)
    if not draft.fine and may_go_on(draft, draft.thread, draft.wait):
        go_on(draft)


def _timer(draft: Draft, step: TimerFires) -> None:
    if not draft.timers or draft.timers[0].due > draft.ticks:
        raise NotEnabled(step, "no timer is due")
    if draft.threads[draft.before.clock].wait is not IDLE:
        raise NotEnabled(step, "a timer is running")
    draft.act_as(draft.before.clock)
    timer, draft.timers = draft.timers[0], draft.timers[1:]
    draft.clause = "TIMER-01"
    draft.writes.append(("machine", -1, "TIMER-01", ("timers",)))
    timers.begin(draft, timer)
    if not draft.fine and draft.wait is not IDLE and may_go_on(draft, draft.thread, draft.wait):
        go_on(draft)


def _tick(draft: Draft, step: Tick) -> None:
    if step.ticks < 1:
        raise NotEnabled(step, "time goes forward, by at least one tick")
    draft.ticks += step.ticks
    draft.clause = "CLOCK-01"
    draft.writes.append(("machine", -1, "CLOCK-01", ("ticks",)))
    for number, thread in enumerate(draft.threads):
        if thread.wait.kind == "timed" and thread.wait.extra <= draft.ticks:
            wait = Wait("enter", thread.wait.at, "again lock", thread.wait.zone)
            draft.threads[number] = thread._replace(wait=wait)
            draft.writes.append(("thread", number, "CLOCK-01", ("wait",)))


def _memory(draft: Draft, step: Memory) -> None:
    draft.memory = step.available
    draft.clause = "MEMBUF-01"
    draft.writes.append(("machine", -1, "MEMBUF-01", ("memory",)))


_TAKE: dict[type, Any] = {
    Call: _call,
    Run: _run,
    Answer: _answer,
    Softcall: _softcall,
    TimerFires: _timer,
    Tick: _tick,
    Memory: _memory,
}
