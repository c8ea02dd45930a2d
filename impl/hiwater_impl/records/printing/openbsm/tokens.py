"""One token that can be read, printed by the instructions of its id."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records.printing.openbsm.operations import (
    ADDRESS_BYTES,
    DIGITS,
    ELEMENTS,
    ENDS,
    FIRST_INSTRUCTION,
    GROUPS,
    GUARD,
    HEX_BYTES,
    INSTRUCTION_SIZE,
    ITEM_LIST,
    LITERAL,
    OPERATION,
    PLACE,
    ROOM,
    SHIFT,
    SIZE,
    STARTS,
    TEXT,
    TEXT_BYTES,
    UUID,
    WORD,
    WORDS,
    Program,
)
from hiwater_impl.records.printing.openbsm.sequences import (
    put_groups,
    put_hex_bytes,
    put_host,
    put_items,
    put_literal,
    put_strings,
    put_text,
    put_uuid,
)
from hiwater_impl.records.printing.openbsm.values import Names, put_named, put_number
from hiwater_impl.records.reading import Bytes, byte_at


@part
def room_for(data: Bytes, place: int, end: int, program: Program, state: Any) -> int:
    """Bytes that the token [place, end) and what follows it and its record take up at most."""
    row = ROOM + 3 * byte_at(data, place)
    whole, each_byte, each_element = program.tables[row], program.tables[row + 1], program.tables[row + 2]
    found: int = whole + each_byte * (end - place) + each_element * state[ELEMENTS]
    return found


@part
def put_token(
    out: Bytes, place: int, data: Bytes, at: int, limited: int, program: Program, names: Names, state: Any
) -> int:
    """The token at `at`, whose slots `token_end` has left in `state`; the caller has seen to the room."""
    identity = byte_at(data, at)
    first, last = program.tables[FIRST_INSTRUCTION + identity], program.tables[FIRST_INSTRUCTION + identity + 1]
    for row in range(first, last, INSTRUCTION_SIZE):
        place = put_literal(out, place, program, row, TEXT)
        operation = program.tables[row + OPERATION]
        size = program.tables[row + SIZE]
        slot = program.tables[row + PLACE]
        field = state[ENDS + slot] + program.tables[row + SHIFT]
        if operation <= DIGITS:
            place = put_number(out, place, data, field, operation, size)
        elif operation == GUARD:
            if program.tables[WORDS + 2 * (256 * size + byte_at(data, field))] < 0:
                return place
        elif operation <= WORD and operation != LITERAL:
            place = put_named(out, place, data, field, operation, size, program, names)
        elif operation == UUID or (operation == ADDRESS_BYTES and size > 0):
            place = put_uuid(out, place, data, field) if operation == UUID else put_host(out, place, data, field, size)
        elif operation != LITERAL:
            place = put_slot(out, place, data, row, limited, program, names, state)
    return place


@part
def put_slot(
    out: Bytes, place: int, data: Bytes, row: int, limited: int, program: Program, names: Names, state: Any
) -> int:
    """The stretch of an instruction's slot."""
    operation = program.tables[row + OPERATION]
    slot = program.tables[row + PLACE]
    size = program.tables[row + SIZE]
    start, end = state[STARTS + slot], state[ENDS + slot]
    if operation == TEXT_BYTES:
        return put_text(out, place, data, start, min(end, start + size) if size > 0 else end)
    if operation == HEX_BYTES:
        return put_hex_bytes(out, place, data, start, end)
    if operation == ADDRESS_BYTES:
        return put_host(out, place, data, start, end - start)
    if operation == GROUPS:
        return put_groups(out, place, data, start, end, row, program, names.texts)
    if operation == ITEM_LIST:
        code = byte_at(data, state[ENDS] + program.tables[row + SHIFT])
        return put_items(out, place, data, start, end, code, byte_at(data, state[ENDS] + size))
    return put_strings(out, place, data, start, end, row, limited, program)
