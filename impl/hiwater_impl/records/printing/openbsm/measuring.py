"""Where a token ends, and where its stretches of varying length lie; a token that cannot be read is found out here."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.openbsm.operations import (
    ADDRESS,
    BEFORE,
    BYTES,
    ELEMENTS,
    ENDS,
    FIRST_STEP,
    HOST,
    ITEMS,
    KIND,
    MOST,
    NOTHING,
    OFFSET,
    PATH,
    SLOT,
    STARTS,
    STEP_SIZE,
    STRING,
    STRINGS,
    UNIT,
    WIDTH,
    Program,
)
from hiwater_impl.records.reading import Bytes, byte_at, u16_at, u32_at

UNREAD = -1
"""The place that stands for a token that cannot be read."""


@part
def number_at(data: Bytes, place: int, width: int) -> int:
    """One, two or four bytes without a sign."""
    if width == 1:
        return byte_at(data, place)
    return u16_at(data, place) if width == 2 else u32_at(data, place)


@part
def token_end(data: Bytes, place: int, end: int, tail: int, limited: int, program: Program, state: Any) -> int:
    """The place behind the token at `place`, none of it beyond `end`; UNREAD when there is none.

    An unknown token takes all up to `tail`. `limited` is 1 when no more elements are read than praudit keeps, else 0.
    The slots and the number of elements are left in `state`.
    """
    identity = byte_at(data, place)
    slot = 0
    state[STARTS] = place
    state[ENDS] = place
    state[ELEMENTS] = 0
    first, last = program.tables[FIRST_STEP + identity], program.tables[FIRST_STEP + identity + 1]
    for row in range(first, last, STEP_SIZE):
        place += program.tables[row + BEFORE]
        if place > end:
            return UNREAD
        kind = program.tables[row + KIND]
        if kind != NOTHING:
            slot += 1
            start = place + 2 if kind == STRING else place
            state[STARTS + slot] = start
            if kind == STRING:
                place = start + u16_at(data, place) if start <= end else UNREAD
            else:
                place = stretch_end(data, place, end, tail, limited, program, row, state)
            if place < start or place > end:
                return UNREAD
            state[ENDS + slot] = place
    return place


@part
def stretch_end(
    data: Bytes, place: int, end: int, tail: int, limited: int, program: Program, row: int, state: Any
) -> int:
    """The place behind the stretch of a step; it may lie beyond the end. UNREAD when it has none."""
    kind = program.tables[row + KIND]
    unit: int = program.tables[row + UNIT]
    if kind == PATH:
        return path_end(data, place, min(end, place + unit))
    amount = 0
    if program.tables[row + WIDTH] > 0:
        at = state[ENDS + program.tables[row + SLOT]] + program.tables[row + OFFSET]
        amount = number_at(data, at, program.tables[row + WIDTH])
    if kind in (ADDRESS, HOST):
        known = amount in (4, 16)
        if not known:
            return place if kind == HOST else UNREAD
        return place + amount
    if kind == STRINGS:
        state[ELEMENTS] = amount
        return strings_end(data, place, end, amount)
    if kind == BYTES:
        most: int = program.tables[row + MOST]
        if limited == 1 and most > 0:
            amount = min(amount, most)
        state[ELEMENTS] = amount
        return place + amount * unit
    if kind == ITEMS:
        size = byte_at(data, state[ENDS + program.tables[row + SLOT]] + unit)
        return place + (amount << size) if size < 4 else UNREAD
    return tail if tail > place else UNREAD


@part
def path_end(data: Bytes, place: int, end: int) -> int:
    """The place behind the first NUL, or the end without one."""
    while place < end:
        place += 1
        if data[place - 1] == 0:
            return place
    return end


@part
def strings_end(data: Bytes, place: int, end: int, amount: int) -> int:
    """The place behind so many NULs, UNREAD when there are fewer."""
    while amount > 0:
        if place >= end:
            return UNREAD
        if data[place] == 0:
            amount -= 1
        place += 1
    return place
