"""A test helper: OpenBSM's praudit as the expected files had it (UTC, root alone known by name), and records for it."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.names.events import of_system
from hiwater_impl.records.pieces import BODY_END, COLUMNS, END, FILE, KIND, START, TAIL
from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm.operations import DONE, NO_ROOM
from hiwater_impl.records.printing.openbsm.printer import Printer
from hiwater_impl.records.printing.times import UTC, Zone

FORMS = {
    "praudit.txt": Form(),
    "praudit-l.txt": Form(line=True),
    "praudit-s.txt": Form(short=True),
    "praudit-r.txt": Form(raw=True),
    "praudit.xml": Form(xml=True),
    "praudit-xr.xml": Form(xml=True, raw=True),
}
"""The forms of the expected files, by the ends of their names."""

CANARY = 0xA5
ROOT = {0: b"root"}


class Printed(NamedTuple):
    """What was printed without prolog and epilog, how far the printer came, its last status, why praudit stopped."""

    text: bytes
    place: int
    status: int
    reason: tuple[str, int]
    unreadable: int


def new_printer(form: Form, zone: Zone = UTC) -> Printer:
    """A printer with OpenBSM's tables, root alone and this time zone."""
    return Printer(form, of_system("openbsm").events, error_texts("openbsm"), ROOT, ROOT, zone)


@cache
def printer(form: Form) -> Printer:
    """The one for UTC."""
    return new_printer(form)


def array(data: bytes) -> Any:
    """A read-only array."""
    return np.frombuffer(data, np.uint8)


def printed(made: Printer, data: bytes, *, compiled: bool = False, room: int = 4096, final: bool = True) -> Printed:
    """The records of a trail by their byte counts; `room` is how much is printed at once, more when one needs more.

    The bytes behind the room are a canary, which must live.
    """
    state, text, place, status = made.state(), b"", 0, NO_ROOM
    whole = array(data)
    while status == NO_ROOM:
        out = np.full(room + 64, CANARY, np.uint8)
        before = place
        place, end, status = made.print_stretch(whole, place, len(data), final, state, out[:room], compiled)
        assert (out[room:] == CANARY).all(), "written behind the end of out"
        text += bytes(out[:end])
        room *= 2 if place == before else 1
    return Printed(text, place, status, made.reason(state), made.unreadable(state))


def printed_pieces(
    made: Printer, data: bytes, rows: list[list[int]], *, compiled: bool = False, room: int = 4096
) -> bytes:
    """The pieces of a trail, in the same way."""
    pieces = np.array(rows, np.int64).reshape(-1, COLUMNS)
    text, first, status = b"", 0, NO_ROOM
    while status == NO_ROOM:
        out = np.full(room + 64, CANARY, np.uint8)
        before = first
        first, end, status = made.print_pieces(
            array(data), pieces, first, len(rows), made.state(), out[:room], compiled
        )
        assert (out[room:] == CANARY).all(), "written behind the end of out"
        text += bytes(out[:end])
        room *= 2 if first == before else 1
    assert (first, status) == (len(rows), DONE)
    return text


def piece(kind: int, start: int, end: int, body_end: int | None = None, tail: int | None = None) -> list[int]:
    """A row of pieces with the columns that a printer looks at."""
    row = [0] * COLUMNS
    row[KIND], row[START], row[END] = kind, start, end
    row[BODY_END] = end if body_end is None else body_end
    row[TAIL] = end if tail is None else tail
    return row


def record(body: bytes, *, identity: int = 0x14, fields: bytes | None = None, trailer: bool = True) -> bytes:
    """A record with right counts; `fields` are the header's between the byte count and its end."""
    rest = bytes.fromhex("0b 0017 0000 00000005 00000006") if fields is None else fields
    length = 5 + len(rest) + len(body) + 7 * trailer
    count = length.to_bytes(4, "big")
    return bytes([identity]) + count + rest + body + (b"\x13\xb1\x05" + count if trailer else b"")


def token_text(form: Form, token: bytes) -> bytes:
    """One token alone, without what follows it."""
    return printed_pieces(printer(form), token, [piece(FILE, 0, len(token))]).removesuffix(b"\n")
