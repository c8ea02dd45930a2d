"""Where a thread of the model stands, and why it does not go on: in words, with the clause and the lines of audit_io.c.

The values are those of the machine now, so a sleeper's sentence changes when the queue does.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from hiwater_conform.clauses import ClauseError, clause_registry
from hiwater_conform.clauses.c_scanner import PartKind
from hiwater_conform.clauses.clause import Clause
from hiwater_conform.telling.names import BUFFER_TYPES, STATES
from hiwater_conform.telling.words import wait_in_words
from hiwater_inspector.counted import counted
from hiwater_inspector.web.queue.view import Doing, Why
from hiwater_model.constants import AGAIN_TICKS, NOTIFY, POLICY_COUNT
from hiwater_model.draft import CLAUSES, LOCK_FIELDS
from hiwater_model.going_on import may_go_on
from hiwater_model.machine import Machine, Thread, Wait, Zone
from hiwater_model.neighbours.audit_call import AuditCall
from hiwater_model.neighbours.audit_door import DoorCall
from hiwater_model.neighbours.producer import Producer
from hiwater_model.reader.doorio import DoorIo


def doing(machine: Machine, number: int) -> Doing:
    """What thread `number` does."""
    thread = machine.threads[number]
    kind = thread.wait.kind
    if kind == "idle":
        return Doing.GONE if thread.kind == "reader" else Doing.IDLE
    if kind in ("asleep", "timed", "door"):
        return {"asleep": Doing.ASLEEP, "timed": Doing.WAITING, "door": Doing.AT_THE_DOOR}[kind]
    if may_go_on(machine, thread, thread.wait):
        return Doing.READY
    return Doing.BLOCKED if kind == "enter" else Doing.WAITING


def why(machine: Machine, number: int, names: tuple[str, ...]) -> Why:
    """The sentence, its clause, function and lines, and the values that it is made of."""
    thread = machine.threads[number]
    wait = thread.wait
    if wait.kind == "idle":
        return Why(sentence=_idle(thread))
    zone = machine.zones[wait.zone or 0]
    goes_on = wait.kind != "enter" and may_go_on(machine, thread, wait)
    tell = _plain if goes_on else _TOLD.get((wait.kind, wait.what)) or _TOLD.get((wait.kind, None)) or _plain
    sentence, values = tell(machine, zone, thread, names)
    clause = _found(CLAUSES.get(wait.at)) if wait.at is not None else None
    at = wait.at if isinstance(wait.at, int) else None
    lines = _lines(clause, at)
    return Why(
        sentence=sentence,
        clause=None if clause is None else clause.identifier,
        function=function_of(wait.at) or (clause.function if clause is not None else "") or "",
        lines=lines,
        at=at,
        values=values,
    )


def calls_of(thread: Thread) -> tuple[str, ...]:
    """The functions in progress, outermost first, by the places at which they stand."""
    found: list[str] = []
    for frame in thread.frames:
        name = function_of(getattr(frame, "at", None)) or _OWN.get(type(frame), "")
        if name and (not found or found[-1] != name):
            found.append(name)
    if thread.wait.at is not None:
        last = function_of(thread.wait.at)
        if last and (not found or found[-1] != last):
            found.append(last)
    return tuple(found)


def function_of(at: int | str | None) -> str:
    """The function of audit_io.c that holds a line, or the neighbour of a label."""
    if isinstance(at, str):
        name = at.partition(":")[0]
        return _NEIGHBOURS.get(name, name)
    return "" if at is None else _functions().get(at, "")


def _lines(clause: Clause | None, at: int | None) -> tuple[int, int] | None:
    """Those of the clause; where it is a neighbour's, those of the clause of the line."""
    here = () if at is None else clause_registry().at_line(at)
    spans = [one.span for one in (clause, *here) if one is not None and one.span is not None]
    if spans:
        return spans[0].first, spans[0].last
    return None if at is None else (at, at)


@cache
def _functions() -> dict[int, str]:
    parts = clause_registry().source.parts
    return {
        line: part.name
        for part in parts
        if part.kind is PartKind.FUNCTION
        for line in range(part.span.first, part.span.last + 1)
    }


@cache
def _found(clause: str | None) -> Clause | None:
    try:
        return None if clause is None else clause_registry().find(clause)
    except ClauseError:
        return None


_NEIGHBOURS: Final = {
    "output": "au_output_thread",
    "kick": "au_queue_kick",
    "dont_stop": "audit_dont_stop",
    "syscall_exit": "audit_finish",
    "audit": "audit(2)",
    "auditdoor": "auditdoor(2)",
    "setpolicy": "auditon(A_SETPOLICY)",
    "setqctrl": "auditon(A_SETQCTRL)",
    "setcond": "auditon(A_SETCOND)",
    "setkaudit": "auditon(A_SETKAUDIT)",
    "async_event": "the producer of the event",
    "zone_shutdown": "zone shutdown",
}
_OWN: Final = {AuditCall: "audit(2)", DoorCall: "auditdoor(2)", Producer: "the producer of the event"}

_Told = tuple[str, dict[str, int | str]]


def making_none(deferred: int, *, in_call: bool) -> str:
    """What a thread does that makes no record now, with so many put aside."""
    if deferred:
        return f"It is in its system call, with {counted(deferred, 'record')} put aside until the call ends."
    return "It is in its system call, and makes no record now." if in_call else "It makes no record now."


