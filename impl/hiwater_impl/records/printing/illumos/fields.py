"""Parts that read a token's fields into slots and follow a program's jumps. Places come back, or SHORT or BAD."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.illumos.machine import (
    BAD,
    COUNT,
    OPEN,
    REMAINING,
    SHORT,
    SIZES,
    START,
    STARTS,
    VALUES,
)
from hiwater_impl.records.printing.illumos.operations import (
    AGAIN,
    BEGIN,
    CHECK,
    COLUMNS,
    FILE_LENGTH,
    READ,
    READ_STRING,
    RECORD_LENGTH,
    REPEAT,
    A,
    B,
    C,
    D,
)
from hiwater_impl.records.reading import Bytes, byte_at, i64_at, u16_at, u32_at, with_sign


@part
def number_at(data: Bytes, at: int, size: int, signed: int) -> int:
    """The number in 1, 2, 4 or 8 bytes (of 8 always with a sign); 0 for any other size."""
    value = 0
    if size == 4:
        value = u32_at(data, at)
    elif size == 1:
        value = byte_at(data, at)
    elif size == 2:
        value = u16_at(data, at)
    elif size == 8:
        return i64_at(data, at)
    return with_sign(value, 8 * size) if signed and size <= 4 and size > 0 else value


@part
def read_field(operation: int, tables: Any, step: int, data: Bytes, at: int, end: int, state: Any) -> int:
    """Carry out an instruction that reads: the place behind what it took, at most `end`."""
    if operation == CHECK:
        value = state[VALUES + tables[step + A]]
        return at if value == tables[step + B] or value == tables[step + C] else BAD
    slot = tables[step + A]
    if operation == READ:
        size, signed = tables[step + B], tables[step + C]
        if size > end - at:
            return SHORT
        state[VALUES + slot] = number_at(data, at, size, signed)
    else:
        if operation == READ_STRING:
            if end - at < 2:
                return SHORT
            size = number_at(data, at, 2, tables[step + C])
            at += 2
        else:
            size = state[VALUES + tables[step + B]] * tables[step + C]
        if size < 0:
            return BAD
        if size > end - at:
            return SHORT
        state[VALUES + slot] = size
    state[STARTS + slot] = at
    state[SIZES + slot] = size
    behind: int = at + size
    return behind


@part
def next_step(operation: int, tables: Any, step: int, at: int, state: Any) -> int:
    """Carry out an instruction that keeps account or jumps: the step after it."""
    if operation == REPEAT:
        return after_repeat(tables, step, state)
    if operation == AGAIN:
        state[REMAINING] -= 1
        back: int = tables[step + A] if state[REMAINING] > 0 else -COLUMNS - tables[step + B]
        return step - back
    if operation == BEGIN:
        state[START] = at - 1
        state[OPEN] = 1 if tables[step + A] == 0 else 0
        if tables[step + A] > 0:
            state[COUNT] = tables[step + A]
    elif operation == RECORD_LENGTH:
        state[COUNT] = state[VALUES + tables[step + A]]
    elif operation == FILE_LENGTH:
        state[COUNT] += state[VALUES + tables[step + A]]
    elif state[VALUES + tables[step + A]] == 0:
        step += tables[step + B]
    return step + COLUMNS


@part
def after_repeat(tables: Any, step: int, state: Any) -> int:
    """Begin a list: the step of its first element, or the one for a list without any."""
    count = tables[step + B] if tables[step + A] < 0 else state[VALUES + tables[step + A]]
    if count < 0:
        count = tables[step + C]
    state[REMAINING] = count
    step += COLUMNS if count > 0 else COLUMNS + tables[step + D]
    return step
