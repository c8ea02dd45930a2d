"""A state of the shipped relation as a state of the TLA+ spec: what each value of the spec is in the machine.

Kept is all control state: where each thread is parked and at which call, the record that it makes, whom it waits for,
in which order; the queue as marks, lengths and numbers of records; fragments, staging buffer, marks and buffer sizes;
state, policy, door, locks, softcalls, timers, statistics and what is left of each budget.
Forgotten: the bytes of records but for mark, length and number; the clock, so that ticks are counted from now and an
overdue timer is due now; times within records; the jump bit and label, which without outages say only where a thread
is parked; syncs; the classes of events and what never changes. Not good for: machines that the spec does not have.
"""

from typing import Any, Final

from hiwater_check.states.graph import State as Explored
from hiwater_check.tla.dump import State
from hiwater_check.tla.instance import NO_DOOR, policies, refusal_name
from hiwater_check.tla.scopes import mark_of, thread_names
from hiwater_check.tla.values import Record, Value, mapping, record
from hiwater_conform.exploring.program import Choice, Position, Program
from hiwater_model.asynchronous.backend import AsyncBlock, Backend
from hiwater_model.asynchronous.start import AsyncStart
from hiwater_model.constants import COMPLETE, SEQUENCE_TOKEN_BYTES
from hiwater_model.decisions import header_bytes
from hiwater_model.machine import Deferred, Machine, Thread, Zone
from hiwater_model.membufs import Chain, size
from hiwater_model.neighbours.audit_door import DoorCall
from hiwater_model.neighbours.producer import Producer
from hiwater_model.producers.close import CloseDefer
from hiwater_model.producers.enqueue import Enqueue
from hiwater_model.producers.record import CloseTime
from hiwater_model.reader.door import DoorUpcall
from hiwater_model.reader.doorio import DoorIo
from hiwater_model.steps import Answer, Call, Run, Softcall, Step, Tick, TimerFires

_HEADER: Final = header_bytes(16)
_SEQUENCE: Final = b"\x2f"
_COUNTERS: Final = ("generated", "nonattrib", "enqueue", "written", "wblocked", "rblocked", "dropped", "totalsize")
NO_RECORD: Final = record(mark="", bytes=0, counted=0, named=False, numbered=False)
NO_OUTPUT: Final = record(type=COMPLETE, copied=0, size=0, ended=False, more=False)


def projected(program: Program, state: Explored) -> State:
    """The values of the spec's variables, in the order of `dump.VARIABLES`."""
    machine, position = state
    names = thread_names(program)
    (zone,) = machine.zones
    users = dict(zip(names, machine.threads[: len(program.calls)], strict=False))
    threads = dict(zip(names, machine.threads, strict=True))
    return (
        mapping({name: (thread.wait.kind, _place(thread)) for name, thread in threads.items()}),
        mapping({name: _making(thread) for name, thread in threads.items()}),
        mapping({name: _result(thread) for name, thread in threads.items()}),
        mapping({name: _until(thread, machine.ticks) for name, thread in threads.items()}),
        _output(machine.threads[machine.reader(0)], zone),
        mapping({name: _kept(thread.descriptor) for name, thread in users.items()}),
        tuple(_record(chain) for chain in zone.queue.records.records()),
        _queue(zone),
        _sleeping(zone, names),
        _zone(machine, zone),
        _locks(zone, names),
        tuple(_softcall(softcall) for softcall in machine.softcalls),
        tuple(record(due=max(timer.due - machine.ticks, 0), kind=timer.kind) for timer in machine.timers),
        mapping({name: getattr(zone.counters, name) for name in _COUNTERS}),
        _budget(position, names),
        machine.halted or "",
    )


def action_name(program: Program, choice: Choice, before: Position) -> str:
    """The name that the step has in the spec."""
    names = thread_names(program)
    step: Step = choice.step
    match step:
        case Call(thread):
            return f"call_{names[thread]}"
        case Run(thread):
            return f"run_{names[thread]}"
        case Answer(thread, error, reply):
            return _answer_name(names[thread], error, reply, choice.position.refusals, before.refusals)
        case Softcall():
            return "softcall"
        case TimerFires():
            return "timer"
        case Tick():
            return "tick"
    raise TypeError(step)


def _answer_name(
    thread: str, error: int, reply: int | str | None, after: tuple[int, ...], before: tuple[int, ...]
) -> str:
    for place, (left, was) in enumerate(zip(after, before, strict=True), 1):
        if left != was:
            return refusal_name(thread, place, error, reply)
    return f"answer_{thread}"


def _place(thread: Thread) -> str:
    return "" if thread.wait.at is None else str(thread.wait.at)


def _frame(thread: Thread, kind: type[Any]) -> Any:
    """The call of this kind that the thread is in, or None."""
    return next((frame for frame in thread.frames if isinstance(frame, kind)), None)


