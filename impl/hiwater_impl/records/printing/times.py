"""Civil dates from seconds, in a time zone that is a table of its changes."""

from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.tables import last_not_after

FIRST_SECOND = -(1 << 63)


class Zone(NamedTuple):
    """A time zone: from `starts[r]` on (UTC seconds, rising) local time is UTC plus `offsets[r]` seconds; both int64.

    The first row begins before all times, so that every time has a row.
    """

    starts: Any
    offsets: Any


UTC = Zone(np.array([FIRST_SECOND], np.int64), np.array([0], np.int64))


@part
def offset_at(zone: Zone, seconds: int) -> int:
    """Local time minus UTC, in seconds, at a time in UTC seconds."""
    offset: int = zone.offsets[last_not_after(zone.starts, seconds)]
    return offset


@part
def civil_date(days: int) -> tuple[int, int, int]:
    """Year, month from 1, day from 1 of the Gregorian calendar, from days since 1970-01-01, for any year.

    Years are counted from March here, so that the leap day is a year's last.
    """
    from_march = days + 719468
    era = from_march // 146097
    day_of_era = from_march % 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    year = year_of_era + 400 * era + (1 if month <= 2 else 0)
    return year, month, day


@part
def weekday(days: int) -> int:
    """The day of the week, Sunday 0, from days since 1970-01-01."""
    return (days + 4) % 7
