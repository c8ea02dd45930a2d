"""Parts that walk over tokens by the programs of `programs.py`: where a token ends, and why it cannot be had.

Nothing here reads at or beyond `end`. What a walk learns besides the place where it stopped stands in `scratch`, an
array of int64: the fault, its number, the last token, and the registers of the token read last.
"""

from hiwater_impl.compiled import part
from hiwater_impl.records.layouts import (
    ALTERNATIVE_LAYOUTS,
    DIALECT_ROW,
    DIALECTS,
    FIRST_STEP,
    ID,
    LAYOUT_BY_ID,
    LAYOUT_ROW,
    LAYOUTS,
    PLACE,
    RECORD_END,
    RECORD_START,
    VALUES,
    Tables,
)
from hiwater_impl.records.programs import (
    CHOICE,
    CSTRING,
    JUMP,
    NUMBER,
    REGISTERS,
    SKIP,
    STEP,
    STOP,
    STRING,
    STRINGS,
    TAKE,
)
from hiwater_impl.records.reading import Bytes, byte_at, i64_at, u16_at, u32_at, with_sign

FAULT, FAULT_NUMBER, LAST_TOKEN, DOUBT, REGISTER = range(5)
"""Places in `scratch`: a place in `pieces.FAULTS`, its number, the place of the last token of a walk, the place up to
which there is doubt (of `one_record.py`), the first register."""

SCRATCH = REGISTER + REGISTERS
"""Length of `scratch`."""

UNKNOWN_ID, TRUNCATED, VALUE, NEGATIVE, NO_NUL, NO_CASE, NESTED, EARLY_TRAILER = range(1, 9)
"""The faults, in the order of `pieces.FAULTS`."""


@part
def layout_value(tables: Tables, layout: int, column: int) -> int:
    """A column of the row of a layout."""
    found: int = tables[tables[LAYOUTS] + LAYOUT_ROW * layout + column]
    return found


@part
def dialect_value(tables: Tables, dialect: int, column: int) -> int:
    """A column of the row of a dialect."""
    found: int = tables[DIALECTS + DIALECT_ROW * dialect + column]
    return found


@part
def fault(scratch: Bytes, reason: int, number: int) -> int:
    """Note a fault; returns -1."""
    scratch[FAULT] = reason
    scratch[FAULT_NUMBER] = number
    return -1


@part
def token_end(data: Bytes, place: int, end: int, layout: int, tables: Tables, scratch: Bytes) -> int:
    """The place behind the token whose id is at `place`, read by this layout; -1 when there is a fault."""
    step = layout_value(tables, layout, FIRST_STEP)
    place += 1
    while place >= 0:
        operation = tables[step]
        if operation == SKIP:
            if place + tables[step + 1] > end:
                return fault(scratch, TRUNCATED, missing(tables[step + 2], end - place))
            place += tables[step + 1]
        elif operation == STRING:
            place = string_end(data, place, end, scratch)
        elif operation == STOP:
            break
        elif operation == NUMBER:
            place = number_end(data, place, end, step, tables, scratch)
        elif operation in (CHOICE, JUMP):
            step = next_step(step, tables, scratch)
            if step < 0:
                return -1
            continue
        else:
            place = stretch_end(data, place, end, step, tables, scratch)
        step += STEP
    return place


@part
def missing(ends: int, available: int) -> int:
    """How many bytes the first field lacks that does not fit: bit n - 1 of `ends` says that a field ends behind n."""
    wanted = available + 1
    while (ends >> (wanted - 1)) & 1 == 0:
        wanted += 1
    return wanted - available


@part
def number_at(data: Bytes, place: int, width: int, signed: int) -> int:
    """A number of 1, 2, 4 or 8 bytes; one of 8 is taken with a sign always."""
    if width == 8:
        return i64_at(data, place)
    if width == 4:
        value = u32_at(data, place)
    elif width == 2:
        value = u16_at(data, place)
    else:
        value = byte_at(data, place)
    return with_sign(value, 8 * width) if signed else value