def _making(thread: Thread) -> Value:
    closing, starting, producing = (_frame(thread, kind) for kind in (CloseTime, AsyncStart, Producer))
    if closing is not None:
        return _closing(thread, closing)
    if starting is not None:
        return record(
            mark="", bytes=0, counted=0, named=thread.wait.at == 813 and starting.success != 0, numbered=False
        )
    deferring = _frame(thread, CloseDefer)
    if deferring is not None:
        return _kept(deferring.chain)
    if producing is not None:
        return _kept(thread.local)
    blocking = _frame(thread, AsyncBlock)
    if blocking is not None and thread.wait.at in (511, 514, 519):
        return _kept(_frame(thread, Backend).entry.chain)
    return NO_RECORD


def _closing(thread: Thread, closing: CloseTime) -> Value:
    """The record that au_close_time makes; once it is queued or freed only its length is left, to be counted."""
    if thread.wait.at in (403, 406, 361):
        return record(mark="", bytes=0, counted=closing.byte_count, named=False, numbered=False)
    queueing = _frame(thread, Enqueue)
    chain = closing.chain if queueing is None else queueing.record
    sequence = closing.sequence_membuf if queueing is None else queueing.sequence_membuf
    headed = queueing is not None or thread.wait.at in (325, 330, 332, 347, 348)
    return record(
        mark=_mark(chain, _HEADER if headed else 0),
        bytes=size(closing.header) * (not headed) + size(chain),
        counted=closing.byte_count,
        named=closing.zone_length > 0,
        numbered=sequence is not None,
    )


def _mark(chain: Chain, offset: int) -> str:
    return mark_of(b"".join(chain)[offset:])


def _kept(chain: Chain | None) -> Value:
    """A chain without a header."""
    if chain is None:
        return NO_RECORD
    return record(mark=_mark(chain, 0), bytes=size(chain), counted=0, named=False, numbered=False)


def _softcall(softcall: Deferred | None) -> Value:
    assert softcall is not None
    return record(mark=_mark(softcall.chain, 0), bytes=size(softcall.chain))


def _record(chain: Chain) -> Value:
    last = chain[-1]
    number = int.from_bytes(last[1:SEQUENCE_TOKEN_BYTES], "big") if len(chain) > 1 and last[:1] == _SEQUENCE else 0
    return record(mark=_mark(chain, _HEADER), bytes=size(chain), number=number)


def _result(thread: Thread) -> int:
    calling: DoorUpcall | None = _frame(thread, DoorUpcall)
    return 0 if calling is None or thread.wait.at not in (554, 568) else calling.result


def _until(thread: Thread, now: int) -> int:
    return max(thread.wait.extra - now, 0) if thread.wait.kind == "timed" else 0


def _output(reader: Thread, zone: Zone) -> Value:
    draining: DoorIo | None = _frame(reader, DoorIo)
    if draining is None:
        return NO_OUTPUT
    ended = draining.finished is not None
    return record(
        type=draining.last_type,
        copied=0 if ended else _copied(draining, zone),
        size=draining.new_length if reader.wait.at == 650 else len(draining.staged),
        ended=ended,
        more=ended and draining.record is not None,
    )


def _copied(draining: DoorIo, zone: Zone) -> int:
    """How much of the record is copied."""
    if draining.record is None:
        return 0
    chain = zone.queue.records.at(draining.record)
    return size(chain[: draining.membuf]) + draining.used


def _queue(zone: Zone) -> Value:
    queue = zone.queue
    return record(
        count=queue.count,
        high=queue.high_water,
        low=queue.low_water,
        size=queue.buffer_size,
        length=queue.buffer_length,
        delay=queue.delay,
        writers=queue.writers,
        reader=queue.reader,
    )


def _sleeping(zone: Zone, names: tuple[str, ...]) -> Value:
    queue = zone.queue
    return record(
        write=tuple(names[thread] for thread in queue.sleeping_writers),
        read=tuple(names[thread] for thread in queue.sleeping_readers),
    )


def _zone(machine: Machine, zone: Zone) -> Value:
    calls = (_frame(thread, DoorCall) for thread in machine.threads)
    words: dict[str, Value] = {
        "state": zone.state,
        "policy": policies(zone.policy),
        "global": policies(machine.policy),
        "door": NO_DOOR if zone.door is None else zone.door,
        "active": zone.active,
        "begins": any(call.begins for call in calls if call is not None),
        "sequence": zone.sequence,
    }
    return mapping(words)


def _locks(zone: Zone, names: tuple[str, ...]) -> Value:
    def owner(thread: int | None) -> str:
        return "nobody" if thread is None else names[thread]

    return record(queue=owner(zone.queue_lock), door=owner(zone.door_lock), again=owner(zone.again_lock))


def _budget(position: Position, names: tuple[str, ...]) -> Record:
    begun = dict(zip(names, position.begun, strict=False))
    return record(begun=mapping({**begun}), refusals=position.refusals, jumps=position.jumps)
