"""The kernel: tokens one after the other, as illumos praudit reads them or as framing has cut them into pieces."""

from typing import Any

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records import pieces as columns
from hiwater_impl.records.printing.illumos.fields import next_step, read_field
from hiwater_impl.records.printing.illumos.items import put_items
from hiwater_impl.records.printing.illumos.machine import (
    AT,
    BEFORE,
    BEFORE_PIECE,
    BEHIND_ID,
    COUNT,
    FULL,
    LASTING,
    OPEN,
    REASON,
    REMAINING,
    ROOM,
    SHORT,
    SIZES,
    START,
    TO,
    UNKNOWN_IDS,
    WAYS,
    WAYS_OF_A_DIALECT,
    put_row,
)
from hiwater_impl.records.printing.illumos.numbers import put_plain
from hiwater_impl.records.printing.illumos.operations import (
    CLOSE_RECORD,
    COLUMNS,
    CSTRING,
    ITEMS,
    LAST_FLOW,
    LAST_LONG,
    LAST_MARK,
    LAST_PLAIN,
    LAST_READING,
    LITERAL,
    OPERATION,
    A,
    B,
)
from hiwater_impl.records.printing.illumos.operations import DONE as TOKEN_DONE
from hiwater_impl.records.printing.illumos.strings import put_cstring, put_long
from hiwater_impl.records.printing.illumos.words import put_word
from hiwater_impl.records.reading import Bytes, byte_at

DONE, NEEDS_MORE, NO_ROOM, STOPPED = range(4)
"""How it ended: all printed; a token goes on behind the end; no room for the next one; praudit stops here."""

STRETCH = 3
"""The kind of a piece that praudit's own reading is asked for: START to END, and BODY_END and TAIL the same as END."""

NEWLINE = 10


@part
def put_mark(operation: int, step: int, tables: Any, blob: Bytes, at: int, state: Any, out: Bytes, to: int) -> int:
    """Carry out an instruction that prints what stands between values."""
    if operation == LITERAL:
        return put_row(out, to, tables, blob, tables[step + A])
    if operation == CLOSE_RECORD:
        return put_row(out, to, tables, blob, tables[step + A]) if state[OPEN] == 1 else to
    flag = tables[step + A]
    if at == state[START] + state[COUNT] or flag == 1 or (flag == 2 and state[REMAINING] == 1):
        out[to] = NEWLINE
        return to + 1
    return put_row(out, to, tables, blob, tables[step + B])


@part
def begin_token(way: int, tables: Any, data: Bytes, at: int, end: int, state: Any, to: int) -> int:
    """Find the next token behind unknown ids, and keep where it begins: the step of its program.

    The state BEHIND_ID is the place behind its id, or 0 at the end.
    """
    step = 0
    while at < end:
        step = tables[tables[WAYS] + 256 * way + byte_at(data, at)]
        if step > 0:
            break
        state[UNKNOWN_IDS] += 1
        at += 1
    state[AT] = at
    state[TO] = to
    state[BEHIND_ID] = at + 1 if at < end else 0
    keep(state, BEFORE)
    return step


@part
def keep(state: Any, place: int) -> None:
    """Keep record and element as they are now."""
    for number in range(LASTING):
        state[place + number] = state[number]


@part
def room_for(operation: int, step: int, tables: Any, state: Any) -> int:
    """The bytes that an instruction may print; those that read and print by turns look again themselves."""
    is_long = LAST_MARK < operation <= LAST_LONG
    room: int = tables[ROOM] + (6 * state[SIZES + tables[step + A]] if is_long else 0)
    return room


