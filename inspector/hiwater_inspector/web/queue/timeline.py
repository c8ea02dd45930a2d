"""The tracks of a driven run: for each thread when it acted, slept, waited; and the length of the queue.

Told by at most some hundred columns, found by halving: a run of 100,000 steps costs what one of 500 does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final, TypeVar

from hiwater_inspector.web.queue.recording import Recording
from hiwater_inspector.web.queue.run import Timeline, TimelineSpan, Track

_COLUMNS: Final = 400
_LOOKED_AT: Final = 8
"""So many acts of a column are looked at for its kind."""
_STANDING: Final = {
    "asleep": ("asleep", "asleep"),
    "timed": ("asleep", "waits before it asks the door again"),
    "door": ("door", "at the door"),
    "enter": ("asleep", "wants a lock"),
}
"""Kind and words of what a thread stands at."""
_STEP = itemgetter(0)
_Kind = TypeVar("_Kind")


def timeline(recording: Recording, begin: int, end: int) -> Timeline:
    """Of the steps from `begin` to `end`."""
    end = max(0, min(end, len(recording)))
    begin = max(0, min(begin, end))
    column = -(-(end - begin) // _COLUMNS) or 1
    edges = range(begin, end, column)
    tracks = [
        Track(name=name, spans=[*_standing(recording, name, edges, end), *_acted(recording, name, edges, end)])
        for name in (*recording.names, "door")
    ]
    return Timeline(
        begin=begin,
        end=end,
        tracks=[track for track in tracks if track.spans or track.name.startswith("user")],
        length=list(_lengths(recording, edges, end)),
        divergence=recording.differs_at,
        marks=recording.marks,
    )


def _standing(recording: Recording, name: str, edges: range, end: int) -> Iterator[TimelineSpan]:
    """What the thread stood at behind the first step of each column."""
    lanes = recording.lanes.get(name, [])
    kinds = ((edge, _STANDING.get(_at(lanes, edge))) for edge in edges)
    for found, first, last in _merged(kinds, edges.step):
        yield TimelineSpan(begin=first, end=min(last, end), kind=found[0], words=found[1])


def _acted(recording: Recording, name: str, edges: range, end: int) -> Iterator[TimelineSpan]:
    """The kinds of the steps that it took; a record in a column tells the column's kind."""
    acted = recording.acted.get(name, [])
    places = [bisect_right(acted, edge, key=_STEP) for edge in (*edges, end)]
    kinds = (
        (edge, _kind(acted[places[index] : min(places[index + 1], places[index] + _LOOKED_AT)]))
        for index, edge in enumerate(edges)
    )
    for kind, first, last in _merged(kinds, edges.step):
        yield TimelineSpan(begin=first, end=min(last, end), kind=kind)


def _kind(acts: list[tuple[int, str]]) -> str | None:
    kinds = {kind for _, kind in acts}
    return min(kinds - {"running"}, default="running") if kinds else None


def _at(lanes: list[tuple[int, str]], step: int) -> str:
    place = bisect_right(lanes, step, key=_STEP)
    return lanes[place - 1][1] if place else ""


def _merged(kinds: Iterable[tuple[int, _Kind | None]], column: int) -> Iterator[tuple[_Kind, int, int]]:
    """Columns of the same kind side by side become one."""
    for kind, some in groupby(kinds, key=itemgetter(1)):
        if kind is not None:
            places = [edge for edge, _ in some]
            yield kind, places[0], places[-1] + column


def _lengths(recording: Recording, edges: range, end: int) -> Iterator[tuple[int, int, int]]:
    """Each column's least and most."""
    yield edges.start, *(2 * (recording.lengths[edges.start],))
    for edge in edges:
        some = recording.lengths[edge + 1 : min(edge + edges.step, end) + 1]
        yield min(edge + edges.step, end), min(some), max(some)
