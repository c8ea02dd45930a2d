"""The arrays of a time zone say what the tz database says."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from hiwater_impl.records.names.zones import FIRST, LAST, UnknownTimeZone, time_zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def offset(name: str, seconds: int) -> int:
    """Seconds east of UTC by the standard library."""
    shift = (EPOCH + timedelta(seconds=seconds)).astimezone(ZoneInfo(name)).utcoffset()
    assert shift is not None
    return round(shift.total_seconds())


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca"])
def test_offsets_are_those_of_the_database(name: str) -> None:
    """At every change, one second before it, and at 2,000 times between 1901 and 2200."""
    zone = time_zone(name)
    assert (np.diff(zone.transitions) > 0).all()
    assert (np.diff(zone.offsets) != 0).all()
    changes = zone.transitions[1:]
    times = np.concatenate([changes, changes - 1, np.linspace(FIRST, LAST - 1, 2000).astype(np.int64)])
    assert zone.offsets_at(times).tolist() == [offset(name, int(seconds)) for seconds in times]


def test_utc_has_one_offset() -> None:
    """UTC is zero at all times that 64 bits can hold."""
    zone = time_zone("UTC")
    assert zone.offsets_at(np.array([-(1 << 63), 0, (1 << 63) - 1])).tolist() == [0, 0, 0]


def test_well_known_changes() -> None:
    """Berlin's summer of 2021 began on March 28 at 01:00 UTC; in 1901 the clock was one hour ahead."""
    zone = time_zone("Europe/Berlin")
    assert zone.offsets_at(np.array([1616893199, 1616893200, FIRST])).tolist() == [3600, 7200, 3600]


def test_it_is_quick() -> None:
    """A zone costs a fraction of a second of the processor, and nothing the second time."""
    start = time.process_time()
    first = time_zone("Australia/Lord_Howe")
    assert time.process_time() - start < 2
    assert time_zone("Australia/Lord_Howe") is first


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "America", "../zone", "/etc/localtime", "a\0b", "é", "\udc80"])
def test_other_names_are_refused(name: str) -> None:
    """Names of no zone, of folders, and those that lead elsewhere are one kind of error."""
    with pytest.raises(UnknownTimeZone) as caught:
        time_zone(name)
    assert caught.value.name == name
