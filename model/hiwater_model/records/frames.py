"""Where records begin and end in a trail of any bytes: the pieces of `specs/hiwater_specs/records/FRAMES.md`.

Left out: trails that grow; the trail is there at once.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hiwater_model.records.decode import Fault, Reason, Token
from hiwater_model.records.layouts import Layouts
from hiwater_model.records.looks import LONGEST, TRAILER_BYTES, VERSION_OFFSET, Header, Looks
from hiwater_model.records.pieces import Damage, FileToken, Record, Skipped
from hiwater_model.records.search import Search
from hiwater_model.records.shapes import Place
from hiwater_model.records.walk import best_walk, byte_count, walk


class _Ending(NamedTuple):
    """Where a record ends, and the place up to which this puts later claims in doubt."""

    end: int
    doubt: int


def decode_trail(
    data: bytes, layouts: Layouts, fallback: str = "illumos", longest: int = LONGEST
) -> Iterator[Record | FileToken | Skipped]:
    """Cut a trail into pieces, in order and without gaps; nothing is raised, whatever the bytes are.

    `fallback` is the dialect until a header of a known version came. `longest` is LONGEST but in a bounded scope.
    """
    looks = Looks(data, layouts, longest)
    search = Search(looks)
    place, current, doubt = 0, fallback, 0
    while place < len(data):
        header = looks.header(place, current)
        token = looks.file_token(place)
        piece: Record | FileToken | Skipped
        if header is not None and _stands(looks, header):
            current = header.dialect
            end, doubt = _ending(search, header, current, doubt)
            piece = _record(looks, header, end)
        elif token is not None and _stands_between(search, token, current):
            piece = _file_token(looks, token, current)
        else:
            piece = _skipped(search, place, current)
        yield piece
        place = piece.end


def _stands(looks: Looks, header: Header) -> bool:
    if looks.confirmed(header, header.dialect):
        return True
    inside = range(header.token.start + 1, header.token.end)
    return header.known and all(looks.trusted(place, header.dialect) is None for place in inside)


def _ending(search: Search, header: Header, current: str, doubt: int) -> _Ending:
    looks, start, claimed = search.looks, header.token.start, header.claimed
    if not looks.sized(header) or claimed > len(looks.data):
        return _Ending(search.next_end(header, header.token.end, current).place, doubt)
    if looks.closed(header, claimed):
        return _Ending(claimed, doubt)
    believed = looks.plausible(claimed, current)
    if not believed and start < doubt:
        return _Ending(search.next_end(header, header.token.end, current).place, max(doubt, claimed))
    inner = _inner_end(looks, header, current)
    if inner is not None:
        return _Ending(inner, doubt)
    if believed:
        return _Ending(claimed, doubt)
    if best_walk(looks.data, header.token.end, claimed, looks.layouts.dialects[header.dialect]).fault is None:
        overlapping = search.overlapping(header.token.end, claimed, current)
        if overlapping is not None:
            return _Ending(overlapping, max(doubt, claimed))
        later = search.next_end(header, claimed, current)
        return _Ending(later.place if later.by_trailer else claimed, doubt)
    return _Ending(search.next_end(header, header.token.end, current).place, max(doubt, claimed))


def _inner_end(looks: Looks, header: Header, current: str) -> int | None:
    """The end that a walk by the dialect's own table finds before the claimed one, when something confirms it."""
    match walk(looks.data, header.token.end, header.claimed, looks.layouts.table(header.dialect)).fault:
        case Fault(at, Reason.EARLY_TRAILER, count) if count == at + TRAILER_BYTES - header.token.start:
            return at + TRAILER_BYTES
        case Fault(at, Reason.NESTED) if looks.trusted(at, current) is not None:
            return at
        case _:
            return None


def _record(looks: Looks, header: Header, end: int) -> Record:
    data, start = looks.data, header.token.start
    tokens, fault = best_walk(data, header.token.end, end, looks.layouts.dialects[header.dialect])
    tokens = (header.token, *tokens)
    damage = list(_claims(looks, header, end))
    if fault is not None:
        kept_end = end
        if looks.closed(header, end) and fault.at <= end - TRAILER_BYTES:
            kept_end = end - TRAILER_BYTES
            tokens += walk(data, kept_end, end, looks.layouts.table(header.dialect)).tokens
        damage.append(Damage(fault.at, fault.reason, fault.number, data[fault.at : kept_end]))
    last = tokens[-1]
    if last.layout.place is Place.RECORD_END and byte_count(last) != end - start:
        damage.append(Damage(last.start, Reason.TRAILER_COUNT, byte_count(last), b""))
    return Record(start, end, header.dialect, tokens, tuple(damage))


def _claims(looks: Looks, header: Header, end: int) -> Iterator[Damage]:
    """What is wrong with the version and the byte count of a header."""
    start, claimed, size = header.token.start, header.claimed, len(looks.data)
    if not header.known:
        yield Damage(start + VERSION_OFFSET, Reason.VERSION, looks.data[start + VERSION_OFFSET], b"")
    if looks.sized(header) and claimed > size and end == size:
        yield Damage(size, Reason.CUT, claimed - size, b"")
    elif end != claimed:
        yield Damage(start + 1, Reason.BYTE_COUNT, byte_count(header.token), b"")


def _stands_between(search: Search, token: Token, current: str) -> bool:
    if search.looks.plausible(token.end, current):
        return True
    following = search.next_trusted(token.start + 1, current)
    return following is None or following >= token.end


def _file_token(looks: Looks, token: Token, current: str) -> FileToken:
    having = looks.layouts.between_records(token.layout.identifier)
    following = looks.header(token.end, current)
    dialect = following.dialect if following is not None and following.known else current
    return FileToken(token.start, token.end, dialect if dialect in having else next(iter(having)), (token,), ())


def _skipped(search: Search, place: int, current: str) -> Skipped:
    data = search.looks.data
    following = search.next_trusted(place + 1, current)
    end = min(place + search.looks.longest, len(data) if following is None else following)
    damage = Damage(place, Reason.SKIPPED, end - place, data[place:end])
    return Skipped(place, end, current, (), (damage,))
