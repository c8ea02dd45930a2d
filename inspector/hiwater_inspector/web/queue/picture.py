"""From a moment of a driven run to the view of it: what was seen of the implementation, explained by the model."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from hiwater_conform.telling.names import ERRORS, POLICIES, STATES
from hiwater_conform.telling.words import wait_in_words
from hiwater_conform.wire_values import Wire
from hiwater_inspector.web.queue import why
from hiwater_inspector.web.queue.passage import Passage, record_of
from hiwater_inspector.web.queue.producing import call_name
from hiwater_inspector.web.queue.recording import Moment, Recording, event_name
from hiwater_inspector.web.queue.view import (
    BIN_RECORDS,
    DEFERRED_MOST,
    FRAGMENT_STATES,
    SLOTS_MOST,
    SOFTCALLS_MOST,
    Bin,
    Buffer,
    Counters,
    Daemon,
    Doing,
    Flag,
    Fragment,
    Kind,
    Queue,
    Record,
    Room,
    Softcalls,
    Thread,
    Trail,
    Verdict,
    View,
    Why,
)
from hiwater_model.machine import Counters as Counted
from hiwater_model.machine import Machine, Wait
from hiwater_model.producers.enqueue import Enqueue

FLAGS: Final = {
    "cnt": (0x1, "count drops"),
    "ahlt": (0x2, "halt on drop"),
    "seq": (0x10, "sequence token"),
    "trail": (0x80, "trailer"),
    "zonename": (0x800, "zone token"),
    "perzone": (0x1000, "a queue each"),
}
"""The policy flags that the queue looks at."""


def picture(recording: Recording, moment: Moment, words: str, trail: str, verdict: Verdict) -> View:
    """The view. `trail` is what the trail is called, `words` what the last step did."""
    seen, passage = moment.seen, moment.passage
    threads = _threads(recording, moment)
    readers = [thread for thread in threads if thread.role == "reader"]
    return View(
        kind="driven",
        at=moment.at,
        now=words,
        clock=f"tick {seen['ticks']}",
        threads=tuple(thread for thread in threads if thread.role != "reader"),
        queue=_queue(recording, passage, seen),
        writers=_room(moment, recording.names, "write_cv"),
        readers=_room(moment, recording.names, "read_cv"),
        softcalls=_softcalls(seen),
        output=_output(readers[0], passage),
        buffer=_buffer(recording, passage, seen),
        fragment=Fragment(state=FRAGMENT_STATES[passage.type], transition=passage.transition),
        daemon=_daemon(recording, passage, seen),
        trail=_trail(recording, passage, trail),
        counters=Counters(**{f"as_{name}": seen[f"zone0.{name}"] for name in Counted._fields}),
        policy=flags_of(seen["policy"] | seen["zone0.policy"]),
        state=str(STATES.get(seen["zone0.state"], seen["zone0.state"])),
        memory=bool(seen["memory"]),
        halted=seen["halted"],
        verdict=verdict,
    )


def flags_of(bits: int) -> tuple[Flag, ...]:
    """Each flag of the queue, on or off."""
    return tuple(Flag(name=name, words=words, on=bool(bits & bit)) for name, (bit, words) in FLAGS.items())


def bits_of(flags: dict[str, bool], bits: int) -> int:
    """Policy bits after these flags were set. Raises KeyError for one that is no policy."""
    known = {name.lower(): bit for bit, name in POLICIES.items()}
    for name, on in flags.items():
        bits = bits | known[name.lower()] if on else bits & ~known[name.lower()]
    return bits


def window(records: Sequence[Record], sizes: Sequence[int], first: int, end: int) -> dict[str, Any]:
    """Slots and bins of the records from `first`, before `end`; `sizes` has the bytes of all before each.

    Their cost is theirs, not the queue's.
    """
    behind = min(end, first + SLOTS_MOST)
    edges = [behind, *range((behind // BIN_RECORDS + 1) * BIN_RECORDS, end, BIN_RECORDS), end] if behind < end else []
    bins = (
        Bin.model_construct(first=begin, records=until - begin, size=sizes[until] - sizes[begin])
        for begin, until in pairwise(edges)
    )
    return {"size": sizes[end] - sizes[first], "slots": tuple(records[first:behind]), "bins": tuple(bins)}


def _queue(recording: Recording, passage: Passage, seen: dict[str, Wire]) -> Queue:
    part = window(recording.records, recording.sizes, passage.first, passage.end)
    controls = {name: seen[f"zone0.{name}"] for name in ("high_water", "low_water", "buffer_size", "delay")}
    return Queue.model_construct(length=seen["zone0.count"], **controls, **part)


def _threads(recording: Recording, moment: Moment) -> list[Thread]:
    machine = moment.machine
    return [_thread(machine, number, recording.names, moment.seen) for number in range(len(machine.threads))]


def _thread(machine: Machine, number: int, names: tuple[str, ...], seen: dict[str, Wire]) -> Thread:
    thread, name = machine.threads[number], names[number]
    deferred = seen.get(f"{name}.deferred") or []
    role = {machine.softint: "softint", machine.clock: "clock"}.get(
        number, "reader" if number > machine.clock else "producer"
    )
    wait = seen[f"{name}.wait"]
    if tuple(wait) != (thread.wait[:4] if thread.wait.kind != "idle" else ("idle",)):
        return _otherwise(name, role, wait, thread.wait)
    state = why.doing(machine, number)
    condition = why.condition_of(thread.wait)
    return Thread.model_construct(
        name=name,
        role=role,
        call=call_name(thread.syscall) or (thread.function or ""),
        calls=why.calls_of(thread),
        doing=state,
        words=f"asleep on {condition}" if state is Doing.ASLEEP else state.value,
        condition=condition,
        why=why.why(machine, number, names),
        deferred=tuple(_put_aside(entry, name, Kind.DEFERRED) for entry in deferred[:DEFERRED_MOST]),
        deferred_count=len(deferred),
        holds=_held(thread.frames, name),
    )


_OTHERWISE: Final = {
    "idle": Doing.IDLE,
    "asleep": Doing.ASLEEP,
    "door": Doing.AT_THE_DOOR,
    "enter": Doing.BLOCKED,
    "timed": Doing.WAITING,
    "memory": Doing.WAITING,
    "join": Doing.WAITING,
}


def _otherwise(name: str, role: str, wait: Any, modelled: Wait) -> Thread:
    """A thread that the implementation has elsewhere than the model: the implementation's side is drawn."""
    try:
        words = wait_in_words(wait)
    except (KeyError, IndexError, TypeError, ValueError):
        words = str(wait)
    sentence = f"The implementation: {name} {words}. The model: {name} {wait_in_words(modelled[:4])}."
    state = _OTHERWISE.get(wait[0], Doing.READY)
    condition = str(wait[2]) if state is Doing.ASLEEP else None
    told = f"asleep on {condition}" if state is Doing.ASLEEP else state.value
    return Thread.model_construct(
        name=name, role=role, doing=state, words=told, condition=condition, why=Why(sentence=sentence)
    )


