"""What is remembered of a zone's past beside its machine: what the door was given, and what is still to be counted.

Of each step it is asked what it breaks; `properties.py` has the sentences. Not good for: scopes in which memory runs
out.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_check.states.local import Taken
from hiwater_model.configuration import Granularity
from hiwater_model.constants import AUDITING, COMPLETE, EAGAIN, FIRST, INIT_AUDIT, LAST, MIDDLE, NOTIFY, UNSET
from hiwater_model.decisions import drops_by_policy, halts_by_policy
from hiwater_model.events import Asked, Freed
from hiwater_model.machine import Machine, Zone
from hiwater_model.membufs import Chain
from hiwater_model.steps import Answer, AuClose, Call, Softcall, Step, TimerFires

UNCOUNTED: Final = frozenset({"RECORD-01", "RECORD-03", "DEFER-01", "DEFER-02", "SYSCALL-05", "WRITE-02"})
"""Clauses by which a chain is freed and no counter says so: not wanted, auditing off, no memory (Q6), thread gone."""
_SEQUENCE_TOKEN: Final = 0x2F


class Pipe(NamedTuple):
    """One zone's records on their way."""

    asked: tuple[int, bytes] | None = None
    """Type and payload of the buffer at the door, or that the door was too busy for."""
    goes_on: bool = False
    """The last buffer taken was FIRST or MIDDLE."""
    taken: bytes = b""
    """What the daemon has of the record at the head."""
    whole: int = 0
    """Records that the daemon has whole, and that are still queued."""
    detached: tuple[tuple[int, ...], ...] = ()
    """Membuf lengths of records that have left the queue and are not freed yet."""
    enqueued: int = 0
    """Records queued that `enqueue` does not count yet."""
    written: int = 0
    """Records removed that `written` does not count yet."""
    lost: int = 0
    """Chains freed as dropped that `dropped` does not count yet."""
    in_hand: int = 0
    """Records begun and neither queued nor freed."""


class Finding(NamedTuple):
    """One step's effect on a pipe."""

    pipe: Pipe
    broken: tuple[str, ...]


def advance(pipe: Pipe, number: int, step: Step, taken: Taken) -> Finding:
    """The pipe of a zone one step later, and the names of what the step breaks."""
    before, after = taken.before.zones[number], taken.after.zones[number]
    broken: list[str] = []
    pipe = _answered(pipe, number, step, taken.before, broken)
    pipe = _moved(pipe, before, after, broken)
    pipe = _freed(pipe, number, step, taken, broken)
    for event in taken.events:
        if isinstance(event, Asked) and event.zone == number and not event.type & NOTIFY:
            broken += _asked_wrongly(pipe, event, before)
            pipe = pipe._replace(asked=(event.type, event.payload))
    broken += _decided_wrongly(number, step, taken)
    return Finding(pipe, tuple(broken))


def _answered(pipe: Pipe, number: int, step: Step, before: Machine, broken: list[str]) -> Pipe:
    """A buffer taken is added to what the daemon has; a final error leaves it with nothing."""
    if not isinstance(step, Answer) or pipe.asked is None:
        return pipe
    thread = before.threads[step.thread]
    if thread.wait.zone != number or thread.kind != "reader" or step.error == EAGAIN:
        return pipe
    kind, payload = pipe.asked
    if (step.error, step.reply) != (0, 0):
        return pipe._replace(asked=None, goes_on=False, taken=b"")
    whole = pipe.taken + payload
    if kind in (FIRST, MIDDLE):
        return pipe._replace(asked=None, goes_on=True, taken=whole)
    waiting = list(before.zones[number].queue.records.records())[pipe.whole :]
    if not waiting or b"".join(waiting[0]) != whole:
        broken.append("whole at the door")
    return pipe._replace(asked=None, goes_on=False, taken=b"", whole=pipe.whole + 1)


def _moved(pipe: Pipe, before: Zone, after: Zone, broken: list[str]) -> Pipe:
    """Records leave at the head, once the daemon has them whole, and join at the tail."""
    old, new = tuple(before.queue.records.records()), tuple(after.queue.records.records())
    removed = after.queue.records.first - before.queue.records.first
    stay = old[removed:]
    if removed < 0 or new[: len(stay)] != stay:
        broken.append("first in, first out")
    joined = new[len(stay) :]
    broken += _numbered_wrongly(before, after, joined)
    if removed > pipe.whole:
        broken.append("whole at the door")
    return pipe._replace(
        whole=pipe.whole - removed,
        detached=pipe.detached + tuple(tuple(map(len, record)) for record in old[:removed]),
        enqueued=pipe.enqueued + len(joined) - _grown(before, after, "enqueue"),
        written=pipe.written + removed - _grown(before, after, "written"),
        in_hand=pipe.in_hand - len(joined),
    )


