"""Rules of the door: what has gone through it, told from its buffers and answers alone, and what left the queue.

This is the one place that remembers more than the machine does: buffers that the daemon has taken since the last
failure. It is a value for each run; what the model's own frames say of buffers is not looked at.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_check.stateful.moment import Moment
from hiwater_model.constants import COMPLETE, EAGAIN, FIRST, LAST, MIDDLE, NOTIFY
from hiwater_model.events import Asked
from hiwater_model.membufs import Chain
from hiwater_model.steps import Answer

_AGAIN_PLACES: Final = frozenset({550, 554, 560, 561, 564})
_ENDS: Final = (COMPLETE, LAST)


class Taken(NamedTuple):
    """What the daemon took through a zone's door since the last failure, and the buffers that were sent for it."""

    data: bytes = b""
    buffers: int = 0
    last_type: int = COMPLETE
    whole: bool = False
    """The record has ended, and has not left the queue yet."""


class Door:
    """What a run has put through its doors."""

    def __init__(self, zones: int) -> None:
        self._taken = [Taken()] * zones
        self._asked: dict[int, Asked] = {}
        """What each thread asked last."""
        self._again: set[int] = set()
        """Threads that were told to come again."""

    def follow(self, moment: Moment) -> Iterator[str]:
        """Follow a step: the answer, then what left the queue, then what was asked."""
        if isinstance(moment.step, Answer) and moment.after.halted != "undefined":
            self._answered(moment.step)
        if moment.stopped:
            return
        for zone in moment.zones:
            yield from self._left(zone.number, zone.removed, zone.old.queue.buffer_length)
        for event in moment.outcome.events:
            if isinstance(event, Asked):
                yield from self._heard(event, moment.after.zones[event.zone].queue.buffer_length)
        if moment.actor in self._again and moment.now.at not in _AGAIN_PLACES:
            yield f"thread {moment.actor} was told to come again, and is at {moment.now.at}"

    def _answered(self, answer: Answer) -> None:
        asked = self._asked[answer.thread]
        if answer.error == EAGAIN:
            self._again.add(answer.thread)
            return
        if asked.type & NOTIFY:
            return
        if answer.error or not _accepts(answer.reply, asked.payload):
            self._taken[asked.zone] = Taken()
            return
        taken = self._taken[asked.zone]
        data = asked.payload if asked.type in (COMPLETE, FIRST) else taken.data + asked.payload
        buffers = 1 if asked.type in (COMPLETE, FIRST) else taken.buffers + 1
        self._taken[asked.zone] = Taken(data, buffers, asked.type, asked.type in _ENDS)

    def _left(self, zone: int, records: tuple[Chain, ...], room: int) -> Iterator[str]:
        """At-least-once: a record leaves when the daemon has taken all of its bytes, in order."""
        if not records:
            return
        taken = self._taken[zone]
        if len(records) > 1 or not taken.whole or taken.data != b"".join(records[0]):
            yield f"{len(records)} records leave zone {zone}; the daemon took {len(taken.data)} bytes: {taken.whole}"
            return
        fewest = max(1, -(-len(taken.data) // room))
        if not fewest <= taken.buffers <= fewest + (not records[0][-1]):
            yield f"{len(taken.data)} bytes went in {taken.buffers} buffers of {room}"
        self._taken[zone] = Taken()

    def _heard(self, event: Asked, room: int) -> Iterator[str]:
        before = self._asked.get(event.thread)
        self._asked[event.thread] = event
        if event.thread in self._again:
            self._again.discard(event.thread)
            if before is None or (event.type, event.payload) != (before.type, before.payload):
                yield f"thread {event.thread} was told to come again, and came with something else"
            return
        if event.type & NOTIFY:
            return
        taken = self._taken[event.zone]
        begun = taken.last_type in (FIRST, MIDDLE)
        if begun != (event.type in (MIDDLE, LAST)):
            yield f"a buffer of type {event.type} comes after one of type {taken.last_type}"
        if taken.whole:
            yield "a record has ended, and another one is sent before it has left the queue"
        if (event.type in (FIRST, MIDDLE) and len(event.payload) != room) or len(event.payload) > room:
            yield f"a buffer of type {event.type} holds {len(event.payload)} bytes of {room}"


def _accepts(reply: int | str | None, payload: bytes) -> bool:
    """The daemon took the buffer: it says 0; an empty reply says the size of what was sent."""
    return not payload if isinstance(reply, str) else reply == 0
