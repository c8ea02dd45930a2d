"""Parts that look at one place of a trail: the words header, closed, plausible and trusted of FRAMES.md.

A look may need bytes that have not come yet. So the answers are numbers: 0 for no, above 0 for yes (1, or the place
where the thing ends), below 0 for "ask again when so many bytes of the data are there", as the negative of that number.
"""

from typing import Any, NamedTuple

from hiwater_impl.compiled import part
from hiwater_impl.records.layouts import (
    BETWEEN_IDS,
    CANDIDATE,
    CANDIDATES,
    LAYOUT_BY_ID,
    NAME,
    PLACE,
    RECORD_START,
    TRAILER,
    TRAILER_BYTES,
    VERSIONS,
)
from hiwater_impl.records.programs import BYTE_COUNT
from hiwater_impl.records.reading import byte_at, u16_at, u32_at
from hiwater_impl.records.walking import (
    FAULT,
    FAULT_NUMBER,
    NO_NUL,
    REGISTER,
    TRUNCATED,
    dialect_value,
    layout_value,
    token_end,
)


class View(NamedTuple):
    """What is there of a trail, and what it is read with."""

    data: Any
    """Bytes, of which those below `limit` have come."""
    limit: int
    """The trail's length, when `final`; else more bytes may come."""
    final: int
    """1 or 0."""
    longest: int
    """The most bytes of a record, and of skipped bytes as one piece."""
    tables: Any
    """`layouts.Tables`."""
    scratch: Any
    """As in `walking.py`."""


@part
def later(view: View, bytes_wanted: int) -> int:
    """The answer when the first so many bytes of the data are needed: no, when they will never come."""
    return 0 if view.final else -bytes_wanted


@part
def known_dialect(view: View, place: int) -> int:
    """The dialect of the version of the header at `place`; -1 for an unknown one."""
    found: int = view.tables[VERSIONS + byte_at(view.data, place + 5)]
    return found


@part
def read_end(view: View, place: int, layout: int) -> int:
    """Where the token at `place` ends that is read by this layout; no, when it cannot be read."""
    end = token_end(view.data, place, view.limit, layout, view.tables, view.scratch)
    if end >= 0:
        return end
    reason = view.scratch[FAULT]
    if reason == TRUNCATED:
        return later(view, view.limit + view.scratch[FAULT_NUMBER])
    if reason == NO_NUL:
        return later(view, view.limit + 1)
    return 0


@part
def header_end(view: View, place: int, current: int) -> int:
    """Where the header at `place` ends; its fields are in the registers. `current` is the current dialect."""
    if place >= view.limit:
        return later(view, place + 1)
    id_ = byte_at(view.data, place)
    if view.tables[CANDIDATES + id_] != CANDIDATE:
        return 0
    if place + 5 >= view.limit:
        return later(view, place + 6)
    dialect = known_dialect(view, place)
    layout = dialect_value(view.tables, current if dialect < 0 else dialect, LAYOUT_BY_ID + id_)
    if layout < 0 or layout_value(view.tables, layout, PLACE) != RECORD_START:
        return 0
    return read_end(view, place, layout)


@part
def file_end(view: View, place: int) -> int:
    """Where the file token at `place` ends, whose name ends with NUL."""
    if place >= view.limit:
        return later(view, place + 1)
    layout = view.tables[BETWEEN_IDS + byte_at(view.data, place)]
    if layout < 0:
        return 0
    end = read_end(view, place, layout)
    if end > 0 and (end == place + layout_value(view.tables, layout, NAME) or view.data[end - 1] != 0):
        return 0
    return end


@part
def is_sized(view: View, place: int, header: int) -> bool:
    """Whether the header at `place`, just read, which ends at `header`, claims a length that a record can have."""
    count: int = view.scratch[REGISTER + BYTE_COUNT]
    return header <= place + count and count <= view.longest


@part
def is_trailer(view: View, place: int, count: int) -> bool:
    """Whether a trailer with this byte count stands at `place`, of which all seven bytes are there."""
    data, tables = view.data, view.tables
    return (
        byte_at(data, place) == tables[TRAILER]
        and u16_at(data, place + 1) == tables[TRAILER + 1]
        and u32_at(data, place + 3) == count
    )


@part
def is_closed(view: View, place: int, header: int, end: int) -> bool:
    """Whether the record at `place`, whose header ends at `header`, is closed at `end`, which is there."""
    return header <= end - TRAILER_BYTES and is_trailer(view, end - TRAILER_BYTES, end - place)


@part
def plausible(view: View, place: int, current: int) -> int:
    """Whether something can begin or the trail ends at `place`, which is not beyond its end."""
    if place >= view.limit:
        return 1 if view.final else -(place + 1)
    header = header_end(view, place, current)
    if header < 0:
        return header
    if header > 0 and known_dialect(view, place) >= 0 and is_sized(view, place, header):
        return 1
    return min(file_end(view, place), 1)


@part
def trusted_header(view: View, place: int, current: int) -> int:
    """Where the record at `place` claims to end, when its header is trusted."""
    header = header_end(view, place, current)
    if header <= 0:
        return header
    if not is_sized(view, place, header):
        return 0
    claimed: int = place + view.scratch[REGISTER + BYTE_COUNT]
    if claimed > view.limit:
        return later(view, claimed)
    if is_closed(view, place, header, claimed):
        return claimed
    if known_dialect(view, place) < 0:
        return 0
    found = plausible(view, claimed, current)
    return claimed if found > 0 else found


@part
def trusted(view: View, place: int, current: int) -> int:
    """Where the record or file token at `place` ends, when it is trusted."""
    header = trusted_header(view, place, current)
    if header != 0:
        return header
    end = file_end(view, place)
    if end <= 0:
        return end
    if end == view.limit:
        return end if view.final else -(end + 1)
    following = trusted_header(view, end, current)
    return end if following > 0 else following
