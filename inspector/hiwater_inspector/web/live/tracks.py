"""The tracks of a live run: for each thread when it ran, queued, slept, was at the door; and the queue's length.

At most the last 3,000 events are told, in some hundred columns: the page asks for them many times a minute.
"""

from collections.abc import Iterator
from typing import Final

from hiwater_inspector.web.live.state import Standing, State
from hiwater_inspector.web.queue.run import Timeline, TimelineSpan, Track
from hiwater_inspector.web.queue.view import Doing, Kind

EVENTS_MOST: Final = 3000
_COLUMNS: Final = 300
_APPENDED_AT: Final = 403
_KINDS: Final = {
    Doing.RUNNING: "running",
    Doing.ASLEEP: "asleep",
    Doing.WAITING: "again",
    Doing.BLOCKED: "blocked",
    Doing.AT_THE_DOOR: "at the door",
}


def timeline(states: list[State], divergence: int | None) -> Timeline:
    """Of these states, one after the other."""
    begin, end = states[0].at, states[-1].at
    names = [standing.name for standing in states[0].threads]
    tracks = [Track(name=name, spans=list(_spans(states, number))) for number, name in enumerate(names)]
    return Timeline(
        begin=begin,
        end=end,
        tracks=tracks,
        length=list(_lengths(states)),
        divergence=divergence if divergence is not None and begin <= divergence <= end else None,
        marks=list(_marks(states)),
    )


def _spans(states: list[State], number: int) -> Iterator[TimelineSpan]:
    """One for each stretch in which the thread does the same; one in which it queues a record is of that kind."""
    standing, since, queued = states[0].threads[number], states[0].at, ""
    for state in states:
        present = state.threads[number]
        if present is standing:
            continue
        if state.place == _APPENDED_AT and state.event == "left":
            queued = _queued(standing, present)
        if present.doing is not standing.doing:
            yield from _span(standing, since, state.at, queued)
            since, queued = state.at, ""
        standing = present
    yield from _span(standing, since, states[-1].at, queued)


def _span(standing: Standing, begin: int, end: int, queued: str) -> Iterator[TimelineSpan]:
    if standing.doing in _KINDS:
        kind = queued or _KINDS[standing.doing]
        yield TimelineSpan(begin=begin, end=end, kind=kind, words=standing.doing.value)


def _queued(before: Standing, after: Standing) -> str:
    """The kind of the record that the thread has just queued."""
    if after.name == "softint":
        return Kind.SOFTCALL.value
    return (Kind.DEFERRED if len(after.deferred) < len(before.deferred) else Kind.SYNCHRONOUS).value


def _lengths(states: list[State]) -> Iterator[tuple[int, int, int]]:
    """Each column's least and most."""
    column = max(1, len(states) // _COLUMNS)
    for place in range(0, len(states), column):
        some = [state.end - state.first for state in states[place : place + column]]
        yield states[place].at, min(some), max(some)


def _marks(states: list[State]) -> Iterator[tuple[int, int, int]]:
    before: tuple[int, int] | None = None
    for state in states:
        marks = (state.words.high_water, state.words.low_water)
        if marks != before:
            yield state.at, *marks
            before = marks
