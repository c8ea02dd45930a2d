"""Tokens one after the other up to an end: the walk of `specs/hiwater_specs/records/FRAMES.md`."""

from typing import NamedTuple

from hiwater_model.records.decode import Fault, Reason, Token, token_at
from hiwater_model.records.layouts import Dialect, Table
from hiwater_model.records.shapes import Place


class Walk(NamedTuple):
    """The tokens that could be had, and the fault at which they end; clean when that is None."""

    tokens: tuple[Token, ...]
    fault: Fault | None


def walk(data: bytes, start: int, end: int, table: Table) -> Walk:
    """The tokens from `start` by one table, none reading at `end` or beyond; clean when they end there."""
    tokens: list[Token] = []
    place = start
    while place < end:
        found = _inside(data, place, end, table)
        if isinstance(found, Fault):
            return Walk(tuple(tokens), found)
        tokens.append(found)
        place = found.end
    return Walk(tuple(tokens), None)


def best_walk(data: bytes, start: int, end: int, dialect: Dialect) -> Walk:
    """The first clean walk by the tables that the dialect offers, or else the one by its own table."""
    first, *others = dialect.tables()
    plain = walk(data, start, end, first)
    if plain.fault is None:
        return plain
    tried = (walk(data, start, end, table) for table in others)
    return next((one for one in tried if one.fault is None), plain)


def _inside(data: bytes, place: int, end: int, table: Table) -> Token | Fault:
    layout = table.get(data[place])
    if layout is not None and layout.place is Place.RECORD_START:
        return Fault(place, Reason.NESTED, layout.identifier)
    found = token_at(data, place, end, table)
    if isinstance(found, Token) and found.layout.place is Place.RECORD_END and found.end != end:
        return Fault(place, Reason.EARLY_TRAILER, byte_count(found))
    return found


def byte_count(token: Token) -> int:
    """The length of its record that a header or a trailer gives."""
    count = token.values["byte_count"]
    assert isinstance(count, int), "byte_count is a number in every layout"
    return count
