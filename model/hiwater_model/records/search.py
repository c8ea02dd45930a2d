"""Where the next record may begin or a damaged one may end, for the whole of a trail.

What was seen is remembered, so that all searches in a trail together look at each place once for each dialect.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

from hiwater_model.records.looks import TRAILER_BYTES, Header, Looks
from hiwater_model.records.shapes import Place


class NextEnd(NamedTuple):
    """An end that was found, and whether a trailer gave it."""

    place: int
    by_trailer: bool


class Search:
    """The searches in one trail."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self._trusted: dict[str, tuple[list[int], list[int]]] = {}
        self._trailers: dict[str, dict[int, list[int]]] = {}

    def next_trusted(self, place: int, current: str) -> int | None:
        """The first place from there on where something is trusted, or None."""
        return _first(self._trusted_by(current)[0], place)

    def overlapping(self, place: int, end: int, current: str) -> int | None:
        """The first place from there on, before `end`, where something is trusted that ends beyond `end`, or None."""
        starts, ends = self._trusted_by(current)
        inside = range(bisect_left(starts, place), bisect_left(starts, end))
        return next((starts[index] for index in inside if ends[index] > end), None)

    def next_end(self, header: Header, place: int, current: str) -> NextEnd:
        """The next end of the header's record, looked for from `place` on."""
        start = header.token.start
        limit = start + self.looks.longest
        trusted = self.next_trusted(place, current)
        trailer = _first(self._trailers_of(header), place)
        if trailer is not None and trailer < limit and (trusted is None or trailer < trusted):
            return NextEnd(trailer + TRAILER_BYTES, by_trailer=True)
        if trusted is not None and trusted < limit:
            return NextEnd(trusted, by_trailer=False)
        return NextEnd(min(limit, len(self.looks.data)), by_trailer=False)

    def _trusted_by(self, current: str) -> tuple[list[int], list[int]]:
        """Where trusted things begin, in order, and where each ends."""
        if current not in self._trusted:
            places = self._places(Place.RECORD_START, Place.BETWEEN_RECORDS)
            found = [(start, self.looks.trusted(start, current)) for start in places]
            both = [(start, end) for start, end in found if end is not None]
            self._trusted[current] = [start for start, _ in both], [end for _, end in both]
        return self._trusted[current]

    def _trailers_of(self, header: Header) -> list[int]:
        """The trailers that are as far behind the header as their count says."""
        if header.dialect not in self._trailers:
            found = defaultdict[int, list[int]](list)
            for place in self._places(Place.RECORD_END):
                count = self.looks.trailer_count(place, header.dialect)
                if count is not None:
                    found[place + TRAILER_BYTES - count].append(place)
            self._trailers[header.dialect] = found
        return self._trailers[header.dialect].get(header.token.start, [])

    def _places(self, *wanted: Place) -> list[int]:
        """Where the id of a token stands whose place is one of these in some dialect."""
        dialects = self.looks.layouts.dialects.values()
        layouts = [layout for dialect in dialects for layout in dialect.table.values()]
        identifiers = bytes(sorted({layout.identifier for layout in layouts if layout.place in wanted}))
        return [found.start() for found in re.finditer(b"[" + re.escape(identifiers) + b"]", self.looks.data)]


def _first(places: list[int], least: int) -> int | None:
    index = bisect_left(places, least)
    return places[index] if index < len(places) else None
