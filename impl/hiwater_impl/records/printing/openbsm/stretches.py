"""Whole records printed one after the other: by their byte counts, as praudit goes, or by the pieces of framing."""

from typing import Any

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records.pieces import BODY_END, END, KIND, SKIPPED, START, TAIL
from hiwater_impl.records.printing.openbsm import operations as op
from hiwater_impl.records.printing.openbsm.measuring import UNREAD, token_end
from hiwater_impl.records.printing.openbsm.tokens import put_token, room_for
from hiwater_impl.records.printing.openbsm.values import Names
from hiwater_impl.records.reading import Bytes, byte_at, u16_at, u32_at
from hiwater_impl.records.writing import put_stretch

TRAILER, MAGIC, TRAILER_BYTES = 0x13, 0xB105, 7
FULL = -1
"""The place in `out` that stands for a record that does not fit."""


def print_stretch(
    data: Bytes, start: int, end: int, final: int, state: Any, out: Bytes, program: op.Program, names: Names
) -> tuple[int, int, int]:
    """Print the records and file tokens of [start, end) as praudit does, `start` being a boundary between them.

    Returns the place behind the last one printed, the place behind what was printed in `out`, and DONE, NEEDS_MORE (the
    next one goes beyond `end`, and `final` is 0), NO_ROOM (it does not fit into the rest of `out`) or STOPPED (`state`
    has the reason).
    """
    place = 0
    while start < end:
        record_end = framed_end(data, start, end, program, state)
        if record_end < 0:
            return start, place, op.STOPPED
        if record_end > end:
            if final == 0:
                return start, place, op.NEEDS_MORE
            state[op.REASON] = op.CUT
            state[op.STOPPED_AT] = start
            return start, place, op.STOPPED
        after = put_record(out, place, data, start, record_end, program, names, state)
        if after == FULL:
            return start, place, op.NO_ROOM
        start, place = record_end, after
    return start, place, op.DONE


@part
def framed_end(data: Bytes, start: int, end: int, program: op.Program, state: Any) -> int:
    """The place behind the record or file token here (beyond `end` when not known); UNREAD when there is none.

    The one stretch of a file token is its name.
    """
    frame = program.tables[op.FRAMES + byte_at(data, start)]
    if frame == 0:
        state[op.REASON] = op.NO_RECORD
        state[op.STOPPED_AT] = start
        return UNREAD
    if frame == 2:
        name = start + program.tables[program.tables[op.FIRST_STEP + byte_at(data, start)] + op.BEFORE]
        return name + 2 + u16_at(data, name) if name + 2 <= end else end + 1
    if start + 5 > end:
        return end + 1
    count = u32_at(data, start + 1)
    if count < 5:
        state[op.REASON] = op.BAD_COUNT
        state[op.STOPPED_AT] = start
        return UNREAD
    return start + count


@part
def put_record(
    out: Bytes, place: int, data: Bytes, at: int, end: int, program: op.Program, names: Names, state: Any
) -> int:
    """The tokens of a record as praudit prints them, up to the first that cannot be read; FULL when they do not fit."""
    while at < end:
        after = token_end(data, at, end, end - TRAILER_BYTES, 1, program, state)
        if after == UNREAD:
            break
        if place + room_for(data, at, after, program, state) > len(out):
            return FULL
        place = put_token(out, place, data, at, 1, program, names, state)
        place = put_token_end(out, place, program)
        at = after
    place = put_record_end(out, place, program)
    if at < end and place != FULL:
        state[op.UNREADABLE] += 1
    return place


def print_pieces(
    data: Bytes, pieces: Any, first: int, last: int, state: Any, out: Bytes, program: op.Program, names: Names
) -> tuple[int, int, int]:
    """Print the pieces [first, last), columns as in `records.pieces`; skipped bytes print nothing.

    Returns the next piece, the place behind what was printed in `out`, and DONE or NO_ROOM.
    """
    place = 0
    while first < last:
        if pieces[first, KIND] != SKIPPED:
            after = put_piece(out, place, data, pieces, first, program, names, state)
            if after == FULL:
                return first, place, op.NO_ROOM
            place = after
        first += 1
    return first, place, op.DONE


@part
def put_piece(
    out: Bytes, place: int, data: Bytes, pieces: Any, row: int, program: op.Program, names: Names, state: Any
) -> int:
    """The tokens of a record, or a file token, without praudit's limits on lists; FULL when they do not fit.

    An unknown token takes all up to the trailer. Where another fault is, the trailer that survives it goes on.
    """
    at, end, tail = pieces[row, START], pieces[row, END], pieces[row, TAIL]
    rest = end - TRAILER_BYTES if trailer_stands(data, end - TRAILER_BYTES, at) else end
    while at < end:
        after = UNREAD
        if at < pieces[row, BODY_END] or at >= tail or unknown(data, at, program):
            after = token_end(data, at, end, rest, 0, program, state)
        if after == UNREAD:
            if at >= tail:
                break
            at = tail
        else:
            if place + room_for(data, at, after, program, state) > len(out):
                return FULL
            place = put_token(out, place, data, at, 0, program, names, state)
            place = put_token_end(out, place, program)
            at = after
    return put_record_end(out, place, program)


@part
def trailer_stands(data: Bytes, place: int, start: int) -> bool:
    """Whether a trailer is at this place, which may lie before the record's start."""
    return place > start and byte_at(data, place) == TRAILER and u16_at(data, place + 1) == MAGIC


@part
def unknown(data: Bytes, place: int, program: op.Program) -> bool:
    """Whether praudit does not know the token of this id."""
    first = program.tables[op.FIRST_STEP + byte_at(data, place)]
    found: bool = program.tables[first + op.KIND] == op.REST
    return found


@part
def put_token_end(out: Bytes, place: int, program: op.Program) -> int:
    """What follows each token."""
    return put_stretch(out, place, program.blob, program.tables[op.AFTER], program.tables[op.AFTER + 1])


@part
def put_record_end(out: Bytes, place: int, program: op.Program) -> int:
    """What follows each record; FULL when it does not fit."""
    if place + program.tables[op.AFTER + 3] - program.tables[op.AFTER + 2] > len(out):
        return FULL
    return put_stretch(out, place, program.blob, program.tables[op.AFTER + 2], program.tables[op.AFTER + 3])


PRINT_STRETCH = Entry(print_stretch)
PRINT_PIECES = Entry(print_pieces)
