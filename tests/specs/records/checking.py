"""A test helper: tokens and pieces read by one table, with every check there is; the first damage ends it."""

from collections.abc import Iterator

from hiwater_model.records import Fault, Place, Token, token_at, written_again
from hiwater_model.records.layouts import Table
from hiwater_model.records.walk import byte_count


class Damage(Exception):
    """The bytes are not what the layouts say."""


def token(data: bytes, place: int, table: Table) -> Token:
    """The token there."""
    found = token_at(data, place, len(data), table) if place < len(data) else None
    if not isinstance(found, Token):
        raise Damage(found or Fault)
    return found


def decoded(data: bytes, table: Table) -> list[Token]:
    """Every token of a stretch of bytes, to its exact end."""
    found, place = list[Token](), 0
    while place < len(data):
        found.append(token(data, place, table))
        place = found[-1].end
    return found


def pieces(trail: bytes, table: Table) -> Iterator[bytes]:
    """The records of a trail, and the tokens between them, each as bytes; nothing is skipped."""
    place = 0
    while place < len(trail):
        first = token(trail, place, table)
        if first.layout.place not in (Place.RECORD_START, Place.BETWEEN_RECORDS):
            raise Damage(f"{first.layout.name} at {place} where a record should start")
        end = place + byte_count(first) if first.layout.place is Place.RECORD_START else first.end
        if not place < end <= len(trail):
            raise Damage(f"a record from {place} to {end}")
        yield trail[place:end]
        place = end


def checked(piece: bytes, table: Table) -> list[Token]:
    """The tokens of one piece, when everything about it agrees: lengths, places, and the bytes written again."""
    found = decoded(piece, table)
    if written_again(found) != piece:
        raise Damage("written again, the bytes differ")
    first, rest = found[0], found[1:]
    if first.layout.place is Place.RECORD_START:
        if any(one.layout.place is Place.RECORD_START for one in rest):
            raise Damage("a record inside a record")
        if any(one.layout.place is Place.RECORD_END for one in rest[:-1]):
            raise Damage("a trailer before the end")
        counts = {byte_count(one) for one in (first, *rest) if "byte_count" in one.values}
        if counts != {len(piece)}:
            raise Damage(f"lengths {counts} for {len(piece)} bytes")
    return found
