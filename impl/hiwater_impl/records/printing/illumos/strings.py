"""Parts that print strings: up to their NUL, as names, as paths, as hexadecimal digits, and lists of them."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.illumos.machine import (
    FULL,
    NAME_ESCAPES,
    REMAINING,
    ROOM,
    SHORT,
    SIZES,
    STARTS,
    TEXT_ESCAPES,
    put_escaped,
    put_row,
)
from hiwater_impl.records.printing.illumos.operations import HEX_BYTES, NAME, TEXT, A, B
from hiwater_impl.records.reading import Bytes, byte_at
from hiwater_impl.records.writing import put_hex_stretch

SLASH, DOT = 47, 46


@part
def nul_from(data: Bytes, start: int, end: int) -> int:
    """The place of the first NUL in [start, end), or the end."""
    while start < end and data[start] != 0:
        start += 1
    return start


@part
def put_long(operation: int, step: int, tables: Any, blob: Bytes, data: Bytes, state: Any, out: Bytes, to: int) -> int:
    """Carry out an instruction that prints the bytes of a slot; there is room for six bytes for each of them."""
    slot = tables[step + A]
    start = state[STARTS + slot]
    end = start + state[SIZES + slot]
    if operation == TEXT:
        return put_escaped(out, to, data, start, nul_from(data, start, end), tables, blob, tables[TEXT_ESCAPES])
    if operation == NAME:
        return put_escaped(out, to, data, start, max(start, end - 1), tables, blob, tables[NAME_ESCAPES])
    if operation == HEX_BYTES:
        out[to], out[to + 1] = 48, 120
        return put_hex_stretch(out, to + 2, data, start, start + state[SIZES + tables[step + B]])
    return put_path(tables, blob, data, start, nul_from(data, start, end), out, to)


@part
def put_path(tables: Any, blob: Bytes, data: Bytes, start: int, end: int, out: Bytes, first: int) -> int:
    """Print the parts of a path, a slash before each; `..` takes back what stands behind the last slash printed."""
    to = first
    while start < end:
        stop = start
        while stop < end and data[stop] != SLASH:
            stop += 1
        dots = dots_in(data, start, stop)
        if dots == 2:
            while to > first:
                to -= 1
                if out[to] == SLASH:
                    break
        elif dots < 0:
            out[to] = SLASH
            to = put_escaped(out, to + 1, data, start, stop, tables, blob, tables[TEXT_ESCAPES])
        start = stop + 1
    if to == first:
        out[to] = SLASH
        to += 1
    return to


@part
def dots_in(data: Bytes, start: int, end: int) -> int:
    """0 for an empty part, 1 for `.`, 2 for `..`, -1 for any other."""
    if end - start > 2:
        return -1
    for at in range(start, end):
        if data[at] != DOT:
            return -1
    return end - start


@part
def put_cstring(
    step: int, tables: Any, blob: Bytes, data: Bytes, at: int, end: int, state: Any, out: Bytes, to: int
) -> tuple[int, int]:
    """Print a string of a list and what stands behind it, which is printed even when its NUL is missing."""
    stop = nul_from(data, at, end)
    if to + tables[ROOM] + 6 * (stop - at) > len(out):
        return FULL, to
    to = put_escaped(out, to, data, at, stop, tables, blob, tables[TEXT_ESCAPES])
    to = put_row(out, to, tables, blob, tables[step + (A if state[REMAINING] == 1 else B)])
    return stop + 1 if byte_before(data, stop, end) == 0 else SHORT, to


@part
def byte_before(data: Bytes, at: int, end: int) -> int:
    """The byte at a place before the end, or -1."""
    return byte_at(data, at) if at < end else -1
