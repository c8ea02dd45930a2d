"""The part of a token's program that reads its fields, in their order and as late as they are needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from hiwater_impl.records.printing.illumos import operations as do
from hiwater_impl.records.printing.illumos.instructions import Instructions
from hiwater_impl.records.printing.illumos.oddities import COUNTED_WITH_SIGN

Data = Mapping[str, Any]
WIDTHS = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "i8": 1, "i16": 2, "i32": 4, "i64": 8}


class Reads:
    """Knows slots, kinds and widths (bytes; 0 for what varies) of a layout's fields, and which of them are read."""

    def __init__(self, code: Instructions, layout: Data, printed: Sequence[str], faithful: bool) -> None:
        self.code = code
        self.layout = layout
        self.printed = printed
        self.faithful = faithful
        self.fields: list[Data] = layout["fields"]
        self.slots = {field["name"]: slot for slot, field in enumerate(self.fields)}
        self.kinds = {field["name"]: field["kind"] for field in self.fields}
        self.widths = {field["name"]: _width(field) for field in self.fields}
        self._next = 0

    def until(self, place: int) -> None:
        """Read what has not been read of the fields before this place."""
        while self._next < place:
            field = self.fields[self._next]
            self.read(self._next, field)
            self._next += 1
            if "values" in field and field["name"] not in self.printed:
                self._check(field)
            self._account(field)

    def through(self, name: str) -> None:
        """Read what has not been read up to this field and with it."""
        self.until(self.slots[name] + 1)

    def taken(self, name: str) -> None:
        """The field has been read by an instruction of its own."""
        self._next = self.slots[name] + 1

    def read(self, slot: int, shape: Data) -> int:
        """Read one number, string or stretch into a slot; its width in bytes comes back, 0 when it varies."""
        if shape["kind"] == "string":
            self.code.add(do.READ_STRING, slot, 0, int(self.faithful))
        elif _width(shape):
            signed = "name" in shape and self.is_signed(shape["name"])
            self.code.add(do.READ, slot, _width(shape), int(signed))
        else:
            length = shape["length"]
            self.code.add(do.READ_SIZED, slot, self.slots[length["field"]], length.get("times", 1))
        return _width(shape)

    def is_signed(self, name: str) -> bool:
        """Whether a number has a sign, by its layout or because praudit takes it so."""
        by_praudit = self.faithful and (self.layout["name"], name) in COUNTED_WITH_SIGN
        return bool(self.kinds[name][0] == "i") or by_praudit

    def counts_strings(self, name: str) -> bool:
        """Whether a field is the number of the strings in a list that end with a NUL."""
        lists = [field for field in self.fields if field["kind"] == "list"]
        return any(field["count"] == {"field": name} and field["of"]["kind"] == "cstring" for field in lists)

    def check_printed(self, name: str) -> None:
        """Stop at a printed field with another value than the layout has; those not printed are checked when read."""
        field = self.fields[self.slots[name]]
        if "values" in field:
            self._check(field)

    def _check(self, field: Data) -> None:
        values = field["values"]
        if len(values) > 2:
            raise ValueError(f"{field['name']}: an instruction holds two values, not {len(values)}")
        self.code.add(do.CHECK, self.slots[field["name"]], values[0], values[-1])

    def _account(self, field: Data) -> None:
        if field["name"] == "byte_count" and self.layout["place"] == "record_start" and self.faithful:
            self.code.add(do.RECORD_LENGTH, self.slots["byte_count"])
        if field["kind"] == "string" and self.layout["place"] == "between_records":
            self.code.add(do.FILE_LENGTH, self.slots[field["name"]])


def _width(shape: Data) -> int:
    if shape["kind"] in WIDTHS:
        return WIDTHS[shape["kind"]]
    fixed = shape["kind"] == "bytes" and isinstance(shape["length"], int)
    return int(shape["length"]) if fixed else 0
