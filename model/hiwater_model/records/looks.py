"""What can be seen at one place of a trail: a header, a trailer, a file token, and how far each is to be believed.

The words are those of `specs/hiwater_specs/records/FRAMES.md`. Each takes a bounded number of looks; none goes beyond
the trail.
"""

from dataclasses import dataclass
from typing import NamedTuple

from hiwater_model.records.decode import Token, token_by
from hiwater_model.records.layouts import Layouts
from hiwater_model.records.shapes import Layout, Place
from hiwater_model.records.walk import byte_count

LONGEST = 16_777_216
"""Bytes: no record, and no stretch of skipped bytes, is longer as one piece."""

VERSION_OFFSET = 5
"""Bytes from a header's id to its version."""

TRAILER_BYTES = 7


class Header(NamedTuple):
    """A header, the dialect that it is read in, and whether its version is known."""

    token: Token
    dialect: str
    known: bool

    @property
    def claimed(self) -> int:
        """Where its record ends by its byte count."""
        return self.token.start + byte_count(self.token)


@dataclass(frozen=True, slots=True)
class Looks:
    """A trail and its layouts; `longest` is LONGEST, or less in a bounded scope."""

    data: bytes
    layouts: Layouts
    longest: int

    def header(self, place: int, current: str) -> Header | None:
        """The header there, `current` being the dialect for versions that nobody knows."""
        if place + VERSION_OFFSET >= len(self.data):
            return None
        known = self.layouts.dialect_of(self.data[place + VERSION_OFFSET])
        dialect = current if known is None else known
        layout = self.layouts.table(dialect).get(self.data[place])
        token = self._token(layout, Place.RECORD_START, place)
        return None if token is None else Header(token, dialect, known is not None)

    def sized(self, header: Header) -> bool:
        """Whether its byte count holds the header at least, and a record at most."""
        return header.token.end <= header.claimed and byte_count(header.token) <= self.longest

    def trailer_count(self, place: int, dialect: str) -> int | None:
        """The byte count of the whole trailer there, or None."""
        if not 0 <= place < len(self.data):
            return None
        token = self._token(self.layouts.table(dialect).get(self.data[place]), Place.RECORD_END, place)
        return None if token is None else byte_count(token)

    def closed(self, header: Header, end: int) -> bool:
        """Whether a trailer ends there that gives just this record's length."""
        trailer = end - TRAILER_BYTES
        return header.token.end <= trailer and self.trailer_count(trailer, header.dialect) == end - header.token.start

    def file_token(self, place: int) -> Token | None:
        """The file token there, in the first dialect that has its id."""
        if place >= len(self.data):
            return None
        layouts = self.layouts.between_records(self.data[place])
        token = self._token(next(iter(layouts.values()), None), Place.BETWEEN_RECORDS, place)
        name = token.values["name"] if token else b""
        return token if isinstance(name, bytes) and name.endswith(b"\0") else None

    def plausible(self, place: int, current: str) -> bool:
        """Whether the trail ends there, or goes on with what looks like a record or a file token."""
        if place == len(self.data):
            return True
        header = self.header(place, current)
        return (header is not None and header.known and self.sized(header)) or self.file_token(place) is not None

    def confirmed(self, header: Header, current: str) -> bool:
        """Whether its record ends where it claims: by its trailer, or by what follows."""
        if not self.sized(header) or header.claimed > len(self.data):
            return False
        return self.closed(header, header.claimed) or (header.known and self.plausible(header.claimed, current))

    def trusted(self, place: int, current: str) -> int | None:
        """Where the record or the file token ends that stands there and that something else confirms, or None."""
        header = self.header(place, current)
        if header is not None and self.confirmed(header, current):
            return header.claimed
        token = self.file_token(place)
        if token is None:
            return None
        following = self.header(token.end, current)
        confirmed = following is not None and self.confirmed(following, current)
        return token.end if confirmed or token.end == len(self.data) else None

    def _token(self, layout: Layout | None, place: Place, start: int) -> Token | None:
        if layout is None or layout.place is not place:
            return None
        found = token_by(layout, self.data, start, len(self.data))
        return found if isinstance(found, Token) else None
