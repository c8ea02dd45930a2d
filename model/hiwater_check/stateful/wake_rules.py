"""Rules of wake-ups: where one is due nobody sleeps afterwards, and nobody is woken without a reason."""

from collections.abc import Callable, Iterator
from typing import Final

from hiwater_check.stateful.moment import ChangedZone, Moment
from hiwater_model.constants import POLICY_COUNT, POLICY_SHARED_COUNT
from hiwater_model.events import Broadcast
from hiwater_model.machine import Queue

_Asleep = Callable[[Moment, Queue], tuple[bool, bool]]
"""Whether nobody may sleep any more: writers, readers."""


def _after_dequeue(_moment: Moment, queue: Queue) -> tuple[bool, bool]:
    return queue.count <= queue.low_water, False


def _after_enqueue(_moment: Moment, queue: Queue) -> tuple[bool, bool]:
    return False, queue.count > queue.low_water


def _after_controls(_moment: Moment, queue: Queue) -> tuple[bool, bool]:
    return queue.count < queue.high_water, queue.count > queue.low_water


def _after_policy(moment: Moment, queue: Queue) -> tuple[bool, bool]:
    policy = moment.before.threads[moment.actor].frames[-1].policy
    return bool(policy & (POLICY_COUNT | POLICY_SHARED_COUNT)) and queue.count >= queue.high_water, False


def _before_reader_sleeps(moment: Moment, _queue: Queue) -> tuple[bool, bool]:
    return moment.now.at == "output:rblocked", False


def _before_writer_sleeps(moment: Moment, queue: Queue) -> tuple[bool, bool]:
    return False, moment.now.at == 489 and queue.count > queue.low_water


_WAKES: Final[dict[int | str, _Asleep]] = {
    475: _before_writer_sleeps,
    "setcond:lock": lambda _moment, _queue: (True, True),
    "setpolicy:lock": _after_policy,
    "setqctrl:lock": _after_controls,
    "zone_shutdown:lock": lambda _moment, _queue: (False, True),
    "dont_stop:lock": lambda _moment, _queue: (True, False),
    "kick:reader": lambda _moment, _queue: (False, True),
    "output:lock": _before_reader_sleeps,
    "output:recheck": _before_reader_sleeps,
}
"""By the point that a step passes."""


def nobody_left_asleep(moment: Moment) -> Iterator[str]:
    """Where a wake-up is due nobody sleeps afterwards: at each change of the count, and at each control."""
    for zone in moment.zones:
        for rule in _rules_of(zone):
            yield from _left_asleep(zone.number, rule(moment, zone.new.queue), zone.new.queue)
    rule_here = _WAKES.get(moment.was.at or "")
    if moment.fine and rule_here is not None and not moment.stopped:
        number = moment.was.zone or 0
        queue = moment.after.zones[number].queue
        yield from _left_asleep(number, rule_here(moment, queue), queue)


def _rules_of(zone: ChangedZone) -> Iterator[_Asleep]:
    if zone.removed:
        yield _after_dequeue
    if zone.appended:
        yield _after_enqueue


def _left_asleep(number: int, awake: tuple[bool, bool], queue: Queue) -> Iterator[str]:
    writers, readers = awake
    if writers and queue.sleeping_writers:
        yield f"writers {queue.sleeping_writers} of zone {number} sleep on with {queue.count} records queued"
    if readers and queue.sleeping_readers:
        yield f"the reader of zone {number} sleeps on with {queue.count} records queued"


def woken_for_a_reason(moment: Moment) -> Iterator[str]:
    """Leaving and joining records wake nobody on the wrong side of low water."""
    for event in moment.outcome.events:
        if not isinstance(event, Broadcast) or event.clause not in ("DEQ-05", "ENQ-08", "BLOCK-03"):
            continue
        queue = moment.after.zones[event.zone].queue
        above = queue.count > queue.low_water
        if above != (event.condition == "read"):
            yield f"{event.clause} wakes with {queue.count} records queued, low water {queue.low_water}"
