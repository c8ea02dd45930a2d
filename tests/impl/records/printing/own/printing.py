"""A trail in one of our own forms, and back: what the tests of the printer and of the encoder share."""

import io
from functools import cache
from pathlib import Path

from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.encoding.markup import encoded_markup
from hiwater_impl.records.encoding.text import encoded_text
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from hiwater_impl.records.trail import Batch, read_batches

PRINTERS = tuple(
    OwnPrinter(style, line=line, offsets=offsets)
    for style, line in ((JSON, False), (XML, False), (TEXT, False), (TEXT, True))
    for offsets in (False, True)
)
"""Every form."""

ENCODERS = {JSON: encoded_lines, XML: encoded_markup, TEXT: encoded_text}


def batches(data: bytes) -> list[Batch]:
    """The pieces of a trail."""
    return list(read_batches(io.BytesIO(data)))


@cache
def of_file(path: Path) -> tuple[Batch, ...]:
    """The pieces of a file."""
    return tuple(batches(path.read_bytes()))


def printed(printer: OwnPrinter, found: list[Batch] | tuple[Batch, ...], *, compiled: bool = False) -> bytes:
    """The whole document."""
    parts = [part for batch in found for part in printer.printed(batch.data, batch.pieces, batch.base, compiled)]
    return printer.prolog + b"".join(parts) + printer.epilog


def encoded(printer: OwnPrinter, document: bytes) -> bytes:
    """The bytes that a document describes."""
    return b"".join(ENCODERS[printer.style](document.splitlines(keepends=True)))
