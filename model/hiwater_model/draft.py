"""One step being taken: the draft reads like the C, and is frozen into the next machine when the step ends.

Functions of the kernel are written as *points*: a handler runs from one point to the next, and ends by parking the
thread at a point, calling a function, or giving a value back to the caller. `point` and `returned` register handlers
under the line of audit_io.c (or the label of a neighbour) at which the thread was parked or had made a call.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn

from hiwater_model import events
from hiwater_model.changing import Value as Frame
from hiwater_model.changing import changed
from hiwater_model.citation import implements
from hiwater_model.configuration import Granularity
from hiwater_model.constants import NANOSECONDS_PER_TICK, POLICY_PER_ZONE, SOFTCALL_SLOTS
from hiwater_model.events import Event
from hiwater_model.machine import IDLE, Deferred, Machine, Thread, Time, Timer, Wait
from hiwater_model.membufs import Chain

Place = int | str
Handler = Callable[["Draft", Any], None]

POINTS: dict[Place, Handler] = {}
"""What a thread does once the thing it was parked for is done, by place."""
RETURNS: dict[Place, Callable[["Draft", Any, Any], None]] = {}
"""What a caller does with the value that a call gives back, by the place of the call."""
CLAUSES: dict[Place, str] = {}
"""The clause of each point."""
IMPLEMENTED_BY: dict[Place, str] = {}
"""Module and function of each handler: the map from lines of audit_io.c to the model."""

DESCRIPTOR_FIELDS = {"thread": "descriptor", "local": "local"}
LOCK_FIELDS = {"queue lock": "queue_lock", "door lock": "door_lock", "again lock": "again_lock"}


def point(place: Place, clause: str) -> Callable[[Handler], Handler]:
    """Register the handler of a point; `clause` is the one that the point follows."""

    def register(handler: Handler) -> Handler:
        POINTS[place] = handler
        CLAUSES[place] = clause
        IMPLEMENTED_BY[place] = f"{handler.__module__}.{handler.__name__}"
        return handler

    return register


def returned(place: Place, clause: str) -> Callable[[Callable[["Draft", Any, Any], None]], Callable[..., None]]:
    """Register what a caller does with the value given back by the call it made at `place`."""

    def register(handler: Callable[["Draft", Any, Any], None]) -> Callable[..., None]:
        RETURNS[place] = handler
        CLAUSES.setdefault(place, clause)
        IMPLEMENTED_BY.setdefault(place, f"{handler.__module__}.{handler.__name__}")
        return handler

    return register


class UndefinedAct(Exception):
    """The C has no defined next act: a null or freed thing used, a dead label jumped to."""

    def __init__(self, clause: str, reason: str, line: int | None) -> None:
        super().__init__(reason)
        self.event = events.Undefined(clause, reason, line)


class MachineHalted(Exception):
    """The machine has just stopped; nothing of the step happens after this."""


class Write(NamedTuple):
    """A step wrote some fields of a subject under a clause. The subject is a zone, a thread or the machine."""

    subject: str
    number: int
    clause: str
    fields: tuple[str, ...]


class Draft:
    """The machine while a step is taken, seen from the thread that takes it."""

    __slots__ = (
        "answer",
        "before",
        "clause",
        "events",
        "fields",
        "fine",
        "function",
        "halted",
        "me",
        "memory",
        "softcalls",
        "stack",
        "thread",
        "threads",
        "ticks",
        "timers",
        "wait",
        "writes",
        "zones",
    )

    def __init__(self, machine: Machine) -> None:
        self.before = machine
        self.fine = machine.configuration.granularity is Granularity.FINE
        self.ticks = machine.ticks
        self.memory = machine.memory
        self.halted = machine.halted
        self.softcalls = machine.softcalls
        self.timers = machine.timers
        self.zones = list(machine.zones)
        self.threads = list(machine.threads)
        self.fields: dict[str, Any] = {}
        self.events: list[Event] = []
        self.writes: list[tuple[str, int, str, Any]] = []
        self.clause = ""
        self.answer: Any = None
        self.me = -1

    # The thread that takes the step.

    def act_as(self, number: int) -> None:
        """Take the step as this thread."""
        self.me = number
        self.thread = self.threads[number]
        self.stack = list(self.thread.frames)
        self.wait = self.thread.wait
        self.function = self.thread.function

    def park(self, kind: str, at: Place, what: str, zone: int | None, extra: int = 0, why: str | None = None) -> None:
        """Park the thread at a point; `why` is the clause that sends it there, if not the point's own."""
        self.wait = tuple.__new__(Wait, (kind, at, what, zone, extra))
        self.writes.append(("thread", self.me, why or CLAUSES[at], ("wait",)))

    def call_from(self, place: Place) -> None:
        """The running frame makes a call at this place and will be resumed there."""
        self.stack[-1] = changed(self.stack[-1], {"at": place})

    def keep(self, frame: Frame, **fields: Any) -> Frame:
        """The frame on top becomes this one with other values, for its later points."""
        frame = self.stack[-1] = changed(frame, fields)
        return frame

    def give(self, value: int | str | tuple[int, ...] | None = None) -> None:
        """The running frame ends and gives its caller a value."""
        self.stack.pop()
        self.resume(value)

    def resume(self, value: int | str | tuple[int, ...] | None = None) -> None:
        """Go on in the frame on top with the value of the call it made; without one, the thread's call has ended."""
        if self.stack:
            caller = self.stack[-1]
            if isinstance(caller.at, int):
                self.clause = CLAUSES[caller.at]
            RETURNS[caller.at](self, caller, value)
            return
        self.wait = IDLE
        self.writes.append(("thread", self.me, self.clause, ("wait",)))
        if self.function is not None:
            self.events.append(events.Returned(self.clause, self.me, self.function, value))
            self.function = None

    def set_thread(self, clause: str, **fields: Any) -> None:
        """Change the running thread's audit data."""
        self.thread = changed(self.thread, fields)
        self.writes.append(("thread", self.me, clause, fields))

    def take(self, descriptor: str, clause: str) -> Chain | None:
        """The chain that a descriptor holds, which is empty afterwards. `none` is a null pointer."""
        if descriptor == "none":
            return None
        field = DESCRIPTOR_FIELDS[descriptor]
        chain: Chain | None = getattr(self.thread, field)
        if chain is not None:
            self.set_thread(clause, **{field: None})
        return chain

    # Zones.

    @implements("CONTEXT-01")
    def own_or_global(self) -> int:
        """The context called PZ: the thread's own zone under PERZONE, else the global one."""
        return self.thread.zone if self.global_policy & POLICY_PER_ZONE else 0

    @property
    def global_policy(self) -> int:
        """The word audit_policy."""
        policy: int = self.fields.get("policy", self.before.policy)
        return policy

    def set_zone(self, number: int, clause: str, **fields: Any) -> None:
        """Change fields of a zone's context."""
        self.zones[number] = changed(self.zones[number], fields)
        self.writes.append(("zone", number, clause, fields))

    def hold(self, zone: int, lock: str, owner: int | None) -> None:
        """A lock of a zone is taken by a thread, or left."""
        self.zones[zone] = changed(self.zones[zone], {lock: owner})
        self.writes.append(("zone", zone, "LOCK-01", (lock,)))

    def set_queue(self, number: int, clause: str, **fields: Any) -> None:
        """Change fields of a zone's queue."""
        zone = self.zones[number]
        self.zones[number] = changed(zone, {"queue": changed(zone.queue, fields)})
        self.writes.append(("zone", number, clause, fields))

    def count(self, zone: int, counter: str, amount: int) -> None:
        """Add to a counter, modulo 2^32."""
        context = self.zones[zone]
        value = (getattr(context.counters, counter) + amount) & 0xFFFFFFFF
        self.zones[zone] = changed(context, {"counters": changed(context.counters, {counter: value})})
        self.writes.append(("zone", zone, self.clause, (counter,)))

    @implements("LOCK-02")
    def wake(self, zone: int, condition: str, clause: str) -> None:
        """Broadcast: every sleeper of the condition (write or read) now wants the queue lock."""
        field = "sleeping_writers" if condition == "write" else "sleeping_readers"
        sleepers: tuple[int, ...] = getattr(self.zones[zone].queue, field)
        for sleeper in sleepers:
            thread = self.threads[sleeper]
            wait = Wait("enter", thread.wait.at, "queue lock", zone)
            self.threads[sleeper] = thread._replace(wait=wait)
            self.writes.append(("thread", sleeper, clause, ("wait",)))
        if sleepers:
            self.set_queue(zone, clause, **{field: ()})
        self.events.append(events.Broadcast(clause, zone, condition, sleepers))

    # The machine.

    def set_machine(self, clause: str, **fields: Any) -> None:
        """Change words that belong to no zone: policy, loaded, syncs."""
        self.fields.update(fields)
        self.writes.append(("machine", -1, clause, fields))

    def now(self) -> Time:
        """The wall clock: seconds, nanoseconds."""
        configuration = self.before.configuration
        nanoseconds = configuration.nanoseconds + self.ticks * NANOSECONDS_PER_TICK
        return configuration.seconds + nanoseconds // 1_000_000_000, nanoseconds % 1_000_000_000

    def free(self, chain: Chain | None, clause: str) -> None:
        """Free a chain (au_free_rec). Under ERRJMP it is also handed to a softcall that frees it again (MEMBUF-03)."""
        if chain is None:
            return
        if self.thread.errjmp:
            self.add_softcall(None, "MEMBUF-03")
        self.events.append(events.Freed(clause, tuple(map(len, chain))))

    def add_softcall(self, entry: Deferred | None, clause: str) -> None:
        """Append a softcall; the table has 200 slots (SOFTCALL-02)."""
        if len(self.softcalls) >= SOFTCALL_SLOTS:
            self.halt("SOFTCALL-02", "softcalls", None)
        self.softcalls = (*self.softcalls, entry)
        self.writes.append(("machine", -1, clause, ("softcalls",)))

    def arm(self, kind: str, zone: int, ticks: int, clause: str) -> None:
        """Arm a timer some ticks from now."""
        if ticks < 0:
            raise UndefinedAct("TIMER-05", "a timer is armed with a negative delay", None)
        due = self.ticks + ticks
        after = len(self.timers)
        while after and self.timers[after - 1].due > due:
            after -= 1
        self.timers = (*self.timers[:after], Timer(due, kind, zone), *self.timers[after:])
        self.writes.append(("machine", -1, clause, ("timers",)))

    def check(self, holds: bool, line: int, clause: str) -> None:
        """An ASSERT of the file. If it fails an event says so; under DEBUG the machine halts."""
        if not holds:
            self.events.append(events.AssertionFailed(clause, line))
            if self.before.configuration.profile.differences.assertion_halts:
                self.halt(clause, "assertion", line)

    def halt(self, clause: str, reason: str, line: int | None) -> NoReturn:
        """Stop the machine for good."""
        self.halted = reason
        self.writes.append(("machine", -1, clause, ("halted",)))
        self.events.append(events.Halted(clause, reason, line))
        raise MachineHalted

    def frozen(self) -> Machine:
        """The machine after the step."""
        if self.me >= 0:
            old = self.thread
            audit_data = old[5:]
            new = Thread(old.zone, old.kind, self.wait, tuple(self.stack), self.function, *audit_data)
            self.threads[self.me] = new
        before = self.before
        after = Machine(
            before.configuration,
            self.ticks,
            self.memory,
            before.policy,
            before.loaded,
            before.syncs,
            self.halted,
            self.softcalls,
            self.timers,
            tuple(self.zones),
            tuple(self.threads),
        )
        return after._replace(**self.fields) if self.fields else after
