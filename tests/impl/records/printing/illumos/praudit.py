"""A test helper: illumos praudit as the expected files had it (UTC, root alone known by name), and records for it."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.names.events import of_system
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.printer import Printer
from hiwater_impl.records.printing.illumos.stretch import DONE, NO_ROOM, STOPPED
from hiwater_impl.records.printing.times import UTC, Zone

FORMS = {
    ".txt": Form(),
    "-l.txt": Form(line=True),
    "-s.txt": Form(short=True),
    "-r.txt": Form(raw=True),
    ".xml": Form(xml=True),
    "-xr.xml": Form(xml=True, raw=True),
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
    unknown_ids: int


def new_printer(form: Form, zone: Zone = UTC, errors: str = "glibc") -> Printer:
    """A printer with the tables of illumos, root alone, this time zone and these error texts."""
    return Printer(form, of_system("illumos").events, error_texts(errors), ROOT, ROOT, zone)


@cache
def printer(form: Form) -> Printer:
    """The one for UTC."""
    return new_printer(form)


def array(data: bytes) -> Any:
    """A read-only array."""
    return np.frombuffer(data, np.uint8)


def printed(made: Printer, data: bytes, *, compiled: bool = False, room: int = 50_000, final: bool = True) -> Printed:
    """A trail as praudit reads it; `room` is how much is printed at once, more when one token needs more.

    The bytes behind the room are a canary, which must live.
    """
    state, text, place, status = made.state(), b"", 0, NO_ROOM
    while status == NO_ROOM:
        out = np.full(room + 64, CANARY, np.uint8)
        before = place
        place, end, status = made.print_stretch(array(data), place, len(data), final, state, out[:room], compiled)
        assert (out[room:] == CANARY).all(), "written behind the end of out"
        text += bytes(out[:end])
        room *= 2 if place == before else 1
    return Printed(text, place, status, made.reason(state), made.unknown_ids(state))


def document(made: Printer, data: bytes, *, compiled: bool = False) -> bytes:
    """A whole output with what stands before and behind the records."""
    state = made.state()
    out = np.zeros(20 * len(data) + 100_000, np.uint8)
    _, end, status = made.print_stretch(array(data), 0, len(data), True, state, out, compiled)
    assert status in (DONE, STOPPED)
    return made.prolog + bytes(out[:end]) + made.epilog(state)


def printed_pieces(
    made: Printer, data: bytes, pieces: Any, *, state: Any = None, compiled: bool = False, room: int = 50_000
) -> bytes:
    """The pieces of a trail, in the same way; behind others with the state that those left."""
    text, first, status = b"", 0, NO_ROOM
    state = made.state() if state is None else state
    while status == NO_ROOM:
        out = np.full(room + 64, CANARY, np.uint8)
        before = first
        first, end, status = made.print_pieces(array(data), pieces, first, len(pieces), state, out[:room], compiled)
        assert (out[room:] == CANARY).all(), "written behind the end of out"
        text += bytes(out[:end])
        room *= 2 if first == before else 1
    assert (first, status) == (len(pieces), DONE)
    return text


def record(body: bytes, *, count: int = -1, trailer: bool = True) -> bytes:
    """A record of event 8 at second 5 with these tokens; its byte count is the right one when it is negative."""
    length = 18 + len(body) + 7 * trailer
    claimed = (length if count < 0 else count).to_bytes(4, "big")
    rest = bytes.fromhex("02 0008 0000 00000005 00000000")
    return b"\x14" + claimed + rest + body + (b"\x13\xb1\x05" + claimed if trailer else b"")


HEADER_TEXT = b"header,%d,2,chdir(2),,1970-01-01 00:00:05.000 +00:00"


def string(text: bytes) -> bytes:
    """A string with its length before it and its NUL behind it."""
    return (len(text) + 1).to_bytes(2, "big") + text + b"\0"


def arbitrary(how: int, unit: int, items: bytes, count: int) -> bytes:
    """A token of arbitrary data."""
    return bytes([0x21, how, unit, count]) + items


def token_text(form: Form, token: bytes) -> bytes:
    """What one token prints that stands in a record, before the trailer."""
    whole, bare = (printed(printer(form), record(body)).text for body in (token, b""))
    trailer = b"\n" if form.xml else (b"19" if form.raw else b"trailer") + form.delimiter
    return whole[bare.rindex(trailer) : whole.rindex(trailer)]