@part
def number_end(data: Bytes, place: int, end: int, step: int, tables: Tables, scratch: Bytes) -> int:
    """Behind a number, which is checked and kept."""
    width: int = tables[step + 1]
    if place + width > end:
        return fault(scratch, TRUNCATED, place + width - end)
    value = number_at(data, place, width, tables[step + 2])
    if tables[step + 5] > 0:
        at = tables[VALUES] + tables[step + 4]
        last = at + tables[step + 5]
        while at < last and tables[at] != value:
            at += 1
        if at == last:
            return fault(scratch, VALUE, value)
    if tables[step + 3] >= 0:
        scratch[REGISTER + tables[step + 3]] = value
    return place + width


@part
def next_step(step: int, tables: Tables, scratch: Bytes) -> int:
    """The step that a jump or a choice leads to; -1 when a choice has no case for its value."""
    found: int = tables[step + 1]
    if tables[step] == JUMP:
        return found
    value = scratch[REGISTER + found]
    found = tables[step + 4]
    first = tables[VALUES] + tables[step + 2]
    for at in range(first, first + 2 * tables[step + 3], 2):
        if tables[at] == value:
            found = tables[at + 1]
    return fault(scratch, NO_CASE, value) if found < 0 else found


@part
def stretch_end(data: Bytes, place: int, end: int, step: int, tables: Tables, scratch: Bytes) -> int:
    """Behind bytes that end with NUL, or behind so many elements as a register or the layout says."""
    operation = tables[step]
    if operation == CSTRING:
        return cstring_end(data, place, end, tables[step + 1], scratch)
    amount = tables[step + 2]
    if tables[step + 1] >= 0:
        amount *= scratch[REGISTER + tables[step + 1]]
    if amount < 0:
        return fault(scratch, NEGATIVE, amount)
    if operation == TAKE:
        place += amount * tables[step + 3]
        return place if place <= end else fault(scratch, TRUNCATED, place - end)
    while amount > 0 and place >= 0:
        if operation == STRINGS:
            place = string_end(data, place, end, scratch)
        else:
            place = cstring_end(data, place, end, tables[step + 3], scratch)
        amount -= 1
    return place


@part
def string_end(data: Bytes, place: int, end: int, scratch: Bytes) -> int:
    """Behind a length of two bytes and so many bytes."""
    if place + 2 > end:
        return fault(scratch, TRUNCATED, place + 2 - end)
    place += 2 + u16_at(data, place)
    return place if place <= end else fault(scratch, TRUNCATED, place - end)


@part
def cstring_end(data: Bytes, place: int, end: int, longest: int, scratch: Bytes) -> int:
    """Behind the next NUL, which is looked for in so many bytes; in all when that is 0."""
    last = end
    if longest > 0 and place + longest < end:
        last = place + longest
    for at in range(place, last):
        if data[at] == 0:
            return at + 1
    return fault(scratch, NO_NUL, last - place)


@part
def chosen_layout(id_: int, dialect: int, chosen: int, tables: Tables) -> int:
    """The layout for an id, when the alternatives whose bits are in `chosen` stand in place of the table's."""
    layout = dialect_value(tables, dialect, LAYOUT_BY_ID + id_)
    number = 0
    while chosen >> number:
        if (chosen >> number) & 1:
            alternative = dialect_value(tables, dialect, ALTERNATIVE_LAYOUTS + number)
            if layout_value(tables, alternative, ID) == id_:
                layout = alternative
        number += 1
    return layout


@part
def walk(data: Bytes, place: int, end: int, dialect: int, chosen: int, tables: Tables, scratch: Bytes) -> int:
    """Token after token to `end`, which it returns when the walk is clean; else the place of the id at fault.

    `chosen` has a bit for each alternative layout that stands in place of the table's. The place of the last token that
    can be had is kept in `scratch`, -1 when there is none.
    """
    scratch[FAULT] = 0
    scratch[FAULT_NUMBER] = 0
    scratch[LAST_TOKEN] = -1
    while place < end:
        id_ = byte_at(data, place)
        layout = chosen_layout(id_, dialect, chosen, tables)
        if layout < 0:
            fault(scratch, UNKNOWN_ID, id_)
            break
        stands = layout_value(tables, layout, PLACE)
        if stands == RECORD_START:
            fault(scratch, NESTED, id_)
            break
        after = token_end(data, place, end, layout, tables, scratch)
        if after >= 0 and after < end and stands == RECORD_END:
            after = fault(scratch, EARLY_TRAILER, u32_at(data, place + 3))
        if after < 0:
            break
        scratch[LAST_TOKEN] = place
        place = after
    return place
