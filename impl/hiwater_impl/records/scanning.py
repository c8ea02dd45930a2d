"""Parts that look for the next place of a trail where something can be trusted to begin, byte by byte.

A place that is not known until more bytes come is the negative of the number of bytes of the data that must be there.
"""

from hiwater_impl.compiled import part
from hiwater_impl.records.layouts import CANDIDATE, CANDIDATES, CLOSER, TRAILER_BYTES
from hiwater_impl.records.looks import View, is_trailer, later, trusted
from hiwater_impl.records.reading import byte_at


@part
def first_trusted(view: View, start: int, stop: int, beyond: int, current: int) -> int:
    """The first place from `start` on and before `stop` where something is trusted that ends behind `beyond`.

    When there is none: `stop`, or the end of what is there.
    """
    last = min(stop, view.limit)
    for place in range(start, last):
        if view.tables[CANDIDATES + byte_at(view.data, place)] == CANDIDATE:
            found = trusted(view, place, current)
            if found < 0:
                return found
            if found > beyond:
                return place
    if last < stop and not view.final:
        return -(last + 1)
    return last


@part
def trailer_end(view: View, record: int, place: int) -> int:
    """Where a trailer at `place` ends that closes the record there; its id has been seen. 0 for none."""
    end = place + TRAILER_BYTES
    if end > view.limit:
        return later(view, end)
    return end if is_trailer(view, place, end - record) else 0


@part
def next_end(view: View, record: int, start: int, current: int) -> tuple[int, bool]:
    """The next end of the record, looked for from `start` on, and whether a trailer gave it."""
    stop = record + view.longest
    place = start
    while place < min(stop, view.limit):
        kind = view.tables[CANDIDATES + byte_at(view.data, place)]
        if kind == CLOSER:
            end = trailer_end(view, record, place)
            if end != 0:
                return end, True
        elif kind == CANDIDATE:
            found = trusted(view, place, current)
            if found != 0:
                return (place if found > 0 else found), False
        place += 1
    if view.limit < stop and not view.final:
        return -(view.limit + 1), False
    return min(stop, view.limit), False
