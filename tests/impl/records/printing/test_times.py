"""Civil dates against Python's own calendar, and offsets of a zone with two changes."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hiwater_impl.records.printing.times import UTC, Zone, civil_date, offset_at, weekday

EPOCH = date(1970, 1, 1)
DAYS = st.integers((date.min - EPOCH).days, (date.max - EPOCH).days)


@given(DAYS)
def test_days_are_those_of_the_calendar(days: int) -> None:
    """Any day that Python can name; Sunday is 0."""
    found = EPOCH + timedelta(days)
    assert civil_date(days) == (found.year, found.month, found.day)
    assert weekday(days) == found.isoweekday() % 7


def test_years_beyond_four_digits() -> None:
    """The calendar repeats every 400 years, in both directions."""
    assert civil_date(146097 * 100) == (41970, 1, 1)
    assert civil_date(-146097 * 10 - 1) == (-2031, 12, 31)


def test_an_offset_holds_from_its_change_on() -> None:
    """The first one before all changes."""
    zone = Zone(np.array([-(1 << 63), 100, 200], np.int64), np.array([1, 2, 3], np.int64))
    assert [offset_at(zone, seconds) for seconds in (-(1 << 62), 99, 100, 199, 200, 1 << 62)] == [1, 1, 2, 2, 3, 3]
    assert offset_at(UTC, -5) == 0
