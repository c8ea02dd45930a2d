"""Token layouts turned into rows of numbers that say, field by field, what to read and how to write it in a style."""

from collections.abc import Callable, Mapping
from typing import Any

from hiwater_impl.records.layouts import Layouts
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from hiwater_impl.records.printing.own.tables import LAYOUT_OF, Filling
from hiwater_impl.records.printing.own.words import Word, words

NUMBER, FIXED_BYTES, STRING, CSTRING, LIST, STOP, CASE, JUMP, AGAIN, TIME, OPEN = range(11)
"""What a row is: a number, counted bytes, a string, a cstring, a list; the end; a test for a case; a jump; back to the
first field; a time; the beginning."""

DECIMAL, HEXADECIMAL, ADDRESS, UUID = range(4)
"""How counted bytes are written."""

OPERATION, BEFORE, BEFORE_END, AFTER, AFTER_END, WIDTH, SIGNED, SLOT, COUNT_SLOT, COUNT_NUMBER = range(10)
NAMES, NAME_BEFORE, NAME_BEFORE_END, FORM, SKIP, SILENT, COLUMNS = range(10, 17)
"""The columns of a row, and their number.

BEFORE, AFTER and NAME_BEFORE are texts: where they begin and end in the bytes. NAMES is a table of names, -1 for none.
An amount is COUNT_NUMBER times the value in COUNT_SLOT (slot 0 holds 1 always). FORM is that of bytes, or of a list the
operation of its items. A CASE skips SKIP rows unless COUNT_SLOT has the value COUNT_NUMBER. A TIME has its seconds in
SLOT, the parts of a second in COUNT_SLOT, and COUNT_NUMBER of them are a second. A SILENT row writes nothing.
"""

SLOTS = 32
"""How many values a token can keep for later: slot 0 is 1 always, the last one takes what nobody asks for."""

MASKS, IDS = 8, 256
"""How many masks of alternatives and token ids there are."""

FieldNames = Mapping[str, int]


class Program:
    """The rows of the tokens of one style, which are added to the tables one by one."""

    def __init__(self, filling: Filling, style: int) -> None:
        self._filling = filling
        self._style = style
        closes = words(style, False)
        self._number_close, self._string_close = closes[Word.NUMBER_CLOSE], closes[Word.STRING_CLOSE]
        self._rows: list[list[int]] = []
        self._slots: dict[str, int] = {}
        self._silent = False

    def token(self, token: Mapping[str, Any], names: FieldNames, file_unit: int) -> int:
        """Add a token; the place of its first row. `names` has tables by field, `file_unit` the parts of a second."""
        name, fields, style = token["name"], token["fields"], self._style
        self._rows, self._slots = [], {}
        has_lists = style == XML and any(_is_list(field) for field in fields)
        self._row(OPEN, before={JSON: f'{{"token":"{name}"', XML: f"<{name}", TEXT: name}[style].encode())
        for field in fields:
            self._field(field, names, has_lists and _is_list(field))
        if token["place"] == "between_records":
            self._time(file_unit)
        if has_lists:
            self._row(AGAIN, before=b">")
            for field in fields:
                self._field(field, names, not _is_list(field))
        closing = {JSON: "}", XML: f"</{name}>" if has_lists else "/>", TEXT: ""}[style]
        self._row(STOP, before=closing.encode())
        return self._filling.numbers(cell for row in self._rows for cell in row)

    def _row(self, operation: int, before: bytes = b"", after: bytes = b"", **columns: int) -> list[int]:
        row = [0] * COLUMNS
        row[OPERATION], row[NAMES], row[SLOT], row[SILENT] = operation, -1, SLOTS - 1, int(self._silent)
        row[BEFORE], row[BEFORE_END] = self._filling.literal(before)
        row[AFTER], row[AFTER_END] = self._filling.literal(after)
        for name, value in columns.items():
            row[_COLUMN[name]] = value
        self._rows.append(row)
        return row

    def _before(self, name: str, opens: str = "") -> bytes:
        """What stands before a field's value."""
        return {JSON: f',"{name}":{opens}', XML: f" {name}{opens and '='}{opens}", TEXT: f" {name}={opens}"}[
            self._style
        ].encode()

    def _field(self, field: Mapping[str, Any], names: FieldNames, silent: bool) -> None:
        self._silent = silent
        self._shape(field, field["name"], names.get(field["name"], -1))
        self._silent = False

    def _shape(self, shape: Mapping[str, Any], name: str, names: int) -> None:
        match shape["kind"]:
            case "string" | "cstring" as kind:
                self._row(STRING if kind == "string" else CSTRING, before=self._before(name))
            case "bytes":
                before, after = self._before(name, '"'), self._string_close
                self._row(FIXED_BYTES, before, after, form=_bytes_form(name), **self._amount(shape["length"]))
            case "list":
                self._list(shape, name)
            case "choice":
                self._choice(shape, name, names)
            case kind:
                self._number(kind, name, names)

    def _number(self, kind: str, name: str, names: int) -> None:
        opens = '"' if self._style == XML else ""
        slot = self._slots.setdefault(name, 1 + len(self._slots))
        row = self._row(NUMBER, self._before(name, opens), self._number_close, slot=slot, names=names, **_number(kind))
        row[NAME_BEFORE], row[NAME_BEFORE_END] = self._filling.literal(self._before(f"{name}_name"))

    def _list(self, shape: Mapping[str, Any], name: str) -> None:
        before, after = {JSON: (f',"{name}":[', "]"), XML: (f"<{name}>", f"</{name}>"), TEXT: (f" {name}=[", "]")}[
            self._style
        ]
        kind = shape["of"]["kind"]
        form = {"string": STRING, "cstring": CSTRING}.get(kind, NUMBER)
        columns = self._amount(shape["count"]) | (_number(kind) if form == NUMBER else {})
        self._row(LIST, before.encode(), after.encode(), form=form, **columns)

    def _choice(self, shape: Mapping[str, Any], name: str, names: int) -> None:
        """Each case behind a test, and a way out behind each."""
        jumps: list[tuple[list[int], int]] = []
        for value, case in shape["cases"].items():
            test = self._row(CASE, count_slot=self._slots[shape["by"]], count_number=int(value))
            at = len(self._rows)
            self._shape(case, name, names)
            jumps.append((self._row(JUMP), len(self._rows)))
            test[SKIP] = len(self._rows) - at
        if "otherwise" in shape:
            self._shape(shape["otherwise"], name, names)
        for row, at in jumps:
            row[SKIP] = len(self._rows) - at

    def _time(self, unit: int) -> None:
        slots = {"slot": self._slots["seconds"], "count_slot": self._slots["subseconds"], "count_number": unit}
        self._row(TIME, self._before("time", '"'), self._string_close, **slots)

    def _amount(self, rule: Any) -> dict[str, int]:
        if isinstance(rule, int):
            return {"count_slot": 0, "count_number": rule}
        return {"count_slot": self._slots[rule["field"]], "count_number": rule.get("times", 1)}


