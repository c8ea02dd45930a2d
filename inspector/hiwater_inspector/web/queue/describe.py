"""The picture in words: one text, for the table that stands in for the drawing and for a screen reader.

The first line is what is spoken: what was chosen, or what happened last.
"""

from collections.abc import Iterator

from hiwater_inspector.counted import counted
from hiwater_inspector.web.queue.view import Doing, Thread, View


def describe(view: View, selected: str = "") -> str:
    """Lines of text; the first one is the sentence that is spoken. `selected` as in `run.Run.detail`."""
    return "\n".join((spoken(view, selected), *_lines(view)))


def spoken(view: View, selected: str = "") -> str:
    """One sentence about what was chosen, or what was done last and how full the queue is."""
    name = selected.removeprefix("thr:")
    chosen = next((thread for thread in (*view.threads, view.output) if thread.name == name), None)
    if chosen is not None:
        return f"{chosen.name} {chosen.words}: {chosen.why.sentence}"
    if view.halted is not None:
        return f"{view.now}. The machine is halted: {view.halted}."
    queue = view.queue
    return f"{view.now}. {queue.length:,} queued, high water {queue.high_water:,}, low water {queue.low_water:,}."


def _lines(view: View) -> Iterator[str]:
    yield f"Step {view.at}: {view.now}"
    yield f"Verdict: {view.verdict.sentence}"
    queue = view.queue
    marks = f"high water {queue.high_water:,}, low water {queue.low_water:,}"
    yield f"Queue: {counted(queue.length, 'record')}, {counted(queue.size, 'byte')}; {marks}"
    for record in queue.slots[:16]:
        what = f"{record.size} bytes, {record.kind.value}, {record.event} by {record.thread}"
        yield f"Queued record {record.number}: {what}"
    if queue.length > 16:
        yield f"Queued behind them: {counted(queue.length - 16, 'record')}"
    yield f"write_cv: {', '.join(view.writers.asleep) or 'nobody sleeps'}"
    yield f"read_cv: {', '.join(view.readers.asleep) or 'nobody sleeps'}"
    yield f"Softcalls: {view.softcalls.pending} pending"
    for thread in (*view.threads, view.output):
        yield _thread(thread)
    yield from _behind(view)
    flags = ", ".join(flag.name for flag in view.policy if flag.on) or "none"
    yield f"Policy: {flags}; audit state {view.state}; memory {'there' if view.memory else 'gone'}"
    counters = view.counters.model_dump()
    yield f"Counters: {', '.join(f'{name} {value:,}' for name, value in counters.items())}"


def _thread(thread: Thread) -> str:
    call = f" in {thread.call}" if thread.call else ""
    aside = f", {counted(thread.deferred_count, 'record')} put aside" if thread.deferred_count else ""
    why = "" if thread.doing is Doing.IDLE else f": {thread.why.sentence}"
    return f"Thread {thread.name}{call}: {thread.words}{aside}{why}"


def _behind(view: View) -> Iterator[str]:
    """What is behind the queue."""
    buffer, daemon, trail = view.buffer, view.daemon, view.trail
    if buffer.record is None:
        yield f"Door buffer: empty, {buffer.size:,} bytes"
    else:
        which = f"record {buffer.record.number}, bytes {buffer.begin} to {buffer.end - 1} of {buffer.record.size}"
        yield f"Door buffer: {which}; {buffer.size:,} bytes"
    move = view.fragment.transition
    came = f", from {move[0]}" if move is not None else ""
    yield f"Fragment: {view.fragment.state}{came}"
    yield f"Daemon: {daemon.words}" + (f", holds {daemon.held} of {daemon.expected} bytes" if daemon.held else "")
    yield f"Trail: {counted(trail.records, 'record')}, {counted(trail.size, 'byte')}"