def _numbered_wrongly(before: Zone, after: Zone, joined: tuple[Chain, ...]) -> Iterator[str]:
    """The records that join bear the next numbers, if they bear any."""
    number = before.sequence
    for record in joined:
        for membuf in record:
            if len(membuf) == 5 and membuf[0] == _SEQUENCE_TOKEN:
                number += 1
                if int.from_bytes(membuf[1:], "big") != number:
                    yield "sequence"
    if number != after.sequence:
        yield "sequence"


def _freed(pipe: Pipe, number: int, step: Step, taken: Taken, broken: list[str]) -> Pipe:
    """Chains freed: by the reader, records that have left; by others, records that are lost."""
    before, after = taken.before, taken.after
    detached, lost, in_hand = list(pipe.detached), pipe.lost, pipe.in_hand + _made(number, step, taken)
    by_reader = _actor(step, before) == before.reader(number)
    for event in taken.events:
        if not isinstance(event, Freed) or (number != 0 and not by_reader):
            continue
        if by_reader:
            if not detached or detached.pop(0) != event.lengths:
                broken.append("freed after its upcall")
        else:
            in_hand -= 1
            lost += event.clause not in UNCOUNTED
    lost -= _grown(before.zones[number], after.zones[number], "dropped")
    return pipe._replace(detached=tuple(detached), lost=lost, in_hand=in_hand)


def _made(number: int, step: Step, taken: Taken) -> int:
    """Records begun by the step: a close of a descriptor that holds something, an event that was put aside."""
    if isinstance(step, Call) and isinstance(step.arguments, AuClose):
        return int(step.arguments.zone == number and taken.before.threads[step.thread].descriptor is not None)
    return max(0, len(taken.after.softcalls) - len(taken.before.softcalls)) if number == 0 else 0


def _asked_wrongly(pipe: Pipe, event: Asked, zone: Zone) -> Iterator[str]:
    """The types follow the language, the sizes the buffer, and a busy door is asked the same thing again."""
    if pipe.asked is not None and pipe.asked != (event.type, event.payload):
        yield "the same buffer again"
    if event.type not in ((MIDDLE, LAST) if pipe.goes_on else (COMPLETE, FIRST)):
        yield "buffer types"
    length, room = len(event.payload), zone.queue.buffer_length
    fits = length == room if event.type in (FIRST, MIDDLE) else 0 < length <= room
    if zone.queue.buffer_size != room:
        fits = True  # the buffer is made anew in this very step
    if not fits:
        yield "buffer sizes"


def _decided_wrongly(number: int, step: Step, taken: Taken) -> Iterator[str]:
    """A halt has AHLT behind it; a drop has CNT, or a state that is not AUDITING, and a full queue behind it."""
    before, after = taken.before, taken.after
    zone, queue = before.zones[number], before.zones[number].queue
    if number == 0 and after.halted == "panic" and (not halts_by_policy(before.policy) or zone.state == INIT_AUDIT):
        yield "halts by policy alone"
    blocking = before.configuration.granularity is Granularity.BLOCKING
    if not blocking or not _grown(zone, after.zones[number], "dropped"):
        return
    actor = before.threads[_actor(step, before)]
    if queue.count < queue.high_water:
        yield "drops when full alone"
    if actor.kind == "softint":
        if halts_by_policy(before.policy) and zone.state != INIT_AUDIT:
            yield "halts by policy alone"
    elif not drops_by_policy(zone.policy) and (zone.state if actor.cache == UNSET else actor.cache) == AUDITING:
        yield "drops by policy alone"


def _grown(before: Zone, after: Zone, counter: str) -> int:
    grown: int = getattr(after.counters, counter) - getattr(before.counters, counter)
    return grown


def _actor(step: Step, machine: Machine) -> int:
    """The thread that takes a step; -1 for time and memory."""
    if isinstance(step, Softcall):
        return machine.softint
    return machine.clock if isinstance(step, TimerFires) else getattr(step, "thread", -1)
