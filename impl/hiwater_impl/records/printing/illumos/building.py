"""Builds the program of one token for one form, from its layout and the words that presentation.json has for it."""

from collections.abc import Mapping
from typing import Any

from hiwater_impl.records.printing.illumos import operations as do
from hiwater_impl.records.printing.illumos.oddities import FILE_LENGTH, READ_AT_ONCE, READ_BEFORE_OPENING
from hiwater_impl.records.printing.illumos.reads import Reads
from hiwater_impl.records.printing.illumos.tags import Tags
from hiwater_impl.records.printing.illumos.values import Values

Data = Mapping[str, Any]
COUNT_WORDS = {"argument_count": b"argcnt", "environment_count": b"envcnt"}


class TokenBuilder:
    """Writes the instructions of one token.

    `scale` is what a millisecond has of the layout's subseconds; `faithful`: lengths and counts are what praudit takes
    them for, and the record's byte count tells where lines end.
    """

    def __init__(self, values: Values, layout: Data, shown: Data, scale: int, faithful: bool) -> None:
        self.values = values
        self.code = values.code
        self.form = values.form
        self.layout = layout
        self.shown = shown
        self.scale = scale
        self.reads = Reads(values.code, layout, [part["fields"][-1] for part in shown["fields"]], faithful)
        self.tags = Tags(values.code, values.form, layout, shown)

    def build(self) -> int:
        """Write all of it; the number of the first instruction comes back."""
        first = len(self.code)
        if self.layout["place"] in ("record_start", "between_records"):
            self.tags.close_record()
            self.code.add(do.BEGIN, 0 if self.layout["place"] == "record_start" else FILE_LENGTH)
        if self.form.xml:
            self.tags.begin()
        else:
            self.code.literal(b"%d" % int(self.layout["id"], 16) if self.form.raw else self.shown["text"].encode())
            self._end_field(0)
        self.reads.until(READ_AT_ONCE.get(self.layout["name"], 0))
        for place, part in enumerate(self.shown["fields"]):
            after = self.shown["fields"][place + 1 :]
            self._field(part, 1 if not after or after[0]["as"] == "items" else 0)
        self.reads.until(len(self.layout["fields"]))
        if self.form.xml:
            self.tags.end()
        self.code.add(do.DONE)
        return first

    def _field(self, part: Data, flag: int) -> None:
        name = part["fields"][-1]
        if self.reads.kinds[name] == "list" or part["as"] == "items":
            self.reads.until(self.reads.slots[name])
            self._open_list(part)
        elif part["as"] in COUNT_WORDS or self.reads.counts_strings(name):
            self.reads.through(name)
            self._count(part, name)
        elif self.form.xml and part["xml"] is None:
            self.reads.through(name)
        else:
            self._value(part, name, flag)

    def _value(self, part: Data, name: str, flag: int) -> None:
        if (self.layout["name"], name) in READ_BEFORE_OPENING or part["as"] in ("hex_bytes", "label"):
            self.reads.through(name)
        may_be_empty = part["as"] in ("hex_bytes", "label") or (self.form.xml and part["as"] == "modifier")
        begin = self.code.skip_if_zero(self.reads.slots[name]) if may_be_empty else -1
        self.tags.open(part["xml"])
        self.reads.through(name)
        self.reads.check_printed(name)
        self._print(part, name, flag)
        self.tags.close(part["xml"])
        if may_be_empty:
            self.code.end_skip(begin)

    def _print(self, part: Data, name: str, flag: int) -> None:
        slots = [self.reads.slots[field] for field in part["fields"]]
        shape = part["raw" if self.form.raw else "as"]
        if shape == "time":
            self.code.add(do.TIME, *slots, self.scale)
        elif shape == "seconds_and_subseconds":
            self.code.add(do.UNSIGNED, slots[0], self.reads.widths[part["fields"][0]])
            if self.form.xml:
                self.code.literal(b".")
            self._end_field(0)
            self.code.add(do.UNSIGNED, slots[1], self.reads.widths[name])
        else:
            self.values.put(shape, slots, self.reads.widths.get(name, 0), self.reads.slots)
        self._end_field(flag)

    def _end_field(self, flag: int) -> None:
        if not self.form.xml:
            self.code.add(do.END_FIELD, 0 if self.form.line else flag, self.code.row(self.form.delimiter))

    def _count(self, part: Data, name: str) -> None:
        if self.form.xml:
            return
        if part["as"] in COUNT_WORDS and not self.form.line:
            self.code.literal(COUNT_WORDS[part["as"]] + self.form.delimiter)
        self.values.put(
            "signed" if self.reads.is_signed(name) else "unsigned",
            [self.reads.slots[name]],
            self.reads.widths[name],
            {},
        )
        self.code.literal(self.form.delimiter)

    @property
    def _line_end(self) -> bytes:
        """What praudit prints behind the last string of a list: a newline even in XML, unless with -l."""
        if self.form.line:
            return b"" if self.form.xml else self.form.delimiter
        return b"\n"

    def _open_list(self, part: Data) -> None:
        """A list's elements; of `cmd` the arguments end no line, the environment does."""
        name = part["fields"][-1]
        field = self.layout["fields"][self.reads.slots[name]]
        if part["as"] == "items":
            self.tags.open(part["xml"])
            self.code.add(do.ITEMS, self.reads.slots[name] - 3, int(self.form.line), self.code.row(self.form.delimiter))
            self.reads.taken(name)
            return
        counted = field["count"]
        slot, fixed = (-1, counted) if isinstance(counted, int) else (self.reads.slots[counted["field"]], 0)
        ends_line = part is self.shown["fields"][-1]
        begin = self.code.repeat(slot, fixed, int(ends_line))
        self.tags.open(part["xml"])
        self._element(part, field, 2 if ends_line else 0)
        self.tags.close(part["xml"])
        is_silent = not ends_line or (self.form.xml and field["of"]["kind"] != "cstring")
        self.code.end_repeat(begin, b"" if is_silent else self._line_end)
        self.reads.taken(name)

    def _element(self, part: Data, field: Data, flag: int) -> None:
        if field["of"]["kind"] == "cstring":
            between = b"" if self.form.xml else self.form.delimiter
            self.code.add(do.CSTRING, self.code.row(self._line_end), self.code.row(between))
            return
        slot = self.reads.slots[field["name"]]
        width = self.reads.read(slot, field["of"])
        self.values.put(part["raw" if self.form.raw else "as"], [slot], width, {})
        self._end_field(flag)