def _idle(thread: Thread) -> str:
    if thread.kind == "reader":
        return "The output thread is not there: nothing leaves the queue until a daemon brings a door."
    return making_none(len(thread.deferred), in_call=bool(thread.syscall))


def _writer_asleep(_machine: Machine, zone: Zone, _thread: Thread, _names: tuple[str, ...]) -> _Told:
    queue = zone.queue
    counts = "on" if zone.policy & POLICY_COUNT else "off"
    values: dict[str, int | str] = {
        "length": queue.count,
        "high water": queue.high_water,
        "low water": queue.low_water,
        "cnt": counts,
        "state": STATES.get(zone.state, zone.state),
    }
    sleeps = f"until the reader brings the queue to low water ({queue.low_water}) or below"
    if queue.count >= queue.high_water and counts == "off":
        place = "at" if queue.count == queue.high_water else "above"
        return (
            f"Queue length {queue.count} is {place} high water {queue.high_water} and policy cnt is off, "
            f"so the writer sleeps {sleeps}."
        ), values
    if queue.count >= queue.high_water:
        return (
            f"Queue length {queue.count} is not below high water {queue.high_water}, and policy cnt is on now: once it "
            "is woken, the writer drops its record. A_SETPOLICY wakes it after it has told the daemon."
        ), values
    return (
        f"There is room now ({queue.count} of {queue.high_water}), but nobody wakes the writer for that: "
        f"it sleeps {sleeps}."
    ), values


def _reader_asleep(machine: Machine, zone: Zone, thread: Thread, _names: tuple[str, ...]) -> _Told:
    queue = zone.queue
    kick = min(
        (timer.due for timer in machine.timers if timer.kind == "kick" and timer.zone == thread.zone), default=None
    )
    values: dict[str, int | str] = {"length": queue.count, "low water": queue.low_water, "ticks": machine.ticks}
    comes = "no kick is armed" if kick is None else f"the next kick is due at tick {kick}, now is {machine.ticks}"
    if kick is not None:
        values["kick"] = kick
    if queue.count == 0:
        return f"Nothing is queued, so the output thread sleeps until a kick finds a record ({comes}).", values
    if queue.count <= queue.low_water:
        return (
            f"{queue.count} queued is not above low water {queue.low_water}, so no writer wakes the output thread; "
            f"a kick will ({comes})."
        ), values
    return (
        f"{queue.count} queued is above low water {queue.low_water}: the next writer, or a kick, wakes it ({comes})."
    ), values


def _wants_lock(machine: Machine, zone: Zone, thread: Thread, names: tuple[str, ...]) -> _Told:
    what = thread.wait.what or ""
    owner = getattr(zone, LOCK_FIELDS[what])
    if owner is None:
        return f"The {what} is free: the thread takes it when it is run.", {"owner": "nobody"}
    where = wait_in_words(machine.threads[owner].wait[:4])
    return f"It wants the {what}, which {names[owner]} holds ({names[owner]} {where}).", {"owner": names[owner]}


def _at_the_door(_machine: Machine, zone: Zone, thread: Thread, _names: tuple[str, ...]) -> _Told:
    frame = next((frame for frame in reversed(thread.frames) if isinstance(frame, DoorIo)), None)
    values: dict[str, int | str] = {"door": "none" if zone.door is None else zone.door}
    if frame is None:
        return "A message is with the daemon; the thread holds the door lock until it is answered.", values
    kind = BUFFER_TYPES.get(frame.last_type & ~NOTIFY, frame.last_type)
    values |= {"type": str(kind), "bytes": len(frame.staged)}
    return (
        f"The daemon has a {kind} buffer of {len(frame.staged)} bytes. The record stays queued, and the door lock "
        "held, until the daemon answers."
    ), values


def _again(machine: Machine, _zone: Zone, thread: Thread, _names: tuple[str, ...]) -> _Told:
    passed = AGAIN_TICKS - max(0, thread.wait.extra - machine.ticks)
    values: dict[str, int | str] = {"tick": passed, "of": AGAIN_TICKS}
    return (
        f"The door answered EAGAIN: the same buffer is offered again after {AGAIN_TICKS} ticks, {passed} have passed."
    ), values


def _no_memory(_machine: Machine, _zone: Zone, thread: Thread, _names: tuple[str, ...]) -> _Told:
    return (
        f"It waits for memory for a {thread.wait.what}; the allocation sleeps until there is some, so nothing is lost."
    ), {"memory": "gone"}


def _plain(_machine: Machine, _zone: Zone, thread: Thread, _names: tuple[str, ...]) -> _Told:
    words = wait_in_words(thread.wait[:4]).partition(" (")[0]
    return f"It {words}, and goes on when it is chosen.", {}


_TOLD: Final[dict[tuple[str, str | None], Callable[[Machine, Zone, Thread, tuple[str, ...]], _Told]]] = {
    ("asleep", "write_cv"): _writer_asleep,
    ("asleep", "read_cv"): _reader_asleep,
    ("enter", None): _wants_lock,
    ("door", None): _at_the_door,
    ("timed", None): _again,
    ("memory", None): _no_memory,
}


def condition_of(wait: Wait) -> str | None:
    """The condition on which a thread sleeps."""
    return wait.what if wait.kind in ("asleep", "timed") else None
