"""What leaves a trail: the chosen records in a form, streamed; some bytes in a form to be pasted."""

from collections.abc import Iterator
from typing import Final

import numpy as np

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


def found_at(trail: Trail, wanted: bytes, start: int) -> int | None:
    """Where these bytes stand next, from an offset on; None when they do not."""
    step, place = 1 << 20, start
    while piece := trail.bytes_at(place, step + len(wanted) - 1):
        found = piece.find(wanted)
        if found >= 0:
            return place + found
        place += step
    return None


def minimap(marks: np.ndarray[tuple[int], np.dtype[np.int64]], size: int, bins: int, counts: list[int]) -> list[int]:
    """Counts between marks (their offsets are given) added up in bins of equal bytes."""
    found = [0] * bins
    for offset, count in zip(marks.tolist(), counts, strict=False):
        found[min(bins - 1, offset * bins // max(1, size))] += count
    return found


def _form(name: str, names: Names) -> Form:
    if name == "praudit":
        return WritersForm(PrauditForm(False, False, False, False, b","), names)
    return OwnForm(OwnPrinter(_STYLES[name], names=names.for_own_forms, zone=names.for_kernels))
