"""Parts that find the end of one record and fill its row: the numbered rules of FRAMES.md and its table of damage."""

from typing import Any

from hiwater_impl.compiled import part
from hiwater_impl.records import pieces as columns
from hiwater_impl.records.layouts import ALTERNATIVE_LAYOUTS, LAYOUT_BY_ID, PLACE, RECORD_END, TRAILER_BYTES
from hiwater_impl.records.looks import View, header_end, is_closed, is_sized, known_dialect, plausible, trusted
from hiwater_impl.records.pieces import (
    ALTERNATIVES,
    BODY_END,
    COLUMNS,
    CUT,
    DAMAGE,
    DAMAGED_BYTE_COUNT,
    DAMAGED_CUT,
    DAMAGED_FAULT,
    DAMAGED_TRAILER_COUNT,
    DAMAGED_VERSION,
    DIALECT,
    END,
    HEADER,
    HEADER_END,
    KIND,
    RECORD,
    START,
    TAIL,
    TRAILER_COUNT,
)
from hiwater_impl.records.programs import BYTE_COUNT, EVENT, MODIFIER, SECONDS, SUBSECONDS, VERSION
from hiwater_impl.records.reading import byte_at, u32_at
from hiwater_impl.records.scanning import first_trusted, next_end
from hiwater_impl.records.walking import (
    DOUBT,
    EARLY_TRAILER,
    FAULT,
    FAULT_NUMBER,
    LAST_TOKEN,
    NESTED,
    REGISTER,
    dialect_value,
    layout_value,
    walk,
)

Pieces = Any
"""The rows that are filled."""


@part
def record_end(view: View, place: int, current: int, pieces: Pieces, row: int) -> int:
    """Fill the row with the record at `place` and return its end; 0 when there is none."""
    header = header_end(view, place, current)
    if header <= 0:
        return header
    known = known_dialect(view, place)
    sized = is_sized(view, place, header)
    claimed = place + view.scratch[REGISTER + BYTE_COUNT]
    put_header(view, place, header, current if known < 0 else known, pieces, row)
    stands = standing(view, place, header, claimed, sized, known)
    if stands <= 0:
        return stands
    end = decided_end(view, place, header, claimed, sized, pieces, row)
    if end > 0:
        if pieces[row, END] != end or pieces[row, columns.FAULT] != 0:
            walk_record(view, header, end, pieces, row)
        put_tail(view, place, header, end, pieces, row)
        put_damage(view, place, claimed, sized, end, known, pieces, row)
    return end


@part
def standing(view: View, place: int, header: int, claimed: int, sized: bool, known: int) -> int:
    """Whether the header at `place` is one of a record that stands there."""
    if sized:
        if claimed > view.limit and not view.final:
            return -claimed
        if claimed <= view.limit and is_closed(view, place, header, claimed):
            return 1
    if known < 0:
        return 0
    if sized and claimed <= view.limit:
        follows = plausible(view, claimed, known)
        if follows != 0:
            return follows
    inside = first_trusted(view, place + 1, header, 0, known)
    return 1 if inside == header else min(inside, 0)


@part
def clear(pieces: Pieces, row: int) -> None:
    """Make all columns 0."""
    for column in range(COLUMNS):
        pieces[row, column] = 0


@part
def put_header(view: View, place: int, header: int, dialect: int, pieces: Pieces, row: int) -> None:
    """What the header tells; its fields are in the registers."""
    clear(pieces, row)
    registers = view.scratch
    pieces[row, KIND] = RECORD
    pieces[row, START] = place
    pieces[row, HEADER_END] = header
    pieces[row, DIALECT] = dialect
    pieces[row, HEADER] = dialect_value(view.tables, dialect, LAYOUT_BY_ID + byte_at(view.data, place))
    pieces[row, columns.BYTE_COUNT] = registers[REGISTER + BYTE_COUNT]
    pieces[row, columns.VERSION] = registers[REGISTER + VERSION]
    pieces[row, columns.EVENT] = registers[REGISTER + EVENT]
    pieces[row, columns.MODIFIER] = registers[REGISTER + MODIFIER]
    pieces[row, columns.SECONDS] = registers[REGISTER + SECONDS]
    pieces[row, columns.SUBSECONDS] = registers[REGISTER + SUBSECONDS]


@part
def decided_end(view: View, place: int, header: int, claimed: int, sized: bool, pieces: Pieces, row: int) -> int:
    """The end of the record, by the rules 1 to 7. When it was walked over, the row tells how, and up to which END."""
    dialect = pieces[row, DIALECT]
    if not sized or claimed > view.limit:
        return next_end(view, place, header, dialect)[0]
    if is_closed(view, place, header, claimed):
        return claimed
    believed = plausible(view, claimed, dialect)
    if believed < 0:
        return believed
    if believed == 0 and place < view.scratch[DOUBT]:
        return doubted(view, next_end(view, place, header, dialect)[0], claimed)
    put_walk(view, header, claimed, 0, pieces, row)
    if pieces[row, columns.FAULT] != 0:
        inner = inner_end(view, place, dialect, pieces, row)
        if inner != 0:
            return inner
        if believed == 0:
            walk_record(view, header, claimed, pieces, row)
    if believed > 0:
        return claimed
    if pieces[row, columns.FAULT] == 0:
        return clean_end(view, place, header, claimed, dialect)
    return doubted(view, next_end(view, place, header, dialect)[0], claimed)


