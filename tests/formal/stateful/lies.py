"""A lie for each invariant: a step of a small world, and an outcome that the model would never give.

Each lie is told of the outcome of the last of a few steps; the invariant's rule must find it, and must find nothing in
the true outcome.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from hiwater_model import Configuration, Machine, Outcome, apply, start
from hiwater_model.constants import POLICY_COUNT, POLICY_SEQUENCE
from hiwater_model.events import AssertionFailed, Broadcast, Freed, Halted, Printed, Undefined
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.machine import Timer, Wait
from hiwater_model.steps import (
    Answer,
    AsyncEvent,
    AuClose,
    AuWrite,
    Call,
    Run,
    SetStatistics,
    Softcall,
    Step,
    Tick,
    TimerFires,
)

READER, SOFTINT = 4, 2
Doctor = Callable[[Outcome], Outcome]


class Lie(NamedTuple):
    """The invariant that it breaks, the world, the steps, and what is told of the last one."""

    invariant: str
    world: Configuration
    steps: tuple[Step, ...]
    doctor: Doctor


def told(world: Configuration, steps: tuple[Step, ...]) -> tuple[Machine, Outcome]:
    """The machine before the last step, and the true outcome of that step."""
    machine = start(world)
    for step in steps[:-1]:
        machine = apply(machine, step).machine
    return machine, apply(machine, steps[-1])


def machine(**fields: Any) -> Doctor:
    """Other words in the machine."""
    return lambda outcome: outcome._replace(machine=outcome.machine._replace(**fields))


def zone(**fields: Any) -> Doctor:
    """Other fields in zone 0."""
    return lambda outcome: _with_zone(outcome, outcome.machine.zones[0]._replace(**fields))


def queue(**fields: Any) -> Doctor:
    """Other fields in the queue of zone 0."""
    return lambda outcome: zone(queue=outcome.machine.zones[0].queue._replace(**fields))(outcome)


def counters(**fields: Any) -> Doctor:
    """Other counters in zone 0."""
    return lambda outcome: zone(counters=outcome.machine.zones[0].counters._replace(**fields))(outcome)


def waits(number: int, wait: Wait) -> Doctor:
    """Another wait of a thread."""

    def doctor(outcome: Outcome) -> Outcome:
        threads = list(outcome.machine.threads)
        threads[number] = threads[number]._replace(wait=wait)
        return outcome._replace(machine=outcome.machine._replace(threads=tuple(threads)))

    return doctor


def happens(*events: Any) -> Doctor:
    """Other events."""
    return lambda outcome: outcome._replace(events=events)


def _with_zone(outcome: Outcome, changed: Any) -> Outcome:
    return outcome._replace(machine=outcome.machine._replace(zones=(changed, *outcome.machine.zones[1:])))


def close(thread: int, token: bytes = b"x") -> tuple[Step, ...]:
    """A record of one token."""
    return Call(thread, AuWrite("thread", (token,))), Call(thread, AuClose(0, "thread", 1, 5, 0, None))


SLOW = WORLD._replace(zones=(GLOBAL_ZONE._replace(active=False),))
"""No output thread: queues stay full."""
NUMBERED = SLOW._replace(zones=(GLOBAL_ZONE._replace(active=False, policy=POLICY_SEQUENCE),))
COUNTS = SLOW._replace(zones=(GLOBAL_ZONE._replace(active=False, policy=POLICY_COUNT),))
TICK = (Tick(1),)
FULL = (*close(0), *close(0))
BLOCKED = (*FULL, *close(1))
DRAINING = (*close(0), Run(READER))
TAKEN = (*DRAINING, Answer(READER, 0, 0))
EVENT = (Call(0, AsyncEvent(112, 3, ((b"x",),), 0, None)),)
LOST = (*FULL, *EVENT, Softcall())
AT_493 = Wait("asleep", 493, "write_cv", 0)


def _list_mutable(outcome: Outcome) -> Outcome:
    return outcome._replace(machine=outcome.machine._replace(timers=[]))  # type: ignore[arg-type]  # the lie


def _unordered(outcome: Outcome) -> Outcome:
    records = outcome.machine.zones[0].queue.records
    return queue(records=records._replace(back=tuple(reversed(records.back))))(outcome)


def _short_header(outcome: Outcome) -> Outcome:
    records = outcome.machine.zones[0].queue.records
    record = records.back[0]
    return queue(records=records._replace(back=((record[0] + b"y", *record[1:]),)))(outcome)


LIES = (
    Lie("undefined is a clause", SLOW, TICK, happens(Undefined("CLOCK-01", "nothing", None))),
    Lie("immutable", SLOW, TICK, _list_mutable),
    Lie("same twice", SLOW, TICK, machine(syncs=1)),
    Lie("clauses exist", SLOW, TICK, happens(Printed("CLOCK-99", 1))),
    Lie("one consumer", SLOW, TICK, happens(AssertionFailed("DEQ-04", 440))),
    Lie("halts with an event", SLOW, TICK, machine(halted="panic")),
    Lie("known points", SLOW, TICK, waits(0, Wait("count", 478, "wblocked", 0, 1))),
    Lie("locks held", SLOW, TICK, zone(queue_lock=0)),
    Lie("locks held", SLOW, TICK, waits(0, Wait("exit", 403, "queue lock", 0))),
    Lie("sleepers listed", SLOW, TICK, queue(sleeping_writers=(0,))),
    Lie("sleepers listed", SLOW, TICK, waits(1, AT_493)),
    Lie("sleepers counted", SLOW, TICK, queue(writers=1)),
    Lie("sleepers counted", SLOW, TICK, queue(reader=1)),
    Lie("woken in order", SLOW, (*BLOCKED, Tick(1)), queue(sleeping_writers=())),
    Lie("woken in order", SLOW, TICK, happens(Broadcast("DEQ-05", 0, "write", (0,)))),
    Lie("sleeps are counted", SLOW, BLOCKED, counters(wblocked=0)),
    Lie("asynchronous never sleeps", SLOW, LOST, waits(SOFTINT, AT_493)),
    Lie("count is length", SLOW, close(0), queue(count=2)),
    Lie("first in first out", SLOW, (*close(0), *close(0, b"y")), _unordered),
    Lie("settings in range", SLOW, TICK, queue(low_water=2)),
    Lie("settings in range", SLOW, TICK, zone(sequence=2**31)),
    Lie("sequence without gap", NUMBERED, close(0), zone(sequence=2)),
    Lie("records know their length", SLOW, close(0), _short_header),
    Lie("freed what left", WORLD, TAKEN, happens()),
    Lie("dropped is freed", SLOW, TICK, happens(Freed("ENQ-03", (1,)))),
    Lie("room when queued", SLOW, FULL, queue(high_water=1, low_water=0)),
    Lie("dropped when full", SLOW, TICK, lambda outcome: outcome._replace(writes=(("zone", 0, "BLOCK-02", ()),))),
    Lie("drops or sleeps by rule", COUNTS, FULL, waits(0, AT_493)),
    Lie("halts by rule", SLOW, LOST, happens(Halted("DROP-03", "panic", 787))),
    Lie("nobody left asleep", WORLD, (*BLOCKED, Run(READER), Answer(READER, 0, 0)), queue(sleeping_writers=(1,))),
    Lie("woken for a reason", SLOW, TICK, happens(Broadcast("DEQ-05", 0, "read", ()))),
    Lie("counters in range", SLOW, TICK, counters(dropped=2**32)),
    Lie("counters balance", SLOW, close(0), counters(enqueue=0)),
    Lie("counters balance", SLOW, TICK, counters(generated=1)),
    Lie("counters balance", SLOW, (*FULL, Call(0, SetStatistics(("enqueue",)))), counters(enqueue=2, written=1)),
    Lie("time goes forward", SLOW, TICK, machine(ticks=0)),
    Lie("softcalls in order", SLOW, (*EVENT, *EVENT, Softcall()), machine(softcalls=())),
    Lie("timers in order", WORLD, (Run(READER), Tick(1)), machine(timers=())),
    Lie("timers in order", WORLD, (Run(READER), Tick(1)), machine(timers=(Timer(9, "kick", 0), Timer(1, "kick", 0)))),
    Lie("kicks go on", WORLD, (Run(READER), Tick(20), TimerFires()), machine(timers=())),
)
