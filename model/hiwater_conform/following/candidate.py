"""One state that the model may be in after the events so far, with what the trace still owes for each thread."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from hiwater_model.machine import IDLE, Counters, Machine, Thread, Timer, Wait


class Writing(Enum):
    """A word is about to be written without a lock."""

    POINT = "point"


Counted: TypeAlias = tuple[tuple[int, int], ...]
"""The least and the most that each counter of a zone has grown by what the lines have told. The machine has zeros."""


class Made(NamedTuple):
    """A line that a step of the model makes, and the clause that the step follows there."""

    event: str
    facts: dict[str, Any]
    clause: str
    clause_of_bytes: str = ""
    """What the bytes of a buffer follow."""


class Standing(NamedTuple):
    """One thread as far as the lines have told it."""

    pending: Any = None
    """A call (its arguments), a timer, or a write, that was told to begin and that the model has not yet done."""
    owed: tuple[Made, ...] = ()
    """Lines that a step makes and that have not come."""
    result: Made | None = None
    """The call has ended with this."""
    counted: tuple[Counted, ...] = ()
    """What was counted in each zone when A_GETSTAT was called."""


AT_REST = Standing()
NOTHING_COUNTED: Counted = ((0, 0),) * len(Counters._fields)


class Change(NamedTuple):
    """A word that is read without a lock was changed; readers may have seen the old value for a while."""

    zone: int
    name: str
    """A field of Zone or Queue, `host` (type and address), or `global policy` or `loaded` (zone -1)."""
    old: Any
    line: int
    """The line after which it was changed; it had happened when the writer's next line came."""
    writer: int


class Candidate(NamedTuple):
    """A machine, the threads' standings by number, and the changes that some thread may not have seen, in order."""

    machine: Machine
    standings: tuple[Standing, ...]
    changes: tuple[Change, ...]
    counted: tuple[Counted, ...]
    others: tuple[tuple[Thread, ...], ...]
    """What each thread may carry instead of what the machine says, while all else is the same."""

    def standing(self, thread: int, standing: Standing) -> "Candidate":
        """The thread stands so."""
        if standing == AT_REST:
            standing = AT_REST
        if self.standings[thread] is standing:
            return self
        return self._replace(standings=(*self.standings[:thread], standing, *self.standings[thread + 1 :]))


def as_awake_as(candidate: Candidate, number: int, thread: Thread) -> Thread:
    """The same with the machine's wait if it sleeps: only then others change what it waits for."""
    if thread.wait.kind in ("asleep", "timed"):
        return thread._replace(wait=candidate.machine.threads[number].wait)
    return thread


def each_way(candidate: Candidate, number: int) -> Iterator[Candidate]:
    """The candidate for each thing that a thread may carry."""
    others = candidate.others[number]
    if not others:
        yield candidate
        return
    one = candidate._replace(others=(*candidate.others[:number], (), *candidate.others[number + 1 :]))
    yield one
    for thread in others:
        yield one._replace(machine=_with_thread(candidate.machine, number, as_awake_as(candidate, number, thread)))


def _with_thread(machine: Machine, number: int, thread: Thread) -> Machine:
    return machine._replace(threads=(*machine.threads[:number], thread, *machine.threads[number + 1 :]))


def with_wait(machine: Machine, number: int, wait: Wait) -> Machine:
    """The machine with a thread parked elsewhere."""
    return _with_thread(machine, number, machine.threads[number]._replace(wait=wait))


def woken(machine: Machine, number: int) -> Machine:
    """The machine with a sleeper of a condition, or of a time that has passed, awake."""
    wait = machine.threads[number].wait
    zone = wait.zone or 0
    lock = "again lock" if wait.kind == "timed" else "queue lock"
    awake = with_wait(machine, number, Wait("enter", wait.at, lock, wait.zone))
    context = awake.zones[zone]
    queue = context.queue._replace(
        sleeping_readers=tuple(one for one in context.queue.sleeping_readers if one != number)
    )
    return awake._replace(zones=(*awake.zones[:zone], context._replace(queue=queue), *awake.zones[zone + 1 :]))


def timer_due(machine: Machine, timer: Timer) -> Machine:
    """The machine with this timer armed, first and due: when a timer fires is the trace's to say."""
    return machine._replace(timers=(timer._replace(due=machine.ticks), *machine.timers))


def thread_is_within(candidate: Candidate, number: int) -> bool:
    """The thread is within something: a call, a timer, a softcall, or the life of a reader."""
    standing = candidate.standings[number]
    return standing is not AT_REST or candidate.machine.threads[number].wait is not IDLE
