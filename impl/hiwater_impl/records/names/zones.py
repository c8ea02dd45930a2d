"""Time zones as two arrays, so that the local time of millions of records is one search in numpy or in machine code."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = -2177452800
"""1901-01-01T00:00:00Z in seconds; what was in force then holds before it too."""
LAST = 7289654400
"""2201-01-01T00:00:00Z in seconds; what was in force before it holds after it too."""
STEP = 86400 * 7
"""Seconds between two looks; changes that undo each other in less would not be seen, and no zone of today has any."""
BEGINNING = -(1 << 63)


class UnknownTimeZone(Exception):
    """No time zone has this name; `name` is what was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no time zone {name!r}; names are those of the tz database, such as UTC or Europe/Berlin")
        self.name = name


@dataclass(frozen=True, slots=True, eq=False)
class TimeZone:
    """From `transitions[i]` on (seconds since 1970 in UTC, rising), local time is `offsets[i]` seconds east of UTC.

    Both arrays are int64 and of one length, and cover 1901 to 2200; the first transition is -2^63.
    """

    name: str
    transitions: Times
    offsets: Times

    def offsets_at(self, seconds: Times) -> Times:
        """The seconds east of UTC at each time, times in seconds since 1970 in UTC."""
        return self.offsets[np.searchsorted(self.transitions, seconds, side="right") - 1]


@lru_cache(maxsize=8)
def time_zone(name: str) -> TimeZone:
    """The zone of this name, from the machine's tz database or the package tzdata; UTC needs neither.

    Raises UnknownTimeZone when there is none.
    """
    if name == "UTC":
        return TimeZone(name, np.array([BEGINNING], np.int64), np.array([0], np.int64))
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownTimeZone(name) from None
    transitions, offsets = [BEGINNING], [_offset(zone, FIRST)]
    for start in range(FIRST, LAST, STEP):
        _search(zone, start, min(start + STEP, LAST - 1), transitions, offsets)
    return TimeZone(name, np.array(transitions, np.int64), np.array(offsets, np.int64))


def _offset(zone: tzinfo, seconds: int) -> int:
    moment = EPOCH.replace(tzinfo=zone) + timedelta(seconds=seconds)
    shift = zone.fromutc(moment) - moment
    return shift.days * 86400 + shift.seconds


def _search(zone: tzinfo, start: int, end: int, transitions: list[int], offsets: list[int]) -> None:
    """Add the changes in (start, end]; of two inside one step that undo each other nothing is seen."""
    target = _offset(zone, end)
    while offsets[-1] != target:
        low, high, before = start, end, offsets[-1]
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
        transitions.append(high)
        offsets.append(_offset(zone, high))
        start = high
