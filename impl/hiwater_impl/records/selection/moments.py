"""Times and days as people write them: ISO 8601, or digits alone as auditreduce takes them."""

import re
from datetime import UTC, datetime, timedelta

from hiwater_impl.records.selection.values import EPOCH, SECOND, Day, Moment

DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)([.](?P<fraction>\d{1,9}))?)?"
ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)"
UNITS = ("year", "month", "day", "hour", "minute", "second")
ISO = re.compile(f"{DATE}([Tt]{CLOCK}{ZONE}?)?", re.ASCII)
DIGITS = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)((?P<hour>\d\d)((?P<minute>\d\d)(?P<second>\d\d)?)?)?(?P<zone>Z)?",
    re.ASCII,
)


def moment_of(text: str) -> Moment | None:
    """The time that a text names; None when it names none."""
    match = ISO.fullmatch(text) or DIGITS.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        year, month, day, hour, minute, second = (int(parts[name] or 0) for name in UNITS)
        date = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    east = _east(parts["zone"])
    if east is not None and abs(east) >= 86400:
        return None
    fraction = int((parts.get("fraction") or "0").ljust(9, "0"))
    return Moment((date - EPOCH) // timedelta(seconds=1) * SECOND + fraction, east)


def day_of(text: str) -> Day | None:
    """The day that a text names; None when it names none, or a time of day too."""
    moment = moment_of(text) if len(text) in (8, 10) and not text.endswith("Z") else None
    if moment is None or moment.wall % (86400 * SECOND):
        return None
    return Day(moment.wall // (86400 * SECOND))


def _east(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return minutes * (-60 if zone[0] == "-" else 60)
