"""From a state of a live run to the view of it. Lists are windows: it costs the same whatever is queued."""

from itertools import pairwise
from typing import Final

from hiwater_conform.telling.names import STATES
from hiwater_inspector.web.live import reasons
from hiwater_inspector.web.live.daemon import TrailFile
from hiwater_inspector.web.live.following import Followed
from hiwater_inspector.web.live.history import History
from hiwater_inspector.web.live.state import Kept, Standing, State
from hiwater_inspector.web.queue.picture import flags_of
from hiwater_inspector.web.queue.producing import call_name
from hiwater_inspector.web.queue.recording import event_name
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
    Fragment,
    Queue,
    Record,
    Room,
    Softcalls,
    Thread,
    Trail,
    Verdict,
    View,
)
from hiwater_inspector.web.queue.why import function_of
from hiwater_model.machine import Counters as Counted

_ROLES: Final = {"softint": "softint", "clock": "clock", "reader0": "reader"}
_KEPT_ROWS: Final = 4 * SLOTS_MOST
_ALMOST_UP_TO_DATE: Final = 300
"""Events that the model is behind while it keeps up: it looks ten times a second."""


class Pictures:
    """Makes views of moments; rows that were made for one are used for the next."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._rows: dict[int, Record] = {}

    def picture(self, state: State, trail: TrailFile | None, followed: Followed) -> View:
        """The view of a kept moment; `trail` is what is on disk, for the present one."""
        words = state.words
        threads = [_thread(state, standing) for standing in state.threads]
        return View(
            kind="live",
            at=state.at,
            now=_now(state),
            clock=words.workload,
            threads=tuple(thread for thread in threads if thread.role != "reader"),
            queue=self._queue(state),
            writers=_room(state.writers, "writers"),
            readers=_room(state.readers, "output thread"),
            softcalls=_softcalls(state),
            output=next(thread for thread in threads if thread.role == "reader"),
            buffer=self._buffer(state),
            fragment=_fragment(state),
            daemon=_daemon(state),
            trail=self._trail(state, trail),
            counters=Counters(
                **{f"as_{name}": value for name, value in zip(Counted._fields, words.counters, strict=True)}
            ),
            policy=flags_of(words.policy),
            state=str(STATES.get(words.state, words.state)),
            memory=words.memory,
            halted=words.broken,
            verdict=verdict(state.at, followed),
        )

    def row(self, kept: Kept) -> Record:
        """A record as it is shown."""
        found = self._rows.get(kept.number)
        if found is None:
            found = _row(kept)
            self._rows[kept.number] = found
        return found

    def _queue(self, state: State) -> Queue:
        history, words = self._history, state.words
        first, end = state.first, state.end
        window = min(end, first + SLOTS_MOST)
        if len(self._rows) > _KEPT_ROWS:
            self._rows = {number: row for number, row in self._rows.items() if first <= number < window}
        next_bin = (window // BIN_RECORDS + 1) * BIN_RECORDS
        edges = [window, *range(next_bin, end, BIN_RECORDS), end] if window < end else []
        return Queue(
            length=end - first,
            size=history.bytes_between(first, end),
            high_water=words.high_water,
            low_water=words.low_water,
            buffer_size=words.buffer_size,
            delay=words.delay,
            slots=tuple(map(self.row, history.records(first, window))),
            bins=tuple(
                Bin(first=begin, records=behind - begin, size=history.bytes_between(begin, behind))
                for begin, behind in pairwise(edges)
            ),
        )

    def _buffer(self, state: State) -> Buffer:
        asked, size = state.asked, state.words.buffer_length
        kept = [] if asked is None or asked.record is None else self._history.records(asked.record, asked.record + 1)
        if asked is None or not kept:
            return Buffer(size=size)
        return Buffer(size=size, record=self.row(kept[0]), begin=asked.begin, end=asked.begin + asked.size)

    def _trail(self, state: State, trail: TrailFile | None) -> Trail:
        number = state.trail_record
        kept = [] if number is None else self._history.records(number, number + 1)
        return Trail(
            name="" if trail is None else trail.name,
            records=state.delivered,
            size=state.trail_size if trail is None else trail.size,
            sequence=kept[0].sequence if kept else None,
        )


def verdict(at: int, followed: Followed) -> Verdict:
    """What the model says of the run up to line `at`."""
    here, events = followed.verdict, followed.events
    lines = followed.expected
    if here == "inconsistent" and events <= at:
        sentence = f"inconsistent at event {events:,}: {followed.what}"
        return Verdict(state="differs", sentence=sentence, clause=followed.clause, at=events, lines=lines)
    if here == "unknown" and events < at:
        return Verdict(state="unknown", sentence=f"unknown from event {events:,} on: {followed.what}", at=events)
    if not events:
        return Verdict(state="unknown", sentence="the model begins to follow")
    behind = at - events
    late = f", the model is {behind:,} events behind" if behind > _ALMOST_UP_TO_DATE else ""
    return Verdict(state="agrees", sentence=f"consistent with the model up to event {min(at, events):,}{late}")


def _row(kept: Kept) -> Record:
    return Record(
        number=kept.number,
        size=kept.size,
        kind=kept.kind,
        event=event_name(kept.event),
        thread=kept.thread,
        sequence=kept.sequence,
    )


def _now(state: State) -> str:
    if not state.event:
        return "nothing has happened yet"
    where = f" {state.place}" if isinstance(state.place, str) else ""
    if isinstance(state.place, int) and state.event in _WITH_LINES:
        where = f" audit_io.c:{state.place}"
    return f"{state.thread} {_SAID.get(state.event, state.event)}{where}"


_WITH_LINES: Final = frozenset({"entered", "left", "sleeps", "woke", "writes", "lacked"})
_SAID: Final = {
    "called": "calls",
    "returned": "has returned from",
    "entered": "takes a lock at",
    "left": "leaves a lock at",
    "sleeps": "falls asleep at",
    "woke": "has woken at",
    "broadcast": "wakes all who sleep",
    "writes": "writes at",
    "asked": "asks the door",
    "answered": "is answered by the door",
    "softcall": "appends a softcall",
    "begun": "begins a softcall",
    "armed": "arms the timer",
    "fired": "begins the timer",
    "lacked": "gets no memory at",
    "halted": "halts the machine:",
}


def _thread(state: State, standing: Standing) -> Thread:
    return Thread(
        name=standing.name,
        role=_ROLES.get(standing.name, "producer"),  # type: ignore[arg-type]
        call=call_name(standing.syscall) or standing.function,
        calls=_calls(standing),
        doing=reasons.doing_of(state, standing),
        words=reasons.words_of(state, standing),
        condition=standing.condition if standing.name in (*state.writers, *state.readers) else None,
        why=reasons.why(state, standing),
        deferred=tuple(map(_row, standing.deferred[:DEFERRED_MOST])),
        deferred_count=len(standing.deferred),
        holds=_held(standing),
    )


def _held(standing: Standing) -> Record | None:
    """What it is about to queue at its call's end: a record put aside, or its own; bytes are those of its tokens."""
    if standing.function != "syscall_exit" or not (standing.deferred or standing.written):
        return None
    if standing.deferred:
        return _row(standing.deferred[0])
    return Record(number=-1, size=standing.written, event=event_name(standing.event), thread=standing.name)


