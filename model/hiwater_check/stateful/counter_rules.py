"""Rules of the counters: each is what happened, less what a thread is just about to count; modulo 2^32.

What a step must leave as it was is a ledger: a counter less what it counts. A_SETSTAT alone may move an entry.
"""

from collections.abc import Iterator
from typing import Final

from hiwater_check.stateful.moment import Moment
from hiwater_model.machine import Machine
from hiwater_model.steps import Call, SetStatistics, Step

_ABOUT_TO_COUNT_ENQUEUE: Final = (403, 406)
_ABOUT_TO_COUNT_WRITTEN: Final = (446, 453)
_ABOUT_TO_COUNT_ORIGIN: Final = ("syscall_exit:kernel", "audit:audit", 880)
_ENTRIES: Final = {
    "enqueue, and records that joined": ("enqueue",),
    "written, and records that left": ("written",),
    "generated, and kernel, audit, nonattrib": ("generated", "kernel", "audit", "nonattrib"),
}


def counters_in_range(moment: Moment) -> Iterator[str]:
    """Counters have 32 bits."""
    for number, old, new in moment.zones:
        if old.counters is not new.counters and not all(0 <= value < 2**32 for value in new.counters):
            yield f"counters of zone {number}: {new.counters}"


def counters_balance(moment: Moment) -> Iterator[str]:
    """What joined is in enqueue, what left in written, and generated is the sum of its three kinds, in each zone."""
    if moment.stopped:
        return
    reset = _reset(moment.step)
    for number, old, new in moment.zones:
        entries = zip(_ENTRIES, _ledger(moment.before, number), _ledger(moment.after, number), strict=True)
        for name, was, now in entries:
            if was != now and not set(reset) & set(_ENTRIES[name]):
                yield f"zone {number}: {name} were apart by {was}, and are by {now}"
        if any(getattr(new.counters, name) not in (0, getattr(old.counters, name)) for name in reset):
            yield f"a counter of zone {number} was reset, and is not 0"


def _reset(step: Step) -> tuple[str, ...]:
    """The counters that the step may set to 0."""
    return step.arguments.counters if isinstance(step, Call) and isinstance(step.arguments, SetStatistics) else ()


def _ledger(machine: Machine, number: int) -> tuple[int, ...]:
    zone = machine.zones[number]
    counters, records = zone.counters, zone.queue.records
    joined, left, origin = _about_to_be_counted(machine, number)
    balances = (
        counters.enqueue + joined - records.end,
        counters.written + left - records.first,
        counters.kernel + counters.audit + counters.nonattrib + origin - counters.generated,
    )
    return tuple(balance % 2**32 for balance in balances)


def _about_to_be_counted(machine: Machine, number: int) -> tuple[int, int, int]:
    joined = left = origin = 0
    for thread in machine.threads:
        wait = thread.wait
        if wait.zone != number:
            continue
        if wait.at in _ABOUT_TO_COUNT_ENQUEUE:
            joined += 1
        elif wait.at in _ABOUT_TO_COUNT_WRITTEN:
            left += sum(len(getattr(frame, "removed", ())) for frame in thread.frames)
        elif wait.at in _ABOUT_TO_COUNT_ORIGIN:
            origin += 1
    return joined, left, origin


def time_goes_forward(moment: Moment) -> Iterator[str]:
    """Ticks grow in steps of time alone, and syncs never fall."""
    before, after = moment.before, moment.after
    passed = getattr(moment.step, "ticks", 0)
    if after.ticks != before.ticks + passed or after.syncs < before.syncs:
        yield f"ticks went from {before.ticks} to {after.ticks}, syncs from {before.syncs} to {after.syncs}"
