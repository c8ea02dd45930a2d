"""Parts that print what a number is called: accounts, events, errors, permissions of access control lists."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.illumos.machine import NAME_COUNT, NAME_IDS, NAME_ROWS, VALUES, put_row
from hiwater_impl.records.printing.illumos.operations import (
    ACCOUNT,
    ACE_LETTERS,
    ACE_MASK,
    ACE_WHO,
    ACL_ID,
    EVENT,
    MODIFIER,
    RETURN_VALUE,
    WORD,
    A,
    B,
    C,
    D,
)
from hiwater_impl.records.printing.tables import last_between
from hiwater_impl.records.reading import Bytes, byte_at, with_sign
from hiwater_impl.records.writing import put_decimal, put_natural

USERS, GROUPS, EVENTS, ERRORS, FAILURES = range(5)
"""The tables of names; FAILURES has ERRORS and the messages that stand for the value of a failed return."""
TABLE_SHIFT = 32

LOW = 0xFFFFFFFF
SLASH, DASH = 47, 45
ENTRY_KINDS = 0x7040
GROUP_ENTRY = 0x0040
USER_TYPES = 0x3
LETTER_BITS = 14
FIRST_LETTER = 65


@part
def put_word(operation: int, step: int, tables: Any, blob: Bytes, state: Any, out: Bytes, to: int) -> int:
    """Carry out an instruction that prints a word for the number of a slot."""
    value = state[VALUES + tables[step + A]]
    if operation == WORD:
        return put_row(out, to, tables, blob, tables[step + B] + min(value, tables[step + C]))
    if operation == MODIFIER:
        known = (value & 3) | ((value >> 5) & 0xC) | ((value >> 10) & 0x30)
        return put_row(out, to, tables, blob, tables[step + B] + known)
    if operation == ACCOUNT:
        return put_account(tables, blob, tables[step + B], value, out, to)
    if operation <= RETURN_VALUE:
        return put_named(operation, step, tables, blob, value, state, out, to)
    if operation == ACL_ID:
        return put_acl_id(step, tables, blob, value, state[VALUES + tables[step + B]], out, to)
    return put_ace(operation, step, tables, blob, value, state, out, to)


@part
def row_of(tables: Any, table: int, number: int) -> int:
    """The row of a number of 32 bits in a table of names, or -1."""
    first, wanted = tables[NAME_IDS], (table << TABLE_SHIFT) | (number & LOW)
    found = last_between(tables, first, first + tables[NAME_COUNT], wanted)
    row: int = tables[NAME_ROWS] + found - first if found >= first and tables[found] == wanted else -1
    return row


@part
def put_account(tables: Any, blob: Bytes, table: int, value: int, out: Bytes, to: int) -> int:
    """Print the name of a user or a group, or the number with a sign."""
    row = row_of(tables, table, value)
    if row >= 0:
        return put_row(out, to, tables, blob, row)
    return put_decimal(out, to, with_sign(value & LOW, 32))


@part
def put_named(operation: int, step: int, tables: Any, blob: Bytes, value: int, state: Any, out: Bytes, to: int) -> int:
    """Print an event, an error, or the value of a return."""
    number = with_sign(value & LOW, 32)
    if operation == RETURN_VALUE and (number < 0 or state[VALUES + tables[step + A] - 1] == 0):
        return put_decimal(out, to, number)
    row = row_of(tables, EVENTS if operation == EVENT else tables[step + B], number)
    if row >= 0:
        return put_row(out, to, tables, blob, row)
    if operation == EVENT:
        return put_row(out, to, tables, blob, tables[step + B])
    to = put_row(out, to, tables, blob, tables[step + C])
    return put_decimal(out, to, number) if tables[step + D] == 1 else to


@part
def put_acl_id(step: int, tables: Any, blob: Bytes, value: int, kind: int, out: Bytes, to: int) -> int:
    """Print whom an access control list's entry is for, by the entry's type; a type is one bit."""
    raw = tables[step + C] < 0
    if kind in (1, 2, 4, 8):
        if raw:
            return put_decimal(out, to, with_sign(value & LOW, 32))
        return put_account(tables, blob, USERS if kind & USER_TYPES else GROUPS, value, out, to)
    if raw:
        return put_natural(out, to, value & LOW)
    other = 0 if kind == 0x10 else 1 if kind == 0x20 else 2
    return put_row(out, to, tables, blob, tables[step + C] + other)


@part
def put_ace(operation: int, step: int, tables: Any, blob: Bytes, value: int, state: Any, out: Bytes, to: int) -> int:
    """Print a field of an NFSv4 access control entry."""
    row = tables[step + B]
    if operation == ACE_WHO:
        is_group = state[VALUES + row] & ENTRY_KINDS == GROUP_ENTRY
        return put_account(tables, blob, GROUPS if is_group else USERS, value, out, to)
    if operation == ACE_LETTERS:
        return put_letters(tables, blob, row, value, out, to)
    if operation == ACE_MASK:
        return put_permissions(tables, blob, row, value, out, to)
    kind = entry_kind(value & ENTRY_KINDS)
    return put_row(out, to, tables, blob, row + kind) if kind >= 0 else put_natural(out, to, value)


@part
def entry_kind(flags: int) -> int:
    """0 owner, 1 owning group, 2 group, 3 everyone, 4 user; -1 for flags that say none of these."""
    if flags == 0x1000:
        return 0
    if flags == 0x2040:
        return 1
    if flags == GROUP_ENTRY:
        return 2
    if flags == 0x4000:
        return 3
    return 4 if flags == 0 else -1


@part
def permission_bit(place: int) -> int:
    """The bit of the permission that has this place among the words: nine from bit 0 on, five from bit 16 on."""
    return 1 << (place if place < 9 else place + 7)


@part
def put_permissions(tables: Any, blob: Bytes, row: int, mask: int, out: Bytes, to: int) -> int:
    """Print the words of a mask with a slash between, or the number of a mask without any."""
    first = to
    for place in range(LETTER_BITS):
        if mask & permission_bit(place):
            if to > first:
                out[to] = SLASH
                to += 1
            to = put_row(out, to, tables, blob, row + place)
    return to if to > first else put_natural(out, to, mask & LOW)


@part
def put_letters(tables: Any, blob: Bytes, row: int, mask: int, out: Bytes, to: int) -> int:
    """Print a letter or a dash for each permission; the row has pairs of a letter and its permission's place."""
    at = tables[row]
    for place in range(at, at + 2 * LETTER_BITS, 2):
        held = mask & permission_bit(byte_at(blob, place + 1) - FIRST_LETTER)
        out[to] = byte_at(blob, place) if held else DASH
        to += 1
    return to
