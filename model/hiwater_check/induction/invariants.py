"""What always holds of the counted queue, and what does not though it might seem so.

The invariant is inductive: every step of `protocol` keeps it, from the parts alone.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from hiwater_check.induction.protocol import Counted


def sound(s: Counted) -> bool:
    """Marks in order, nothing below zero, flags are flags."""
    return (
        s.low >= 0
        and s.low < s.high
        and s.queued >= 0
        and s.asleep >= 0
        and s.woken >= 0
        and s.in_flight >= 0
        and s.in_flight <= s.backends
        and s.reader_asleep >= 0
        and s.reader_woken >= 0
        and s.removed >= 0
    )


def writers_are_counted(s: Counted) -> bool:
    """wt_block is the number of writers asleep, or woken and not run since (quirk Q12)."""
    return s.writers == s.asleep + s.woken


def reader_is_counted(s: Counted) -> bool:
    """rd_block is 1 from before the output thread sleeps until it runs again."""
    return s.reader == s.reader_asleep + s.reader_woken and s.reader <= 1


def records_are_kept(s: Counted) -> bool:
    """What was queued and not removed is in the queue."""
    return s.enqueued == s.removed + s.queued


def high_water_bounds(s: Counted) -> bool:
    """No more than high water, and one for each backend (quirk Q4)."""
    return s.queued + s.in_flight <= s.high + s.backends


def no_writer_sleeps_at_low_water(s: Counted) -> bool:
    """A writer sleeps above low water only."""
    return s.asleep == 0 or s.queued > s.low


def reader_never_sleeps_above_low_water(s: Counted) -> bool:
    """The output thread sleeps at low water or below only."""
    return s.reader_asleep == 0 or s.queued <= s.low


def they_never_both_sleep(s: Counted) -> bool:
    """Someone can always go on: it follows from the two before it."""
    return s.asleep == 0 or s.reader_asleep == 0


class Property(NamedTuple):
    """A property by name, the clauses that it stands on, and why it holds or does not."""

    holds: Callable[[Counted], bool]
    clauses: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its function's name in words."""
        return self.holds.__name__.replace("_", " ")


INVARIANT: Final = (
    Property(sound, ()),
    Property(writers_are_counted, ("BLOCK-05",)),
    Property(reader_is_counted, ("OUTPUT-04",)),
    Property(records_are_kept, ("ENQ-07", "DEQ-03")),
    Property(high_water_bounds, ("ENQ-03", "BLOCK-06", "ABLOCK-01")),
    Property(no_writer_sleeps_at_low_water, ("DEQ-05", "OUTPUT-03")),
    Property(reader_never_sleeps_above_low_water, ("ENQ-08", "OUTPUT-04")),
)
FOLLOWS: Final = (Property(they_never_both_sleep, ("DEQ-05", "ENQ-08")),)
KEPT_BY_NEW_MARKS: Final = tuple(one for one in (*INVARIANT, *FOLLOWS) if one.holds is not high_water_bounds)
"""What A_SETQCTRL keeps: it wakes whomever the new marks let go on (QCTRL-02, QCTRL-03)."""


def high_water_is_never_passed(s: Counted) -> bool:
    """False: a backend queues its record late."""
    return s.queued <= s.high


def reader_sleeps_on_an_empty_queue_only(s: Counted) -> bool:
    """False: up to low water records wait for the kick."""
    return s.reader_asleep == 0 or s.queued == 0


def reader_flag_means_asleep(s: Counted) -> bool:
    """False: it stays set until the woken thread runs."""
    return s.reader == s.reader_asleep


def writers_flag_means_asleep(s: Counted) -> bool:
    """False: wt_block goes down only when the woken writer runs."""
    return s.writers == s.asleep


def one_record_beyond_is_the_most(s: Counted) -> bool:
    """False with two backends: the bound of the invariant is tight."""
    return s.queued <= s.high + 1


FALSE: Final = tuple(
    Property(holds, ())
    for holds in (
        high_water_is_never_passed,
        reader_sleeps_on_an_empty_queue_only,
        reader_flag_means_asleep,
        writers_flag_means_asleep,
        one_record_beyond_is_the_most,
    )
)
"""Each must be refuted by a reachable state."""
