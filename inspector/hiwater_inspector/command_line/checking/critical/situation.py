"""A situation that both sides are put into: a concrete skeleton, with any integers in its fields, and what others do.

One zone; the actor is a user, the softint thread, the clock or the reader. Two writers and the reader sleep (but for
the actor). The numbers of the queue are any integers, tied neither to how many sleep nor to how many records the list
holds: that is more than can be reached. Not good for: several zones, or longer lists than are given.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from hiwater_check.contracts.skeleton import Numbers

Fields: TypeAlias = Mapping[str, Any]
"""New values of fields, by the names that they have on both sides, in queue, zone, counters and thread.

Besides: `global_policy`, `loaded`, `ticks`, `memory`, `small_limits`, `profile`; the thread's `label` (whether there is
one), `descriptor`, `local`, `deferred`; `records` (the whole list) and `appended` (a record that joins its tail).
"""

OF_QUEUE: Final = ("count", "high_water", "low_water", "buffer_size", "buffer_length", "delay", "writers", "reader")
OF_ZONE: Final = (
    *("valid", "state", "policy", "host_valid", "host_type", "host_address", "sequence"),
    *("door", "active", "draining"),
)
OF_THREAD: Final = ("syscall", "cache", "errjmp", "event", "selected")


class Others(NamedTuple):
    """What others do while the actor is parked."""

    meanwhile: Mapping[Any, Fields] = {}
    """By kind and place of a point: what others have changed when the actor goes on. Once only.

    A sleeper is woken if there is an entry for its sleep (`asleep` or `timed`), and else stays asleep.
    """
    answers: Sequence[tuple[int, int | str | None]] = ()
    """What the door answers: error and reply (a code, None for no buffer, `unchanged` for an empty one)."""


NOBODY: Final = Others()


def of(numbers: Numbers) -> Fields:
    """The fields of a queue that its decisions rest on."""
    length, high_water, low_water, writers, reader = numbers
    return {"count": length, "high_water": high_water, "low_water": low_water, "writers": writers, "reader": reader}


def chosen(which: int, *values: int) -> int:
    """One of a few values, each of them a path of its own; the last one for every other `which`."""
    for number, value in enumerate(values[:-1]):
        if which == number:
            return value
    return values[-1]
