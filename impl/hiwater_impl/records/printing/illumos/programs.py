"""All programs of a form: those of praudit's reading, and those of each dialect with its alternative layouts."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from hiwater_impl.records.layouts import Layouts, layouts
from hiwater_impl.records.names.errors import ErrorTexts
from hiwater_impl.records.printing.escapes import caret, escaped
from hiwater_impl.records.printing.illumos.building import TokenBuilder
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.instructions import Instructions
from hiwater_impl.records.printing.illumos.machine import WAYS_OF_A_DIALECT, Program
from hiwater_impl.records.printing.illumos.oddities import NEAREST, UNKNOWN
from hiwater_impl.records.printing.illumos.values import Values
from hiwater_impl.records.printing.times import Zone
from hiwater_specs import read

SYSTEM = "illumos"
Data = Mapping[str, Any]


@cache
def presentation() -> Data:
    """The words of illumos praudit, by token."""
    found: Data = json.loads(read("records/presentation.json"))[SYSTEM]
    return found


def program_of(form: Form, names: Mapping[int, bytes], errors: ErrorTexts, zone: Zone) -> Program:
    """The programs of a form, with names by table and number (`words`)."""
    return compiled(form, names, errors, zone, presentation(), layouts())


def compiled(
    form: Form, names: Mapping[int, bytes], errors: ErrorTexts, zone: Zone, words: Data, found: Layouts
) -> Program:
    """The programs of a form, from a mapping like illumos's part of `presentation.json` and the layouts."""
    ways = Ways(Values(Instructions(), form, errors), words, found)
    rows = list(ways.rows())
    strings = [escaped(bytes([byte]), form.xml) for byte in range(256)]
    file_names = [escaped(caret(byte), form.xml) for byte in range(256)]
    items = [caret(byte) for byte in range(256)]
    return ways.values.code.assembled(rows, names, [strings, file_names, items], zone)


class Ways:
    """Builds the programs of all layouts that illumos has words for, once for praudit's reading, once for pieces."""

    def __init__(self, values: Values, words: Data, found: Layouts) -> None:
        self.values = values
        self.words = words
        self.found = found
        self._steps: dict[tuple[int, bool, int], int] = {}

    def rows(self) -> Iterator[list[int]]:
        """The first step of each token id, way by way: praudit's own, then eight for each dialect."""
        own = self.found.dialects.index(SYSTEM)
        known = [-1 if self._name(number) in UNKNOWN else number for number in self.found.by_id[own]]
        yield [self._step(number, own, True) for number in known]
        for dialect in range(len(self.found.dialects)):
            if 1 << len(self.found.alternatives[dialect]) > WAYS_OF_A_DIALECT:
                raise ValueError(f"{self.found.dialects[dialect]} has more alternative layouts than ways of reading")
            for chosen in range(WAYS_OF_A_DIALECT):
                yield [self._step(number, dialect, False) for number in self._table(dialect, chosen)]

    def _name(self, number: int) -> str:
        return str(self.found.tokens[number]["name"]) if number >= 0 else ""

    def _table(self, dialect: int, chosen: int) -> list[int]:
        """The layouts by id, alternatives in their places; none at all of a dialect that illumos has no words for."""
        table = list(self.found.by_id[dialect])
        if any(number >= 0 and not self._shown(number) for number in table):
            return [-1] * len(table)
        for place, number in enumerate(self.found.alternatives[dialect]):
            if chosen >> place & 1:
                table[int(self.found.tokens[number]["id"], 16)] = number
        return table

    def _shown(self, number: int) -> Data | None:
        """The words for a layout: its own if they speak of its fields, those of the nearest as far as they do."""
        layout, name = self.found.tokens[number], self._name(number)
        shown = self.words.get(NEAREST.get(name, name))
        fields = {field["name"] for field in layout["fields"]}
        parts = [part for part in shown["fields"] if fields.issuperset(part["fields"])] if shown else []
        if shown is None or (name not in NEAREST and len(parts) < len(shown["fields"])):
            return None
        return {**shown, "fields": parts}

    def _step(self, number: int, dialect: int, faithful: bool) -> int:
        shown = self._shown(number) if number >= 0 else None
        if shown is None:
            return -1
        units = self.found.units[dialect]
        layout = self.found.tokens[number]
        scale = units["file" if layout["place"] == "between_records" else "header"] // 1000
        key = (number, faithful, scale)
        if key not in self._steps:
            self._steps[key] = TokenBuilder(self.values, layout, shown, scale, faithful).build()
        return self._steps[key]
