"""Faults planted into the model's functions, each with the property that it breaks and the scope that shows it."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import pytest

from hiwater_model import tokens
from hiwater_model.asynchronous import done
from hiwater_model.draft import POINTS, RETURNS, Draft
from hiwater_model.fifo import Fifo
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue, doorio


class Fault(NamedTuple):
    """What is wrong, how it is planted, which property falls, and at which scope."""

    what: str
    plant: Callable[[pytest.MonkeyPatch], object]
    broken: str
    scope: str


def _after(place: int | str, act: Callable[[Draft, Any], object]) -> Callable[[pytest.MonkeyPatch], object]:
    """The handler of a point, and then something more."""
    handler = POINTS[place]

    def faulty(draft: Draft, frame: Any) -> None:
        handler(draft, frame)
        act(draft, frame)

    return lambda patch: patch.setitem(POINTS, place, faulty)


def _instead(place: int | str, act: Callable[[Draft, Any], object]) -> Callable[[pytest.MonkeyPatch], object]:
    """Something else than the handler of a point."""
    return lambda patch: patch.setitem(POINTS, place, act)


def _uncounted(counter: str) -> Callable[[pytest.MonkeyPatch], object]:
    count = Draft.count

    def faulty(draft: Draft, zone: int, name: str, amount: int) -> None:
        count(draft, zone, name, 0 if name == counter else amount)

    return lambda patch: patch.setattr(Draft, "count", faulty)


def _queue(draft: Draft, zone: int) -> Any:
    return draft.zones[zone].queue


def _one_more(draft: Draft, frame: Any) -> None:
    draft.set_queue(frame.zone, "DEQ-03", count=_queue(draft, frame.zone).count + 1)


def _still_waiting(draft: Draft, frame: Any) -> None:
    draft.set_queue(frame.zone, "BLOCK-05", writers=_queue(draft, frame.zone).writers + 1)


def _leaks(draft: Draft, _frame: Any) -> None:
    draft.give()


def _freed_twice(draft: Draft, frame: Any) -> None:
    for record in frame.removed:
        draft.free(record, "DEQ-06")


def _at_the_front(queue: Fifo, record: Any) -> Fifo:
    return queue._replace(back=(record, *queue.back))


def _error_ignored(patch: pytest.MonkeyPatch) -> None:
    handler = RETURNS[704]
    patch.setitem(RETURNS, 704, lambda draft, frame, _error: handler(draft, frame, 0))


def _overrun(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(doorio, "bytes_moved", lambda left, _room: left)
    patch.setattr(doorio, "buffer_is_sent", lambda length, used, record_goes_on: used >= length or not record_goes_on)


def _wake_forgets_the_list(patch: pytest.MonkeyPatch) -> None:
    wake = Draft.wake

    def faulty(draft: Draft, zone: int, condition_name: str, clause: str) -> None:
        sleepers = _queue(draft, zone).sleeping_writers
        wake(draft, zone, condition_name, clause)
        draft.set_queue(zone, clause, sleeping_writers=sleepers)

    patch.setattr(Draft, "wake", faulty)


def _half_a_buffer_again(draft: Draft, frame: Any) -> None:
    draft.stack[-1] = frame._replace(payload=frame.payload[1:])
    draft.park("enter", 550, "door lock", frame.zone)


FAULTS: Final = (
    Fault("a removed record still counts", _after(422, _one_more), "count", "writers"),
    Fault(
        "a record joins at the head",
        lambda patch: patch.setattr(Fifo, "append", _at_the_front),
        "first in, first out",
        "writers",
    ),
    Fault(
        "numbers skip one",
        lambda patch: patch.setattr(tokens, "sequence_number", lambda number: (number + 1).to_bytes(4, "big")),
        "sequence",
        "writers",
    ),
    Fault("a dropped record leaks", _instead(376, _leaks), "nothing vanishes", "event, count"),
    Fault("a drop is not counted", _uncounted("dropped"), "losses are counted", "event, count"),
    Fault("a queued record is not counted", _uncounted("enqueue"), "counters", "writers"),
    Fault(
        "the queue is full one too early",
        lambda patch: patch.setattr(enqueue, "is_full", lambda count, high: count + 1 >= high),
        "drops when full alone",
        "event, count",
    ),
    Fault(
        "the policy is read the wrong way round",
        lambda patch: patch.setattr(block, "drops_by_policy", lambda policy: policy & 1 == 0),
        "drops by policy alone",
        "event",
    ),
    Fault(
        "AHLT is not asked",
        lambda patch: patch.setattr(done, "halts_by_policy", lambda _policy: True),
        "halts by policy alone",
        "event",
    ),
    Fault(
        "AHLT is ignored",
        lambda patch: patch.setattr(done, "halts_by_policy", lambda _policy: False),
        "halts by policy alone",
        "event, halt",
    ),
    Fault(
        "the queue is never full",
        lambda patch: patch.setattr(enqueue, "is_full", lambda _count, _high: False),
        "bound",
        "writers",
    ),
    Fault(
        "what begins ends at once",
        lambda patch: patch.setattr(doorio, "next_type", lambda _last, goes_on: 1 if goes_on else 0),
        "buffer types",
        "pieces",
    ),
    Fault("the buffer is overrun", _overrun, "buffer sizes", "pieces"),
    Fault("a busy door is asked for less", _instead(564, _half_a_buffer_again), "the same buffer again", "daemon"),
    Fault("a failed upcall counts as done", _error_ignored, "whole at the door", "daemon"),
    Fault("a record is freed twice", _after(446, _freed_twice), "freed after its upcall", "writers"),
    Fault(
        "A_SETQCTRL keeps the lock", _instead("setqctrl:lock", lambda draft, _frame: draft.give(0)), "locks", "marks"
    ),
    Fault("a writer that runs still counts as waiting", _after(493, _still_waiting), "waiting writers", "writers"),
    Fault("who is woken stays on the list", _wake_forgets_the_list, "sleepers", "writers"),
    Fault(
        "the reader forgets the writers",
        lambda patch: patch.setattr(dequeue, "writers_are_woken", lambda *_numbers: False),
        "no writer sleeps at low water",
        "writers",
    ),
    Fault(
        "the writers forget the reader",
        lambda patch: [patch.setattr(module, "reader_is_woken", lambda *_n: False) for module in (enqueue, block)],
        "no reader sleeps above low water",
        "writers",
    ),
)
