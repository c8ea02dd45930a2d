"""The body in which a scheduler picks who goes on: every thread parks at its points, one runs at a time.

A point is parked at before its thing is done. At the fine granularity a thread parks at each of them, at the blocking
one only where it cannot go on. Time, memory, the door's answers and the order of softcalls and timers are steps of the
scheduler too, so a run depends on nothing but the steps, and can be repeated. See `specs/hiwater_specs/protocol/`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, TypeAlias

from hiwater_impl.pipeline.constants import SOFTCALL_SLOTS
from hiwater_impl.pipeline.outcomes import Halted, Undefined
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.parking import Worker, borrow, give_back
from hiwater_impl.surroundings.surroundings import Place, Time, Work

_WORD = 0xFFFFFFFF
_NANOSECONDS_PER_TICK = 10_000_000
_NANOSECONDS = 1_000_000_000

Wait: TypeAlias = tuple[str] | tuple[str, Place, str, int | None]
"""What a thread is parked for, as the protocol writes it: kind, place, what, zone."""
IDLE: Wait = ("idle",)
_ALWAYS = frozenset(("exit", "count", "read", "write", "sync", "wait"))


class ParkedThread(AuditThread):
    """A thread of the pipeline with the worker that runs it and the point at which it is parked."""

    __slots__ = ("begins", "due", "lock", "wait", "worker")

    def __init__(self, system: Any, name: str, zone: int) -> None:
        super().__init__(system, name, zone)
        self.wait: Wait = IDLE
        self.worker: Worker = borrow()
        self.lock: ControlledLock | None = None
        """The lock that it wants to enter."""
        self.due = 0
        """The tick at which a timed sleep ends."""
        self.begins = False
        """It parks at its first point whatever the granularity."""


class ControlledLock:
    """A lock whose owner can be seen."""

    __slots__ = ("name", "owner", "surroundings", "zone")

    def __init__(self, surroundings: "Controlled", name: str, zone: int) -> None:
        self.surroundings = surroundings
        self.name = name
        self.zone = zone
        self.owner: ParkedThread | None = None

    def enter(self, thread: ParkedThread, at: Place) -> None:
        """Park until it is free, and take it."""
        thread.lock = self
        self.surroundings.park(thread, ("enter", at, self.name, self.zone))
        self.owner = thread

    def exit(self, thread: ParkedThread, at: Place) -> None:
        """Park, and give it up."""
        self.surroundings.park(thread, ("exit", at, self.name, self.zone))
        self.owner = None


class ControlledCondition:
    """A condition whose sleepers are woken by a broadcast or by time, and go on when the scheduler says so."""

    __slots__ = ("lock", "name", "sleepers", "surroundings", "zone")

    def __init__(self, surroundings: "Controlled", name: str, zone: int, lock: ControlledLock) -> None:
        self.surroundings = surroundings
        self.name = name
        self.zone = zone
        self.lock = lock
        self.sleepers: list[ParkedThread] = []

    def wait(self, thread: ParkedThread, at: Place) -> None:
        """Park, fall asleep, and take the lock again once woken."""
        self._fall_asleep(thread, at, "asleep", 0)

    def wait_ticks(self, thread: ParkedThread, at: Place, ticks: int) -> None:
        """The same; time wakes it too."""
        self._fall_asleep(thread, at, "timed", ticks)

    def broadcast(self) -> None:
        """Every sleeper now wants the lock."""
        woken, self.sleepers = self.sleepers, []
        for sleeper in woken:
            self.wake(sleeper)
        event = {
            "event": "broadcast",
            "zone": self.zone,
            "condition": self.name.removesuffix("_cv"),
            "woke": [sleeper.name for sleeper in woken],
        }
        self.surroundings.events.append(event)

    def wake(self, sleeper: ParkedThread) -> None:
        """Have a sleeper want the lock."""
        sleeper.wait = ("enter", sleeper.wait[1], self.lock.name, self.zone)  # type: ignore[misc]
        sleeper.lock = self.lock

    def _fall_asleep(self, thread: ParkedThread, at: Place, kind: str, ticks: int) -> None:
        self.surroundings.park(thread, ("wait", at, self.name, self.zone))
        self.lock.owner = None
        thread.due = self.surroundings.ticks + ticks
        self.sleepers.append(thread)
        self.surroundings.park(thread, (kind, at, self.name, self.zone))
        self.lock.owner = thread


class Armed(NamedTuple):
    """A timer that is armed."""

    due: int
    work: Work
    context: Any


class Controlled:
    """The surroundings of a system that is run step by step. `fine` is the granularity.

    `started` is the wall clock at tick 0. What happened in a step is in `events`, in the protocol's form.
    """

    def __init__(self, *, fine: bool, memory: bool, started: Time) -> None:
        self.fine = fine
        self.ticks = 0
        self.available = memory
        self.syncs = 0
        self.halted: str | None = None
        self.softcalls: list[tuple[Work, Any]] = []
        self.timers: list[Armed] = []
        self.events: list[dict[str, Any]] = []
        self.answer: tuple[int, bytes | None] = (0, None)
        """What the door answers to the thread that goes on next."""
        self.readers: list[ParkedThread] = []
        """The output thread of each zone; set by whoever makes the system."""
        self.conditions: list[ControlledCondition] = []
        self._started = started

    def lock(self, name: str, zone: int) -> ControlledLock:
        """A lock."""
        return ControlledLock(self, name, zone)

    def condition(self, name: str, zone: int, lock: Any) -> ControlledCondition:
        """A condition of that lock."""
        condition = ControlledCondition(self, name, zone, lock)
        self.conditions.append(condition)
        return condition

    def read(self, thread: ParkedThread, at: Place, what: str, zone: int | None) -> None:
        """A point."""
        self.park(thread, ("read", at, what, zone))

    def write(self, thread: ParkedThread, at: Place, what: str, zone: int | None) -> None:
        """A point."""
        self.park(thread, ("write", at, what, zone))

    def count(self, thread: ParkedThread, at: Place, context: Any, counter: str, amount: int) -> None:
        """A point, then the counter grows."""
        self.park(thread, ("count", at, counter, context.zone))
        counters = context.counters
        setattr(counters, counter, (getattr(counters, counter) + amount) & _WORD)

    def memory(self, thread: ParkedThread, at: Place, what: str, *, may_sleep: bool) -> bool:
        """A point; who may sleep cannot go on while there is no memory."""
        self.park(thread, ("memory", at, what, None))
        return self.available

    def ask_door(
        self, thread: ParkedThread, at: Place, context: Any, door: Any, kind: int, payload: bytes | memoryview
    ) -> tuple[int, bytes | None]:
        """The door is asked; the thread goes on with the scheduler's answer."""
        event = {
            "event": "asked",
            "thread": thread.name,
            "zone": context.zone,
            "door": door,
            "type": kind,
            "size": len(payload),
            "bytes": payload.hex(),
        }
        self.events.append(event)
        self.park(thread, ("door", at, "door", context.zone))
        return self.answer

    def now(self) -> Time:
        """The wall clock: it moves with the ticks."""
        seconds, nanoseconds = self._started
        nanoseconds += self.ticks * _NANOSECONDS_PER_TICK
        return seconds + nanoseconds // _NANOSECONDS, nanoseconds % _NANOSECONDS

    def softcall(self, thread: ParkedThread, work: Work, argument: Any) -> None:
        """Append; a full table halts."""
        if len(self.softcalls) >= SOFTCALL_SLOTS:
            self.halt(thread, "softcalls", None)
        self.softcalls.append((work, argument))

    def timer(self, ticks: int, work: Work, context: Any) -> None:
        """Arm a timer. Raises Undefined for a negative delay."""
        if ticks < 0:
            raise Undefined("a timer is armed with a negative delay", None)
        due = self.ticks + ticks
        place = len(self.timers)
        while place and self.timers[place - 1].due > due:
            place -= 1
        self.timers.insert(place, Armed(due, work, context))

    def begin_reader(self, work: Work, context: Any) -> None:
        """Have the zone's output thread run to its first point, at either granularity."""
        reader = self.readers[context.zone]
        reader.begins = True
        self.begin(reader, lambda thread: work(thread, context))

    def join_reader(self, thread: ParkedThread, at: Place, context: Any) -> None:
        """A point that can be left once the output thread is idle."""
        self.park(thread, ("join", at, "reader", context.zone))

    def sync(self, thread: ParkedThread, at: Place) -> None:
        """A point, then the disks are synced."""
        self.park(thread, ("sync", at, "disks", None))
        self.syncs += 1
        self.events.append({"event": "synced"})

    def halt(self, thread: ParkedThread, reason: str, line: int | None) -> NoReturn:
        """Everything stays as it is."""
        self.halted = reason
        self.events.append({"event": "halted", "reason": reason, "line": line})
        raise Halted(reason, line)

    def tell(self, thread: ParkedThread, event: str, fact: Any) -> None:
        """An event."""
        if event == "freed":
            self.events.append({"event": event, "lengths": list(fact)})
        elif event == "jumped":
            self.events.append({"event": event, "thread": thread.name})
        else:
            self.events.append({"event": event, "line": fact})

    # What the scheduler does.

    def park(self, thread: ParkedThread, wait: Wait) -> None:
        """On the thread itself: stop at a point, if the granularity or the point says so."""
        thread.wait = wait
        if self.fine or thread.begins or not self.may_go_on(thread):
            thread.begins = False
            thread.worker.park()

    def may_go_on(self, thread: ParkedThread) -> bool:
        """The thread can do what it is parked for, without an answer of a door."""
        wait = thread.wait
        kind = wait[0]
        if kind in _ALWAYS:
            return True
        if kind == "enter":
            assert thread.lock is not None
            return thread.lock.owner is None
        if kind == "memory":
            return self.available or wait[2] == "descriptor" or (wait[2] == "membuf" and thread.errjmp)  # type: ignore[misc]
        return kind == "join" and self.readers[wait[3]].wait is IDLE  # type: ignore[misc, index]

    def begin(self, thread: ParkedThread, work: Callable[[ParkedThread], Any]) -> None:
        """Have an idle thread run something until it parks or ends. Raises what it ended with, but for a halt."""
        thread.worker.begin(lambda: work(thread))
        self._look(thread)

    def go_on(self, thread: ParkedThread) -> None:
        """Have a parked thread go on until it parks or ends."""
        thread.worker.go_on()
        self._look(thread)

    def pass_time(self, ticks: int) -> None:
        """Time goes on, and wakes those whose sleep is over."""
        self.ticks += ticks
        for condition in self.conditions:
            for sleeper in list(condition.sleepers):
                if sleeper.wait[0] == "timed" and sleeper.due <= self.ticks:
                    condition.sleepers.remove(sleeper)
                    condition.wake(sleeper)

    def _look(self, thread: ParkedThread) -> None:
        failure = thread.worker.failure
        if failure is not None:
            thread.worker.failure = None
            if not isinstance(failure, Halted):
                raise failure
        elif not thread.worker.busy:
            thread.wait = IDLE


def release(threads: list[ParkedThread]) -> None:
    """Give the workers of a system back that is no longer wanted."""
    for thread in threads:
        give_back(thread.worker)