@part
def put_tokens(
    way: int, tables: Any, blob: Bytes, data: Bytes, at: int, end: int, state: Any, out: Bytes, to: int
) -> tuple[int, int]:
    """Print tokens until the end, or until one fails: 0, SHORT, BAD or FULL, and the place in out.

    The state AT and TO are where the failed token, or the end, is in data and in out; what it printed stands behind TO.
    """
    step = begin_token(way, tables, data, at, end, state, to)
    at = state[BEHIND_ID]
    while at > 0:
        operation = tables[step + OPERATION]
        if operation == TOKEN_DONE:
            step = begin_token(way, tables, data, at, end, state, to) - COLUMNS
            at = state[BEHIND_ID]
        elif operation <= LAST_READING:
            at = read_field(operation, tables, step, data, at, end, state)
        elif operation <= LAST_FLOW:
            step = next_step(operation, tables, step, at, state) - COLUMNS
        elif to + room_for(operation, step, tables, state) > len(out):
            at = FULL
        elif operation == CSTRING:
            at, to = put_cstring(step, tables, blob, data, at, end, state, out, to)
        elif operation == ITEMS:
            at, to = put_items(step, tables, blob, data, at, end, state, out, to)
        elif operation <= LAST_MARK:
            to = put_mark(operation, step, tables, blob, at, state, out, to)
        elif operation <= LAST_LONG:
            to = put_long(operation, step, tables, blob, data, state, out, to)
        elif operation <= LAST_PLAIN:
            to = put_plain(operation, step, tables, blob, data, state, out, to)
        else:
            to = put_word(operation, step, tables, blob, state, out, to)
        step += COLUMNS
    return at, to


@part
def way_of(pieces: Any, row: int, state: Any) -> int:
    """The way to read a piece: a stretch as praudit does; a record ends its lines where its last token ends."""
    keep(state, BEFORE_PIECE)
    if pieces[row, columns.KIND] == STRETCH:
        return 0
    is_tailed = pieces[row, columns.TAIL] < pieces[row, columns.END]
    end = pieces[row, columns.END if is_tailed else columns.BODY_END]
    state[COUNT] = end - pieces[row, columns.START]
    way: int = 1 + pieces[row, columns.DIALECT] * WAYS_OF_A_DIALECT + pieces[row, columns.ALTERNATIVES]
    return way


@part
def ended(failure: int, final: int, way: int, state: Any) -> int:
    """How it ends with this failure; the state becomes that of the last whole token, or of the last whole piece."""
    for number in range(LASTING):
        state[number] = state[(BEFORE if way == 0 else BEFORE_PIECE) + number]
    if failure == FULL:
        return NO_ROOM
    if failure == SHORT and final == 0:
        return NEEDS_MORE
    state[REASON] = failure
    return STOPPED


def print_trail(
    data: Bytes, pieces: Any, first: int, last: int, final: int, state: Any, out: Bytes, tables: Any, blob: Bytes
) -> tuple[int, int, int]:
    """Print the pieces [first, last), or the one stretch: the first row left over, the place in out, how it ended.

    With `final` 0 a token that goes on behind the end of a stretch is left for later. Of a stretch the state AT is the
    place reached, and the state is that of the last whole token, but STOPPED leaves in out what the failed one printed.
    Pieces are printed whole or not at all; skipped bytes print nothing.
    """
    to = 0
    for row in range(first, last):
        if pieces[row, columns.KIND] == columns.SKIPPED:
            continue
        way = way_of(pieces, row, state)
        begin, end = pieces[row, columns.START], pieces[row, columns.BODY_END]
        failure, reached = 0, to
        while begin < end and failure != FULL:
            failure, reached = put_tokens(way, tables, blob, data, begin, end, state, out, reached)
            if failure < 0 and way == 0:
                break
            is_last = end == pieces[row, columns.END]
            begin, end = (end if is_last else pieces[row, columns.TAIL]), pieces[row, columns.END]
        if failure == FULL or (failure < 0 and way == 0):
            status = ended(failure, final, way, state)
            if way == 0:
                to = reached if status == STOPPED else state[TO]
            return row, to, status
        to = reached if failure == 0 else state[TO]
    return last, to, DONE


PRINT_TRAIL = Entry(print_trail)
