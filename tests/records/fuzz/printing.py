"""Checks of the printers: whatever the pieces, none writes beyond its array, and our own forms give the bytes again.

Not good for what a praudit prints being right: that is held by expected files. The form is drawn by the input.
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np

from hiwater_impl.compiled import Entry
from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.encoding.markup import encoded_markup
from hiwater_impl.records.encoding.text import encoded_text
from hiwater_impl.records.names.errors import error_texts
from hiwater_impl.records.names.events import of_system
from hiwater_impl.records.printing.form import Form as OpenbsmForm
from hiwater_impl.records.printing.illumos.forms import Form as IllumosForm
from hiwater_impl.records.printing.illumos.printer import Printer as IllumosPrinter
from hiwater_impl.records.printing.openbsm.printer import Printer as OpenbsmPrinter
from hiwater_impl.records.printing.own import printer as own
from hiwater_impl.records.printing.own.names import Names
from hiwater_impl.records.printing.own.stretch import PUT_PIECES
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from tests.records.fuzz.failed import Failed, hold
from tests.records.fuzz.inputs import Input

NO_ROOM = 2
"""The status of both praudit printers when `out` is full."""

CANARY, CANARY_BYTES = 0xA5, 64

MOST_ROOM = 1 << 24
"""Bytes for which a printer may ask for one piece."""

_OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"line": True},
    {"short": True},
    {"raw": True, "delimiter": b"<&>"},
    {"xml": True},
    {"xml": True, "raw": True, "line": True},
)
_ACCOUNTS = {0: b"root", 101: b'<"&\xff>'}

FORMS = len(_OPTIONS)
"""Forms of each praudit."""


class Guarded(Entry):
    """An entry whose last argument is the array to write to: it gets a larger one, and what lies behind must live."""

    def compiled(self, *arguments: Any) -> Any:
        """Run it as machine code. Raises Failed."""
        *others, out = arguments
        larger = _with_canary(len(out))
        answer = super().compiled(*others, larger[: len(out)])
        _hold_canary(larger, len(out), "own printer")
        out[:] = larger[: len(out)]
        return answer


def guard_own_printer() -> None:
    """From now on in this process our own printer writes to guarded arrays alone."""
    vars(own)["PUT_PIECES"] = Guarded(PUT_PIECES.function)


def _with_canary(room: int) -> Any:
    larger = np.empty(room + CANARY_BYTES, np.uint8)
    larger[room:] = CANARY
    return larger


def _hold_canary(larger: Any, room: int, who: str) -> None:
    hold(bool((larger[room:] == CANARY).all()), who, f"it wrote behind the end of {room} bytes")


@cache
def praudits(number: int) -> tuple[IllumosPrinter, OpenbsmPrinter]:
    """Both praudits in a form."""
    options = _OPTIONS[number]
    names = _ACCOUNTS, _ACCOUNTS
    return (
        IllumosPrinter(IllumosForm(**options), of_system("illumos").events, error_texts("illumos"), *names),
        OpenbsmPrinter(OpenbsmForm(**options), of_system("openbsm").events, error_texts("openbsm"), *names),
    )


@cache
def own_printer(style: int, *, line: bool, offsets: bool, named: bool) -> own.OwnPrinter:
    """One of our own forms, with some names or with none."""
    names = {"illumos": {23: b"exec"}, "openbsm": {23: b'"<\xffexec'}}
    known = Names(_ACCOUNTS, _ACCOUNTS, names, {"illumos": {2: b"no file"}}) if named else Names()
    return own.OwnPrinter(style, line, offsets, known)


def check_praudits(one: Input, rows: Any) -> None:
    """Every piece is printed, into however small an array, the same as into a large one; the stream likewise."""
    data = np.frombuffer(one.data, np.uint8)
    large = 64 * len(data) + 65_536
    middle = one.choice % (len(data) + 1)
    for made in praudits(one.choice % FORMS):
        who = made.__class__.__module__.split(".")[-2]
        hold(
            pieces_printed(made, data, rows, one.room) == pieces_printed(made, data, rows, large),
            f"{who} pieces",
            "another text in small arrays",
        )
        hold(
            stream_printed(made, data, [middle], one.room) == stream_printed(made, data, [], large),
            f"{who} stream",
            f"another text in small arrays, cut at {middle}",
        )


def pieces_printed(made: IllumosPrinter | OpenbsmPrinter, data: Any, rows: Any, room: int) -> bytes:
    """All pieces; Failed when the printer does harm or does not come on."""
    state, text, first = made.state(), b"", 0
    while first < len(rows):
        out = _with_canary(room)
        reached, end, status = made.print_pieces(data, rows, first, len(rows), state, out[:room], compiled=True)
        text += _written(made, out, room, end)
        hold(first <= reached and (reached == len(rows) or status == NO_ROOM), _name(made), f"{status} at {reached}")
        room = _more_room(made, room) if reached == first else room
        first = reached
    return text


def stream_printed(made: IllumosPrinter | OpenbsmPrinter, data: Any, cuts: list[int], room: int) -> bytes:
    """The bytes as praudit reads them, handed over up to each cut, then to the end."""
    state, text, place = made.state(), b"", 0
    for upto in [*cuts, len(data)]:
        final, status = upto == len(data), NO_ROOM
        while status == NO_ROOM:
            out = _with_canary(room)
            reached, end, status = made.print_stretch(
                data, place, max(place, upto), final, state, out[:room], compiled=True
            )
            text += _written(made, out, room, end)
            hold(place <= reached <= len(data), _name(made), f"it came from {place} to {reached}")
            room = _more_room(made, room) if reached == place and status == NO_ROOM else room
            place = reached
        if made.reason(state)[0]:
            break
    return text


def _name(made: IllumosPrinter | OpenbsmPrinter) -> str:
    return made.__class__.__module__.split(".")[-2] + " printer"


def _written(made: IllumosPrinter | OpenbsmPrinter, out: Any, room: int, end: int) -> bytes:
    _hold_canary(out, room, _name(made))
    hold(0 <= end <= room, _name(made), f"{end} bytes written to {room}")
    written: bytes = out[:end].tobytes()
    return written


def _more_room(made: IllumosPrinter | OpenbsmPrinter, room: int) -> int:
    hold(room < MOST_ROOM, _name(made), f"{room} bytes are not enough for one piece")
    return 4 * room


def check_own(one: Input, rows: Any) -> None:
    """Each of our forms is read again, and gives the bytes of the input."""
    line, offsets, named = (bool(one.choice >> bit & 1) for bit in range(8, 11))
    for style, encoded in ((JSON, encoded_lines), (TEXT, encoded_text), (XML, encoded_markup)):
        made = own_printer(style, line=line and style == TEXT, offsets=offsets, named=named)
        data = np.frombuffer(one.data, np.uint8)
        text = b"".join([made.prolog, *made.printed(data, rows, 0, compiled=True), made.epilog])
        lines: Iterable[bytes] = BytesIO(text)
        kind = ("json", "xml", "text")[style]
        try:
            again = b"".join(encoded(lines))
        except ValueError as error:
            raise Failed(kind, f"it cannot be read again: {error}") from error
        hold(again == one.data, kind, "read again, it gives other bytes")
