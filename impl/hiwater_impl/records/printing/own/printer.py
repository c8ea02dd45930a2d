"""A printer of one of our own forms, from the data of the specs and the names that are given."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import END, START
from hiwater_impl.records.printing.own import tables
from hiwater_impl.records.printing.own.names import Names, NameTables
from hiwater_impl.records.printing.own.program import SLOTS, add_program
from hiwater_impl.records.printing.own.stretch import PUT_PIECES, REASON_WORDS
from hiwater_impl.records.printing.own.styles import XML, byte_classes
from hiwater_impl.records.printing.own.tables import Filling
from hiwater_impl.records.printing.own.tokens import ROOM
from hiwater_impl.records.printing.own.words import reason_text, system_text, words
from hiwater_impl.records.printing.times import UTC, Zone
from hiwater_specs import read

ROOM_PER_BYTE = 6
"""Bytes of output for which there is room at first, for each byte of the trail."""


@dataclass(frozen=True)
class OwnPrinter:
    """Prints pieces as JSON, XML or text (`style`).

    With `line` a record of the text form is one line; with `offsets` everything tells its place in the trail.
    """

    style: int
    line: bool = False
    offsets: bool = False
    names: Names = field(default_factory=Names)
    zone: Zone = UTC

    @property
    def prolog(self) -> bytes:
        """What stands before the first piece."""
        return b'<?xml version="1.0" encoding="UTF-8"?>\n<trail>\n' if self.style == XML else b""

    @property
    def epilog(self) -> bytes:
        """What stands behind the last piece."""
        return b"</trail>\n" if self.style == XML else b""

    @cached_property
    def _tables(self) -> tuple[Any, Any]:
        known, style = layouts(), self.style
        filling = Filling(words(style, self.line))
        data, presentation = json.loads(read("records/tokens.json")), json.loads(read("records/presentation.json"))
        named = NameTables(filling, data, presentation, self.names)
        add_program(filling, known, style, named.of_token)
        systems = {number: system_text(name, style) for number, name in enumerate(known.dialects)}
        reasons = {number: reason_text(word, style, self.line) for number, word in enumerate(REASON_WORDS)}
        starts, offsets = self.zone
        for entry, place in {
            tables.SYSTEMS: filling.texts(systems),
            tables.REASONS: filling.texts(reasons),
            tables.UNITS: filling.numbers(units["header"] for units in known.units),
            tables.EVENTS: filling.numbers(named.events[name] for name in known.dialects),
            tables.ZONE: filling.numbers([len(starts), *starts, *offsets]),
            tables.CLASSES: filling.numbers(byte_classes(style)),
        }.items():
            filling.direct(entry, place)
        return filling.arrays()

    def printed(self, data: Any, pieces: Any, base: int, compiled: bool | None = None) -> Iterator[bytes]:
        """The bytes of these pieces, in stretches; `data`, `pieces` and `base` are those of a batch.

        `compiled` says how; when it is left out, machine code is used as soon as it is worth it.
        """
        size = int((pieces[:, END] - pieces[:, START]).sum())
        run = PUT_PIECES.compiled if _is_compiled(compiled, size) else PUT_PIECES.interpreted
        room, first = ROOM_PER_BYTE * size + 2 * ROOM, 0
        slots = np.ones(SLOTS, np.int64)
        numbers, texts = self._tables
        while first < len(pieces):
            out = np.empty(room, np.uint8)
            reached, place = run(
                data, pieces, first, len(pieces), base, int(self.offsets), self.style, slots, numbers, texts, out
            )
            room *= 2 if reached == first else 1
            first = reached
            yield out[:place].tobytes()


def _is_compiled(asked: bool | None, size: int) -> bool:
    return PUT_PIECES.is_worth_compiling(size) if asked is None else asked