@part
def doubted(view: View, end: int, claimed: int) -> int:
    """The end, if it is known, of a record that puts in doubt what stands before its claimed end."""
    if end > 0:
        view.scratch[DOUBT] = max(view.scratch[DOUBT], claimed)
    return end


@part
def inner_end(view: View, place: int, dialect: int, pieces: Pieces, row: int) -> int:
    """The end that a walk by the dialect's table found before the claimed one: rules 4 and 5."""
    at: int = pieces[row, BODY_END]
    reason = pieces[row, columns.FAULT]
    if reason == EARLY_TRAILER and pieces[row, columns.FAULT_NUMBER] == at + TRAILER_BYTES - place:
        return at + TRAILER_BYTES
    if reason == NESTED:
        return min(trusted(view, at, dialect), at)
    return 0


@part
def clean_end(view: View, place: int, header: int, claimed: int, dialect: int) -> int:
    """The end of a record that walks clean to where it claims to end, where nothing confirms it: rule 2."""
    overlapping = first_trusted(view, header, claimed, claimed, dialect)
    if overlapping < claimed:
        return doubted(view, overlapping, claimed)
    end, by_trailer = next_end(view, place, claimed, dialect)
    return end if by_trailer or end < 0 else claimed


@part
def walk_record(view: View, header: int, end: int, pieces: Pieces, row: int) -> None:
    """Walk from the header to `end`, with alternatives when the table does not lead there; the row tells how."""
    put_walk(view, header, end, 0, pieces, row)
    if pieces[row, columns.FAULT] == 0:
        return
    dialect = pieces[row, DIALECT]
    count = 0
    while dialect_value(view.tables, dialect, ALTERNATIVE_LAYOUTS + count) >= 0:
        count += 1
    number = 0
    while number <= count and count > 0:
        chosen = (1 << number) if number < count else (1 << count) - 1
        if walk(view.data, header, end, dialect, chosen, view.tables, view.scratch) == end:
            put_walk(view, header, end, chosen, pieces, row)
            return
        number += 1


@part
def put_walk(view: View, header: int, end: int, chosen: int, pieces: Pieces, row: int) -> None:
    """Walk with these alternatives, and note how far it came."""
    scratch = view.scratch
    pieces[row, BODY_END] = walk(view.data, header, end, pieces[row, DIALECT], chosen, view.tables, scratch)
    pieces[row, END] = end
    pieces[row, ALTERNATIVES] = chosen
    pieces[row, columns.FAULT] = scratch[FAULT]
    pieces[row, columns.FAULT_NUMBER] = scratch[FAULT_NUMBER]
    pieces[row, TAIL] = scratch[LAST_TOKEN]


@part
def put_tail(view: View, place: int, header: int, end: int, pieces: Pieces, row: int) -> None:
    """The trailer: one that survives a fault, or the last token of a clean walk (its place is in TAIL until now)."""
    last = pieces[row, TAIL]
    pieces[row, TAIL] = end
    pieces[row, TRAILER_COUNT] = -1
    if pieces[row, columns.FAULT] != 0:
        if pieces[row, BODY_END] <= end - TRAILER_BYTES and is_closed(view, place, header, end):
            pieces[row, TAIL] = end - TRAILER_BYTES
            pieces[row, TRAILER_COUNT] = end - place
    elif last >= 0:
        layout = dialect_value(view.tables, pieces[row, DIALECT], LAYOUT_BY_ID + byte_at(view.data, last))
        if layout >= 0 and layout_value(view.tables, layout, PLACE) == RECORD_END:
            pieces[row, TRAILER_COUNT] = u32_at(view.data, last + 3)


@part
def put_damage(
    view: View, place: int, claimed: int, sized: bool, end: int, known: int, pieces: Pieces, row: int
) -> None:
    """The damage of the record, all but the numbers that other columns have."""
    damage = 0
    if known < 0:
        damage += DAMAGED_VERSION
    if end != claimed:
        if sized and claimed > view.limit and end == view.limit:
            damage += DAMAGED_CUT
            pieces[row, CUT] = claimed - end
        else:
            damage += DAMAGED_BYTE_COUNT
    if pieces[row, columns.FAULT] != 0:
        damage += DAMAGED_FAULT
    if pieces[row, TRAILER_COUNT] >= 0 and pieces[row, TRAILER_COUNT] != end - place:
        damage += DAMAGED_TRAILER_COUNT
    pieces[row, DAMAGE] = damage
