"""Which line of audit_io.c made the part of a queued record that differs.

A record is built over many lines and first seen when it is queued, so the step that shows a difference is not the one
to blame. This looks at the bytes and membufs instead.
Not good for: records of audit(2), and two differences in one record; it names a likely line, no proof.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hiwater_model.membufs import Chain

# Lines of audit_io.c; each stands for the clause that holds it.
LENGTH_OF_HEADER = 274
LENGTH_OF_HOST = 279
LENGTH_OF_ZONENAME = 284
LENGTH_OF_TRAILER = 291
LENGTH_OF_SEQUENCE = 295
KIND_OF_HEADER = 299
GIVEN_TIME = 316
BODY = 321
ZONENAME = 325
SEQUENCE = 332
TRAILER = 348
TIME_OF_64_BITS = 213
TIME_OF_32_BITS = 218
TIME_OF_QUEUEING = 382
NUMBER_OF_SEQUENCE = 388

LINES = (
    *(LENGTH_OF_HEADER, LENGTH_OF_HOST, LENGTH_OF_ZONENAME, LENGTH_OF_TRAILER, LENGTH_OF_SEQUENCE, KIND_OF_HEADER),
    *(GIVEN_TIME, BODY, ZONENAME, SEQUENCE, TRAILER),
    *(TIME_OF_64_BITS, TIME_OF_32_BITS, TIME_OF_QUEUEING, NUMBER_OF_SEQUENCE),
)
"""All of them."""
LINES_OF_TIME = (TIME_OF_64_BITS, TIME_OF_32_BITS, TIME_OF_QUEUEING)
"""The lines that records of audit(2) pass too."""

_SECOND = 1_000_000_000
"""In nanoseconds."""
_TIME_BYTES = {0x14: 8, 0x15: 8, 0x74: 16, 0x79: 16}
_EXTENDED = (0x15, 0x79)
_TRAILER_START = b"\x13\xb1\x05"


class _Part(NamedTuple):
    """Bytes begin..end of a record, made by a line."""

    begin: int
    end: int
    line: int


def line_to_blame(expected: Chain, actual: Chain) -> int | None:
    """The line that made the first difference between two records; None if they are not built as au_close_time does."""
    ours, theirs = b"".join(expected), b"".join(actual)
    if not ours or ours[0] not in _TIME_BYTES:
        return None
    parts = list(_parts(ours))
    shape = _shape(parts, expected, actual) if len(ours) == len(theirs) else None
    if shape is not None or ours == theirs:
        return shape
    place = next((at for at, (our, their) in enumerate(zip(ours, theirs, strict=False)) if our != their), None)
    if place is None:
        place = min(len(ours), len(theirs))
    if place >= len(ours):
        return TRAILER
    line = next(part.line for part in parts if part.begin <= place < part.end)
    if line == TIME_OF_QUEUEING:
        return _time(ours, theirs)
    return _length(parts, ours) if line == LENGTH_OF_HEADER else line


def _parts(record: bytes) -> Iterator[_Part]:
    """The parts of a record in order, told from its end backwards where only the end tells them."""
    yield _Part(0, 1, KIND_OF_HEADER)
    yield _Part(1, 5, LENGTH_OF_HEADER)
    time = 14 + int.from_bytes(record[10:14], "big") if record[0] in _EXTENDED else 10
    body = time + _TIME_BYTES[record[0]]
    yield _Part(5, time, KIND_OF_HEADER)
    yield _Part(time, body, TIME_OF_QUEUEING)
    trailer = len(record) - 7 if record[-7:-4] == _TRAILER_START else len(record)
    sequence = trailer - 5 if record[trailer - 5 : trailer - 4] == b"\x2f" else trailer
    zonename = _zonename(record, body, sequence)
    yield _Part(body, zonename, BODY)
    yield _Part(zonename, sequence, ZONENAME)
    yield _Part(sequence, min(sequence + 1, trailer), SEQUENCE)
    yield _Part(min(sequence + 1, trailer), trailer, NUMBER_OF_SEQUENCE)
    yield _Part(trailer, min(trailer + 3, len(record)), TRAILER)
    yield _Part(min(trailer + 3, len(record)), len(record), LENGTH_OF_HEADER)


def _zonename(record: bytes, body: int, end: int) -> int:
    """Where a zonename token that ends here begins; the end itself if there is none."""
    for begin in range(end - 5, body - 1, -1):
        if record[begin] == 0x60 and int.from_bytes(record[begin + 1 : begin + 3], "big") == end - begin - 3:
            return begin
    return end


def _shape(parts: list[_Part], expected: Chain, actual: Chain) -> int | None:
    """The same bytes in other membufs: the part whose beginning is a border in one of them alone."""
    borders = _borders(expected) ^ _borders(actual)
    made = (part for part in parts if part.end > part.begin and part.line != NUMBER_OF_SEQUENCE)
    return next((part.line for part in made if part.begin in borders), None)


def _borders(chain: Chain) -> set[int]:
    borders, at = set(), 0
    for membuf in chain:
        at += len(membuf)
        borders.add(at)
    return borders


def _length(parts: list[_Part], record: bytes) -> int:
    """The count of what the record has besides header and body; shrinking leaves what matters."""
    present = {part.line for part in parts if part.end > part.begin}
    for part, line in ((SEQUENCE, LENGTH_OF_SEQUENCE), (TRAILER, LENGTH_OF_TRAILER), (ZONENAME, LENGTH_OF_ZONENAME)):
        if part in present:
            return line
    return LENGTH_OF_HOST if record[0] in _EXTENDED else LENGTH_OF_HEADER


def _time(ours: bytes, theirs: bytes) -> int:
    """A time field that stayed empty was not filled; another time is another choice; no time at all is a wrong form."""
    size = _TIME_BYTES[ours[0]]
    begin = 14 + int.from_bytes(ours[10:14], "big") if ours[0] in _EXTENDED else 10
    if not any(theirs[begin : begin + size]):
        return TIME_OF_QUEUEING
    middle = begin + size // 2
    seconds, nanoseconds = theirs[begin:middle], theirs[middle : begin + size]
    is_a_time = 0 < int.from_bytes(nanoseconds, "big") < _SECOND and nanoseconds != seconds
    if seconds != ours[begin:middle] or is_a_time:
        return GIVEN_TIME
    return TIME_OF_64_BITS if size == 16 else TIME_OF_32_BITS
