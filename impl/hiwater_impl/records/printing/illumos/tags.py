"""The part of a token's program that prints XML: elements, attributes and children around the values."""

from collections.abc import Mapping
from typing import Any

from hiwater_impl.records.printing.illumos import operations as do
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.instructions import Instructions

Data = Mapping[str, Any]


class Tags:
    """Writes literals of the XML forms; of the text forms its methods write nothing."""

    def __init__(self, code: Instructions, form: Form, layout: Data, shown: Data) -> None:
        self.code = code
        self.form = form
        self.place = layout["place"]
        self.element = (shown["element"] or "").encode()
        self.kind = shown["form"]
        self._is_pending = self.kind == "extended"
        self._child = b""

    def close_record(self) -> None:
        """End the element of the record before, when there is one."""
        if self.form.xml:
            self.code.add(do.CLOSE_RECORD, self.code.row(self.form.new_line + b"</record>"))

    def begin(self) -> None:
        """A new line and the start of the token's element; a token without one has its line."""
        self.code.literal(self.form.new_line if self.place in ("inside", "record_end") else b"\n")
        if self.kind is not None:
            self.code.literal(b"<" + self.element + (b">" if self.kind == "element" else b""))

    def end(self) -> None:
        """The end of the token's element; that of a record stays open."""
        if self._child:
            self.code.literal(b"/>")
        if self.place == "record_start":
            self.code.literal(b">")
        elif self.kind == "enclosed":
            self.code.literal(b"/>")
        elif self.kind is not None:
            self.code.literal(b"</" + self.element + b">")

    def open(self, where: str | None) -> None:
        """What stands before a value at this place; the first that is no attribute ends the start tag."""
        if not self.form.xml or where is None:
            return
        child, at, attribute = where.encode().rpartition(b"@")
        if self._is_pending and (child or not at):
            self.code.literal(b">")
            self._is_pending = False
        if at:
            if child != self._child:
                self.code.literal(child[:-1])
                self._child = child
            self.code.literal(b" " + attribute + b'="')
        elif where != "content":
            self.code.literal(where.encode())

    def close(self, where: str | None) -> None:
        """What stands behind a value at this place."""
        if not self.form.xml or where is None:
            return
        if "@" in where:
            self.code.literal(b'"')
        elif where != "content":
            self.code.literal(b"</" + where[1:].encode())
