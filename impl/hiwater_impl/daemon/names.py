"""Names of trail files: `start.end.host`, times in GMT as yyyymmddHHMMSS, `not_terminated` while the file is open.

The fields are those of bsm-records.md 6.1; `not_terminated` has 14 characters, as a time does.
"""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

OPEN_END: Final = "not_terminated"
_OPEN_NAME: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\." + OPEN_END + r"\.(.+)", re.DOTALL)


def stamp(seconds: int) -> str:
    """A time since 1970 as it stands in a name."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))


def open_name(start: int, host: str) -> str:
    """The name of a file that is written to since `start`, in seconds since 1970."""
    return f"{stamp(start)}.{OPEN_END}.{host}"


def start_of(name: str, host: str) -> int | None:
    """When an open file of this host began, in seconds since 1970; None for every other name."""
    found = _OPEN_NAME.fullmatch(name)
    if found is None or found[7] != host:
        return None
    try:
        return int(datetime(*map(int, found.groups()[:6]), tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]
    except ValueError:
        return None


def closed_path(directory: Path, start: int, end: int, host: str) -> Path:
    """What a file is called when it has ended: not before its start, and a second later each time a name is taken."""
    end = max(start, end)
    while os.path.lexists(path := directory / f"{stamp(start)}.{stamp(end)}.{host}"):
        end += 1
    return path