def _calls(standing: Standing) -> tuple[str, ...]:
    inner = function_of(standing.at)
    return tuple(name for name in dict.fromkeys((standing.function, inner)) if name)


def _room(asleep: tuple[str, ...], who: str) -> Room:
    return Room(asleep=asleep, words=f"{len(asleep)} {who} asleep" if asleep else "empty")


def _softcalls(state: State) -> Softcalls:
    records = tuple(_row(kept) for kept in state.softcalls[:SOFTCALLS_MOST] if kept is not None)
    return Softcalls(pending=len(state.softcalls), records=records)


def _fragment(state: State) -> Fragment:
    move = state.transition
    transition = None if move is None else (FRAGMENT_STATES[move[0]], FRAGMENT_STATES[move[1]])
    return Fragment(state=FRAGMENT_STATES[state.type], transition=transition)


def _daemon(state: State) -> Daemon:
    words, held = state.words, state.daemon.held
    told = "idle" if state.trail_record is None else f"last good: record {state.trail_record}"
    if words.daemon == "gone":
        told = (
            "killed; the output thread hears of it at its next buffer" if words.door else "gone: no door is installed"
        )
    elif words.daemon == "stopped":
        told = "stopped (SIGSTOP)"
    elif not words.door:
        told = "it runs, but no door is installed"
    elif state.error:
        told = f"last answer: {reasons.error_name(state.error)}"
    return Daemon(
        there=words.door and words.daemon != "gone",
        words=told,
        held=0 if held is None else len(held.data),
        expected=0 if held is None else held.length,
        tossed=state.tossed,
    )
