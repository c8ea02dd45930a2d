"""The forms in which pieces are printed, behind one face: pieces of a batch in, bytes out, on any thread."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT
from hiwater_impl.records.pieces import DIALECT, KIND, RECORD, size_of
from hiwater_impl.records.printing.form import Form as PrauditForm
from hiwater_impl.records.printing.illumos.forms import Form as IllumosForm
from hiwater_impl.records.printing.illumos.printer import Printer as IllumosPrinter
from hiwater_impl.records.printing.openbsm.printer import Printer as OpenbsmPrinter
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.trail import Batch

LEAST_ROOM = 65_536
SYSTEM_OF = tuple(SYSTEM_OF_DIALECT[name] for name in layouts().dialects)
"""The system of each dialect, by its number."""


class Form(Protocol):
    """What prints pieces; `before` is the piece that was printed before them, as a row, or None."""

    def prolog(self, first: Any) -> bytes:
        """What stands before the first piece (a row, or None when there is none)."""
        ...

    def epilog(self, last: Any) -> bytes:
        """What stands behind the last piece."""
        ...

    def printed(self, batch: Batch, rows: Any, before: Any) -> Iterator[bytes]:
        """The bytes of some pieces of a batch (rows of its array of pieces, in their order)."""
        ...


@dataclass(frozen=True)
class OwnForm:
    """One of our own forms."""

    printer: OwnPrinter

    def prolog(self, first: Any) -> bytes:
        """The beginning of the document."""
        return self.printer.prolog

    def epilog(self, last: Any) -> bytes:
        """The end of the document."""
        return self.printer.epilog

    def printed(self, batch: Batch, rows: Any, before: Any) -> Iterator[bytes]:
        """The pieces."""
        yield from self.printer.printed(batch.data, np.ascontiguousarray(rows), batch.base)


@dataclass(frozen=True)
class WritersForm:
    """Every piece as the praudit of the system that wrote it prints it; nothing is printed of skipped bytes."""

    asked: PrauditForm
    names: Names

    @cached_property
    def illumos(self) -> IllumosPrinter:
        """The printer for pieces of illumos."""
        asked = self.asked
        form = IllumosForm(asked.line, asked.short, asked.raw, asked.xml, asked.delimiter)
        return IllumosPrinter(form, *self.names.for_praudit("illumos"))

    @cached_property
    def openbsm(self) -> OpenbsmPrinter:
        """The printer for pieces of OpenBSM, FreeBSD and macOS."""
        return OpenbsmPrinter(self.asked, *self.names.for_praudit("openbsm"))

    def prolog(self, first: Any) -> bytes:
        """The prolog of the system of the first piece."""
        return self.illumos.prolog if first is None or _is_illumos(first) else self.openbsm.prolog

    def epilog(self, last: Any) -> bytes:
        """The end of an open record, and of the document."""
        if last is None or _is_illumos(last):
            return self.illumos.epilog(self.illumos.state(_is_record(last)))
        return self.openbsm.epilog(self.openbsm.state())

    def printed(self, batch: Batch, rows: Any, before: Any) -> Iterator[bytes]:
        """The pieces, those of one system after the other."""
        illumos = np.array([system == "illumos" for system in SYSTEM_OF])[rows[:, DIALECT]]
        changes = np.flatnonzero(illumos[1:] != illumos[:-1]) + 1
        for first, last in zip([0, *changes], [*changes, len(rows)], strict=True):
            run = np.ascontiguousarray(rows[first:last])
            if illumos[first]:
                yield from _all_of(self.illumos, batch, run, self.illumos.state(_is_record(before)))
            else:
                if self.asked.xml and before is not None and _is_illumos(before) and _is_record(before):
                    yield self.illumos.form.new_line + b"</record>\n"
                yield from _all_of(self.openbsm, batch, run, self.openbsm.state())
            before = run[-1] if illumos[first] else None


def _all_of(printer: IllumosPrinter | OpenbsmPrinter, batch: Batch, rows: Any, state: Any) -> Iterator[bytes]:
    """Print all rows, into a larger array whenever the room was not enough for one."""
    size = size_of(rows)
    room, first = 4 * size + LEAST_ROOM, 0
    while first < len(rows):
        out = np.empty(room, np.uint8)
        reached, place, _ = printer.print_pieces(batch.data, rows, first, len(rows), state, out)
        if reached == first:
            room *= 4
        first = reached
        yield out[:place].tobytes()


def _is_illumos(row: Any) -> bool:
    return SYSTEM_OF[int(row[DIALECT])] == "illumos"


def _is_record(row: Any) -> bool:
    return row is not None and int(row[KIND]) == RECORD