def _put_aside(entry: Any, thread: str, kind: Kind) -> Record:
    event, chain = entry[-5], entry[-1]
    return Record(number=-1, size=sum(map(len, chain)) // 2, kind=kind, event=event_name(event), thread=thread)


def _held(frames: tuple[Any, ...], thread: str) -> Record | None:
    """The record of an au_enqueue in progress."""
    frame = next((frame for frame in reversed(frames) if isinstance(frame, Enqueue)), None)
    if frame is None:
        return None
    chain = [membuf.hex() for membuf in frame.record]
    event = int(chain[0][12:16] or "0", 16)
    return record_of(-1, chain, Kind.SYNCHRONOUS, event_name(event), thread).model_copy(update={"sequence": None})


def _room(moment: Moment, names: tuple[str, ...], condition: str) -> Room:
    """Those whom the implementation has asleep; in the model's order."""
    there = [name for name in names if tuple(moment.seen[f"{name}.wait"][2:4]) == (condition, 0)]
    there = [name for name in there if moment.seen[f"{name}.wait"][0] == "asleep"]
    queue = moment.machine.zones[0].queue
    order = [names[number] for number in (*queue.sleeping_writers, *queue.sleeping_readers)]
    asleep = sorted(there, key=lambda name: order.index(name) if name in order else len(order))
    return Room(asleep=tuple(asleep), words=f"{len(asleep)} asleep" if asleep else "empty")


def _softcalls(seen: dict[str, Wire]) -> Softcalls:
    entries = seen["softcalls"]
    records = tuple(
        _put_aside(entry, "softint", Kind.SOFTCALL) for entry in entries[:SOFTCALLS_MOST] if entry[0] == "finish"
    )
    return Softcalls(pending=len(entries), records=records)


def _output(reader: Thread, passage: Passage) -> Thread:
    waiting = passage.waiting
    if reader.doing is Doing.AT_THE_DOOR and waiting is not None and waiting.record is not None:
        return reader.model_copy(update={"words": f"{FRAGMENT_STATES[passage.type]} at the door"})
    if reader.condition == "again_cv":
        values = reader.why.values
        return reader.model_copy(update={"words": f"EAGAIN, tick {values['tick']}/{values['of']}"})
    return reader


def _buffer(recording: Recording, passage: Passage, seen: dict[str, Wire]) -> Buffer:
    size, waiting = seen["zone0.buffer_length"], passage.waiting
    if waiting is None or waiting.record is None or waiting.record >= len(recording.records):
        return Buffer(size=size)
    record = recording.records[waiting.record]
    return Buffer(size=size, record=record, begin=waiting.begin, end=waiting.begin + waiting.size)


def _daemon(recording: Recording, passage: Passage, seen: dict[str, Wire]) -> Daemon:
    held, door = passage.daemon.held, seen["zone0.door"]
    words = "idle" if passage.trail_record is None else f"last good: record {passage.trail_record}"
    if door is None:
        words = "gone: no door is installed"
    elif passage.error:
        name = ERRORS.get(passage.error, str(passage.error))
        words = f"last answer: {name}"
    return Daemon(
        there=door is not None,
        words=words,
        held=0 if held is None else len(held.data),
        expected=0 if held is None else held.length,
        tossed=passage.tossed,
    )


def _trail(recording: Recording, passage: Passage, name: str) -> Trail:
    number = passage.trail_record
    known = number is not None and number < len(recording.records)
    sequence = recording.records[number].sequence if known and number is not None else None
    return Trail(name=name, records=passage.delivered, size=passage.trail_size, sequence=sequence)
