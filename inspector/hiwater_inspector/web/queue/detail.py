"""What the inspector says of one thing that was chosen: where it stands, why, and its record as a tree."""

from collections.abc import Callable
from typing import Final

from hiwater_conform.clauses import clause_registry
from hiwater_conform.telling import clause_sentence
from hiwater_inspector.counted import counted
from hiwater_inspector.web.queue.record_rows import record_rows
from hiwater_inspector.web.queue.recording import Moment, Recording
from hiwater_inspector.web.queue.run import Detail, NotDone, Row
from hiwater_inspector.web.queue.view import Doing, Thread, View, Why
from hiwater_model.producers.enqueue import Enqueue

_AROUND: Final = 3
"""Clauses of the same function that are told before and behind the present one."""
_TONES: Final = {Doing.ASLEEP: "asleep", Doing.BLOCKED: "asleep", Doing.GONE: "bad", Doing.WAITING: "asleep"}


def detail(recording: Recording, moment: Moment, view: View, selected: str) -> Detail:
    """Of `thr:name`, `rec:number` or a part of the pipeline. Raises NotDone."""
    kind, _, name = selected.partition(":")
    if kind == "thr":
        return _thread(recording, moment, view, name)
    if kind == "rec":
        return _record(recording, moment, name)
    told = PARTS.get(kind)
    if told is None:
        raise NotDone(f"Nothing is called {selected!r}: take thr:NAME, rec:NUMBER, {', '.join(PARTS)}.", 404)
    return told(view)


def line_notes(why: Why) -> list[str]:
    """The clauses of the function in which a thread stands, around the present one, by their lines."""
    clauses = [one for one in clause_registry().clauses if one.span is not None and one.function == why.function]
    here = next((index for index, one in enumerate(clauses) if one.identifier == why.clause), None)
    if here is None:
        return []
    return [
        f"{one.span}{' (here)' if one.identifier == why.clause else ''}: {' '.join(one.sentence.split())}"
        for one in clauses[max(0, here - _AROUND) : here + _AROUND + 1]
    ]


def thread_detail(thread: Thread) -> Detail:
    """Where a thread stands and why, without its record."""
    why = thread.why
    return Detail(
        title=f"{thread.name} {thread.call}".strip(),
        pill=thread.words,
        tone=_TONES.get(thread.doing, ""),
        path=list(thread.calls),
        lines=why.lines,
        at=why.at,
        function=why.function,
        notes=line_notes(why),
        why=why.sentence,
        clause=why.clause,
        clause_sentence=clause_sentence(why.clause) if why.clause else "",
        facts=[Row(name=name, value=str(value)) for name, value in why.values.items()],
    )


def _thread(recording: Recording, moment: Moment, view: View, name: str) -> Detail:
    threads = {thread.name: thread for thread in (*view.threads, view.output)}
    if name not in threads:
        raise NotDone(f"There is no thread {name!r}: there are {', '.join(threads)}.", 404)
    found = thread_detail(threads[name])
    frames = moment.machine.threads[recording.names.index(name)].frames
    held = next((frame for frame in reversed(frames) if isinstance(frame, Enqueue)), None)
    if held is not None:
        data = b"".join(held.record)
        found.record_title = f"record it holds, {len(data)} bytes (not queued yet)"
        found.record = record_rows(data)
    elif threads[name].deferred:
        found.record_title = "records put aside until the call ends"
        found.record = [Row(name=one.event, size=one.size, value="deferred") for one in threads[name].deferred]
    elif name == view.output.name and view.buffer.record is not None:
        return found.model_copy(update=_tree(recording, view.buffer.record.number))
    return found