_COLUMN = {
    "slot": SLOT,
    "count_slot": COUNT_SLOT,
    "count_number": COUNT_NUMBER,
    "names": NAMES,
    "form": FORM,
    "width": WIDTH,
    "signed": SIGNED,
}


def _number(kind: str) -> dict[str, int]:
    return {"width": int(kind[1:]) // 8, "signed": int(kind[0] == "i")}


def _is_list(shape: Mapping[str, Any]) -> bool:
    return shape["kind"] == "list" or (shape["kind"] == "choice" and any(map(_is_list, shape["cases"].values())))


def _bytes_form(name: str) -> int:
    if name == "uuid":
        return UUID
    return ADDRESS if name.rsplit("_", 1)[-1] in ("address", "source", "destination") else HEXADECIMAL


def add_program(
    filling: Filling, layouts: Layouts, style: int, names: Callable[[str, Mapping[str, Any]], FieldNames]
) -> None:
    """Add all layouts of all dialects, since names and units differ by dialect; `names` gives those of a token.

    LAYOUT_OF has the place of a token's first row, or -1, by dialect, mask of alternatives and id.
    """
    program = Program(filling, style)
    layout_of: list[int] = []
    for dialect, table, alternatives, units in zip(
        layouts.dialects, layouts.by_id, layouts.alternatives, layouts.units, strict=True
    ):
        if 1 << len(alternatives) > MASKS:
            raise ValueError(f"{dialect} has {len(alternatives)} alternative layouts")
        numbers = sorted({*table, *alternatives} - {-1})
        tokens = [layouts.tokens[number] for number in numbers]
        places = [program.token(token, names(dialect, token), units["file"]) for token in tokens]
        place_of = dict(zip(numbers, places, strict=True)) | {-1: -1}
        for mask in range(MASKS):
            chosen = [number for bit, number in enumerate(alternatives) if mask >> bit & 1]
            by_id = dict(enumerate(table)) | {int(layouts.tokens[number]["id"], 16): number for number in chosen}
            layout_of += [place_of[by_id[number]] for number in range(IDS)]
    filling.direct(LAYOUT_OF, filling.numbers(layout_of))
