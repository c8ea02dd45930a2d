"""What a person makes happen in a driven run, as steps of the protocol: each is taken on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, cast

from hiwater_conform.telling.names import ERRORS
from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import NotThisForm
from hiwater_inspector.counted import counted
from hiwater_inspector.web.queue.picture import bits_of
from hiwater_inspector.web.queue.producing import Making, record_steps
from hiwater_inspector.web.queue.recording import events_in
from hiwater_inspector.web.queue.run import Act, Inject, NotDone, Policy
from hiwater_inspector.web.queue.scheduling import Schedule
from hiwater_model.constants import AUDITING, EAGAIN, NO_AUDIT
from hiwater_model.machine import IDLE, Machine
from hiwater_model.steps import (
    Answer,
    Arguments,
    Auditdoor,
    Call,
    Memory,
    Run,
    SetCondition,
    SetPolicy,
    SetQueueControl,
    Softcall,
    Step,
    Tick,
    TimerFires,
)

if TYPE_CHECKING:
    from hiwater_inspector.web.queue.driven import DrivenRun

_BURST: Final = 10
_DRAIN_STEPS: Final = 2000
_EINTR: Final = 4
_EBADF: Final = 9


def act(run: DrivenRun, order: Act) -> str:
    """Do it, and say what came of it. Raises NotDone."""
    return _ACTS[order.act](run, order)


def policy(run: DrivenRun, order: Policy) -> str:
    """By calls of an idle thread, as an administrator would; each with what it returned."""
    told: list[str] = []
    for arguments in _administration(run, order):
        thread = _idle(run, None, last=True)
        run.take(Call(thread, arguments))
        told.append(_returned(run, thread))
    if not told:
        raise NotDone("Nothing was asked for: name a flag, a control or auditing.", 422)
    return "; ".join(told)


def fault(run: DrivenRun, order: Inject, schedule: Schedule) -> str:
    """Now if the door is waiting for an answer, else when it is called next."""
    if order.fault == "memory":
        run.take(Memory(not order.on))
        return "memory is gone" if order.on else "memory is there again"
    if order.fault == "back":
        door = run.recording.last.machine.zones[0].door
        thread = _idle(run, None, last=True)
        run.take(Call(thread, Auditdoor(8 if door is None else door + 1)))
        return _returned(run, thread)
    if order.fault in ("stop", "continue"):
        raise NotDone("Only the daemon of a live run can be stopped; here the door answers when you say so.", 422)
    return _door(run, order, schedule)


def _door(run: DrivenRun, order: Inject, schedule: Schedule) -> str:
    machine = run.recording.last.machine
    waiting = next((number for number, thread in enumerate(machine.threads) if thread.wait.kind == "door"), None)
    error = {"again": EAGAIN, "gone": _EINTR if waiting is not None else _EBADF}.get(order.fault, order.error)
    answer = Answer(-1, 0, -1) if order.fault == "minus one" else Answer(-1, error, None)
    name = "-1" if order.fault == "minus one" else ERRORS.get(error, f"error {error}")
    times = 1 if order.fault == "gone" else order.times
    schedule.planned[:] = [answer] * times
    if waiting is None:
        return f"the door will answer {name}, {times} times" if times > 1 else f"the door will answer {name} once"
    run.take(answer._replace(thread=waiting))
    return f"the door answered {name}" + (f", and will {times - 1} times more" if times > 1 else "")


def _produce(run: DrivenRun, order: Act) -> str:
    what: Making = cast("Making", order.act if order.act != "burst" else "produce")
    times = _BURST if order.act == "burst" and order.times == 1 else order.times
    made, thread = 0, -1
    for _ in range(times):
        try:
            thread = _idle(run, order.thread)
        except NotDone:
            if not made:
                raise
            return f"{made} of {times} made: no other thread is idle"
        machine = run.recording.last.machine
        number = machine.zones[0].counters.enqueue + len(run.recording)
        for step in record_steps(machine, thread, what, number, order.size):
            run.take(step)
        made += 1
    who = run.name_of(thread) if made == 1 else f"{made} calls"
    return {"produce": f"{who} made a record", "defer": f"{who} put a record aside"}.get(
        order.act, f"{who} handed an event to the softcall" if order.act == "async" else f"{made} records were made"
    )


def _drain(run: DrivenRun, _order: Act) -> str:
    """Wake the reader as a kick would, and let the door answer well until it sleeps again."""
    reader = run.recording.last.machine.reader(0)
    if run.recording.last.machine.threads[reader].wait is IDLE:
        raise NotDone("No output thread is there: bring the daemon back first.")
    before = run.recording.last.machine.zones[0].counters.written
    for _ in range(_DRAIN_STEPS):
        machine = run.recording.last.machine
        step = _towards_empty(machine, reader) or run.next_step()
        over = machine.threads[reader].wait.kind == "asleep" and not machine.zones[0].queue.count
        if over or step is None or machine.threads[reader].wait is IDLE:
            break
        run.take(step)
    written = run.recording.last.machine.zones[0].counters.written - before
    return f"the reader drained {counted(written, 'record')}" if written else "nothing was there to drain"


def _towards_empty(machine: Machine, reader: int) -> Step | None:
    wait = machine.threads[reader].wait
    if wait.kind == "door":
        return Answer(reader, 0, 0)
    if wait.kind == "timed":
        return Tick(max(1, wait.extra - machine.ticks))
    if wait.kind == "asleep":
        return _kick(machine)
    lock = wait.kind != "enter" or machine.zones[0].queue_lock is None
    return Run(reader) if lock else None


def _kick(machine: Machine) -> Step | None:
    kick = next((timer for timer in machine.timers), None)
    if machine.threads[machine.clock].wait is not IDLE:
        return Run(machine.clock)
    if kick is None:
        return None
    return TimerFires() if kick.due <= machine.ticks else Tick(kick.due - machine.ticks)


def _single(step: Step) -> Callable[[DrivenRun, Act], str]:
    def take(run: DrivenRun, order: Act) -> str:
        chosen = step._replace(ticks=order.times) if isinstance(step, Tick) else step
        words = run.words_of(chosen)
        run.take(chosen)
        return words

    return take


def _call(run: DrivenRun, order: Act) -> str:
    try:
        step = step_from_wire(order.call, run.recording.names)
    except NotThisForm as error:
        raise NotDone(f"This is no step of the protocol: {error}.", 422) from None
    words = run.words_of(step)
    run.take(step)
    return words


def _no_rate(_run: DrivenRun, _order: Act) -> str:
    raise NotDone("A driven run has no rate: it goes on when you say so.", 422)


_ACTS: Final[dict[str, Callable[[DrivenRun, Act], str]]] = {
    "produce": _produce,
    "defer": _produce,
    "async": _produce,
    "burst": _produce,
    "drain": _drain,
    "tick": _single(Tick(1)),
    "timer": _single(TimerFires()),
    "softcall": _single(Softcall()),
    "call": _call,
    "rate": _no_rate,
}


def _administration(run: DrivenRun, order: Policy) -> Iterator[Arguments]:
    machine = run.recording.last.machine
    zone = machine.zones[0]
    if order.flags:
        try:
            yield SetPolicy(bits_of(order.flags, machine.policy | zone.policy))
        except KeyError as error:
            raise NotDone(f"There is no policy {error}.", 422) from None
    queue = zone.queue
    asked = (order.high_water, order.low_water, order.buffer_size, order.delay)
    if any(value is not None for value in asked):
        present = (queue.high_water, queue.low_water, queue.buffer_size, queue.delay)
        yield SetQueueControl(*(was if value is None else value for value, was in zip(asked, present, strict=True)))
    if order.auditing is not None:
        yield SetCondition(AUDITING if order.auditing else NO_AUDIT)


def _idle(run: DrivenRun, name: str | None, *, last: bool = False) -> int:
    """An idle user thread: the one named, the last one, or the next in turn. Raises NotDone."""
    machine = run.recording.last.machine
    idle = [number for number in range(machine.softint) if machine.threads[number].wait is IDLE]
    if name is not None:
        if name not in run.recording.names[: machine.softint]:
            raise NotDone(f"There is no thread {name!r} that makes calls.", 422)
        if run.recording.names.index(name) not in idle:
            raise NotDone(f"{name} is in a call already; let it go on first.")
        return run.recording.names.index(name)
    if not idle:
        raise NotDone("Every thread is in a call already; let one go on first.")
    if last:
        return idle[-1]
    others = idle[:-1] if len(idle) > 1 and machine.softint > 2 and idle[-1] == machine.softint - 1 else idle
    return others[len(run.recording) % len(others)]


def _returned(run: DrivenRun, thread: int) -> str:
    """What the call that was just begun gave back."""
    name = run.name_of(thread)
    for event in events_in(run.recording.taken[-1].answer):
        if event.get("event") == "returned" and event.get("thread") == name:
            value = event.get("value")
            good = value in (0, None)
            return f"{event['function']}: done" if good else f"{event['function']} refused: {ERRORS.get(value, value)}"
    return f"{run.words_of(run.recording.taken[-1].step)}: under way"