def _record(recording: Recording, moment: Moment, name: str) -> Detail:
    number = int(name) if name.isdecimal() else -1
    passage = moment.passage
    if not 0 <= number < len(recording.records):
        raise NotDone(f"No record has the number {name}; {len(recording.records)} were queued in this run.", 404)
    record = recording.records[number]
    if number >= passage.end:
        place, tone = "not queued yet at this step", ""
    elif number >= passage.first:
        place, tone = f"queued, {number - passage.first} before it", ""
    else:
        place, tone = "gone through the door", "good"
    found = Detail(
        title=f"record {number}",
        pill=place,
        tone=tone,
        path=[one for one in (record.thread, record.kind.value, record.event) if one],
        facts=[
            Row(name="bytes", value=f"{record.size:,}"),
            Row(name="sequence", value="none" if record.sequence is None else str(record.sequence)),
            Row(name="membufs", value=", ".join(str(len(one) // 2) for one in recording.chains[number])),
        ],
    )
    return found.model_copy(update=_tree(recording, number))


def _tree(recording: Recording, number: int) -> dict[str, object]:
    data = bytes.fromhex("".join(recording.chains[number]))
    return {"record_title": f"record {number}, {len(data)} bytes", "record": record_rows(data)}


def _fragments(view: View) -> Detail:
    move = view.fragment.transition
    return Detail(
        title="fragment machine",
        pill=view.fragment.state,
        why="The type of a buffer follows from the type of the one before, and from whether the record goes on. "
        + (f"Last: {move[0]} to {move[1]}." if move else "No buffer was sent yet."),
        clause="TABLE-01",
        clause_sentence=clause_sentence("TABLE-01"),
    )


def _door(view: View) -> Detail:
    record = view.buffer.record
    facts = [Row(name="size", value=f"{view.buffer.size:,} bytes")]
    if record is not None:
        facts += [
            Row(name="record", value=f"{record.number}, {record.event}"),
            Row(name="bytes", value=f"{view.buffer.begin} to {view.buffer.end - 1} of {record.size}"),
        ]
    title = "door buffer"
    return Detail(title=title, pill=view.output.words, why=view.output.why.sentence, facts=facts)


def _daemon(view: View) -> Detail:
    daemon = view.daemon
    return Detail(
        title="daemon",
        pill="there" if daemon.there else "gone",
        tone="good" if daemon.there else "bad",
        why=f"{daemon.words}.",
        facts=[
            Row(
                name="putting together", value=f"{daemon.held} of {daemon.expected} bytes" if daemon.held else "nothing"
            ),
            Row(name="tossed", value=f"{daemon.tossed} buffers"),
        ],
    )


def _trail(view: View) -> Detail:
    trail = view.trail
    return Detail(
        title="trail",
        facts=[
            Row(name="records", value=f"{trail.records:,}"),
            Row(name="bytes", value=f"{trail.size:,}"),
            Row(name="last sequence", value="none" if trail.sequence is None else str(trail.sequence)),
        ],
    )


def _queue(view: View) -> Detail:
    queue = view.queue
    return Detail(
        title="queue",
        pill=counted(queue.length, "record"),
        why=_fullness(view),
        facts=[
            Row(name="bytes", value=f"{queue.size:,}"),
            Row(name="high water", value=str(queue.high_water)),
            Row(name="low water", value=str(queue.low_water)),
            Row(name="delay", value=f"{queue.delay} ticks"),
        ],
    )


def _fullness(view: View) -> str:
    """What the next writer meets."""
    queue = view.queue
    if queue.length < queue.high_water:
        return f"There is room for {counted(queue.high_water - queue.length, 'record')} before writers have to wait."
    counts = any(flag.on for flag in view.policy if flag.name == "cnt")
    meets = "is dropped and counted (cnt)" if counts else f"sleeps until {queue.low_water:,} or fewer are queued"
    return f"The queue is at high water or above: the next record {meets}."


PARTS: Final[dict[str, Callable[[View], Detail]]] = {
    "frag": _fragments,
    "door": _door,
    "daemon": _daemon,
    "trail": _trail,
    "queue": _queue,
}
