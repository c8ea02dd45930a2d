"""The entry that cuts a trail into pieces by FRAMES.md: rows of the columns in `pieces.py`."""

from typing import Any

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records import pieces as columns
from hiwater_impl.records.layouts import FILE_DIALECTS, LAYOUT_BY_ID
from hiwater_impl.records.looks import View, file_end, header_end, known_dialect, plausible
from hiwater_impl.records.one_record import Pieces, clear, record_end
from hiwater_impl.records.pieces import (
    BODY_END,
    DAMAGE,
    DAMAGED_SKIPPED,
    DIALECT,
    END,
    FILE,
    HEADER,
    HEADER_END,
    KIND,
    SKIPPED,
    START,
    TAIL,
    TRAILER_COUNT,
)
from hiwater_impl.records.programs import SECONDS, SUBSECONDS
from hiwater_impl.records.reading import byte_at
from hiwater_impl.records.scanning import first_trusted
from hiwater_impl.records.walking import DOUBT, REGISTER, dialect_value


@part
def put_other(kind: int, place: int, end: int, dialect: int, pieces: Pieces, row: int) -> None:
    """What file tokens and skipped bytes have in common."""
    clear(pieces, row)
    pieces[row, KIND] = kind
    pieces[row, START] = place
    pieces[row, END] = end
    pieces[row, HEADER_END] = end
    pieces[row, BODY_END] = end
    pieces[row, TAIL] = end
    pieces[row, DIALECT] = dialect
    pieces[row, TRAILER_COUNT] = -1
    pieces[row, HEADER] = -1


@part
def file_piece(view: View, place: int, current: int, pieces: Pieces, row: int) -> int:
    """Fill the row with the file token at `place` and return its end; 0 when there is none."""
    end = file_end(view, place)
    if end <= 0:
        return end
    seconds, subseconds = view.scratch[REGISTER + SECONDS], view.scratch[REGISTER + SUBSECONDS]
    found = plausible(view, end, current)
    if found < 0:
        return found
    if found == 0:
        between = first_trusted(view, place + 1, end, 0, current)
        if between < end:
            return min(between, 0)
    dialect = file_dialect(view, place, end, current)
    if dialect < 0:
        return dialect
    id_ = byte_at(view.data, place)
    dialect = dialect_value(view.tables, dialect, FILE_DIALECTS + id_)
    put_other(FILE, place, end, dialect, pieces, row)
    pieces[row, HEADER] = dialect_value(view.tables, dialect, LAYOUT_BY_ID + id_)
    pieces[row, columns.SECONDS] = seconds
    pieces[row, columns.SUBSECONDS] = subseconds
    return end


@part
def file_dialect(view: View, place: int, end: int, current: int) -> int:
    """The dialect of the header behind a file token, when it has a known version; else the current one."""
    header = header_end(view, end, current)
    if header < 0:
        return header
    if header > 0 and known_dialect(view, end) >= 0:
        return known_dialect(view, end)
    return current


@part
def skipped_piece(view: View, place: int, current: int, pieces: Pieces, row: int) -> int:
    """Fill the row with skipped bytes and return their end."""
    end = first_trusted(view, place + 1, place + view.longest, 0, current)
    if end > 0:
        put_other(SKIPPED, place, end, current, pieces, row)
        pieces[row, BODY_END] = place
        pieces[row, DAMAGE] = DAMAGED_SKIPPED
    return end


@part
def piece_end(view: View, place: int, current: int, pieces: Pieces, row: int) -> int:
    """Fill the row with the piece at `place` and return its end."""
    end = record_end(view, place, current, pieces, row)
    if end == 0:
        end = file_piece(view, place, current, pieces, row)
    if end == 0:
        end = skipped_piece(view, place, current, pieces, row)
    return end


def _frame(view: View, place: int, current: int, doubt: int, pieces: Any) -> tuple[int, int, int, int, int]:
    view.scratch[DOUBT] = doubt
    row = 0
    while row < pieces.shape[0] and place < view.limit:
        end = piece_end(view, place, current, pieces, row)
        if end < 0:
            return row, place, current, view.scratch[DOUBT], -end
        if pieces[row, KIND] == columns.RECORD and pieces[row, DAMAGE] & columns.DAMAGED_VERSION == 0:
            current = pieces[row, DIALECT]
        place = end
        row += 1
    return row, place, current, view.scratch[DOUBT], 0


FRAME = Entry(_frame)
"""Cut the view from `place` on into rows of `pieces` (int64, COLUMNS wide); arguments 3 and 4 are what lives from piece
to piece: the current dialect, and the place up to which there is doubt.

Returns how many rows were filled, the place behind the last piece, dialect and doubt there, and how many bytes of the
data must be there to go on; 0 when all that was there is cut, or the rows are full.
"""
