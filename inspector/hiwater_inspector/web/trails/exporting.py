"""What leaves a trail: the chosen records in a form, streamed; some bytes in a form to be pasted."""

import time
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.forms import Form, OwnForm, WritersForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.decoding.pipeline import printed
from hiwater_impl.records.decoding.report import Report
from hiwater_impl.records.pieces import END, START
from hiwater_impl.records.printing.form import Form as PrauditForm
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from hiwater_impl.records.selection.binding import Selector
from hiwater_inspector.web.trails.trail import Trail

FORMS: Final = ("praudit", "json", "xml", "text", "bsm")
ENDINGS: Final = {"praudit": "txt", "json": "json", "xml": "xml", "text": "txt", "bsm": "bsm"}
FIND_SECONDS: Final = 2.0
"""A search for bytes is cut short after so long."""
_STEP: Final = 1 << 20
_STYLES: Final = {"json": JSON, "xml": XML, "text": TEXT}


def exported(trail: Trail, form: str, selector: Selector | None, names: Names) -> Iterator[bytes]:
    """The chosen records of a trail, all with none: in a form of ours, as praudit, or as the bytes that they are."""
    if form == "bsm":
        for batch in trail.batches():
            for row in chosen(batch, selector):
                yield batch.data[int(row[START]) : int(row[END])].tobytes()
        return
    yield from printed([(trail.name, trail.batches())], _form(form, names), selector, Report(), 1)


def copied(octets: bytes, form: str) -> str:
    """Bytes as hexadecimal, as an array of C, as bytes of Python."""
    if form == "c":
        rows = (octets[place : place + 12] for place in range(0, len(octets), 12))
        body = ",\n".join("    " + ", ".join(f"0x{one:02x}" for one in row) for row in rows)
        return f"static const unsigned char record[{len(octets)}] = {{\n{body}\n}};\n"
    if form == "python":
        return repr(octets)
    return octets.hex(" ")


def found_at(trail: Trail, wanted: bytes, start: int, seconds: float = FIND_SECONDS) -> tuple[int | None, int]:
    """Where these bytes stand next, None when they do not; and where the search ended, before the end if time was out.

    A search that was cut short goes on when it is asked from there. Raises Unreadable.
    """
    place, until = start, time.monotonic() + seconds
    while piece := trail.bytes_at(place, _STEP + len(wanted) - 1):
        found = piece.find(wanted)
        if found >= 0:
            return place + found, place + found
        place += _STEP
        if trail.closed or time.monotonic() > until:
            break
    return None, place


def minimap(offsets: Sequence[NDArray[np.int64]], size: int, bins: int) -> list[int]:
    """How many of these offsets lie in each of so many equal stretches of a file of `size` bytes."""
    found = np.zeros(bins, np.int64)
    for some in offsets:
        found += np.bincount(np.minimum(bins - 1, some * bins // max(1, size)), minlength=bins)
    return [int(count) for count in found]


def _form(name: str, names: Names) -> Form:
    if name == "praudit":
        return WritersForm(PrauditForm(False, False, False, False, b","), names)
    return OwnForm(OwnPrinter(_STYLES[name], names=names.for_own_forms, zone=names.for_kernels))
