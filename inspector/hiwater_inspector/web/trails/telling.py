"""A record for people: a row of the list; its tokens, their fields and their bytes; the lines that praudit prints."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from ipaddress import ip_address
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from hiwater_impl.records.decoding.forms import OwnForm, WritersForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.decoding.report import WORDS
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT
from hiwater_impl.records.printing.form import Form as PrauditForm
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from hiwater_impl.records.record import Record, Span
from hiwater_impl.records.trail import Batch, read_batches
from hiwater_model.records.decode import Fault as NoToken
from hiwater_model.records.decode import token_by
from hiwater_model.records.layouts import layouts_from
from hiwater_model.records.shapes import Layout
from hiwater_specs import read

TEXT_MOST: Final = 2000
"""Characters of one value that are shown; the bytes hold the rest."""
FIELDS_MOST: Final = 400
Printed = Literal["", "raw", "short", "line", "xml"]
PRINTED: Final[dict[Printed, PrauditForm]] = {
    "": PrauditForm(),
    "raw": PrauditForm(raw=True),
    "short": PrauditForm(short=True),
    "line": PrauditForm(line=True),
    "xml": PrauditForm(xml=True),
}
"""The forms of praudit: without an option, and by its options -r, -s, -l, -x."""
_SUBJECTS: Final = ("subject32", "subject32_ex", "subject64", "subject64_ex")


class Row(BaseModel):
    """One record of the list."""

    number: int
    offset: int
    length: int
    event: str = Field(examples=["open(2) - read"])
    time: str = Field(examples=["2026-11-22 13:04:15"])
    result: str = Field(examples=["failure: 13"])
    subject: str = Field(examples=["100"])
    damage: str | None


class FieldSpan(BaseModel):
    """One field of a token: where it stands and what it holds."""

    name: str
    offset: int
    length: int
    type: str = Field(examples=["u16"])
    value: str


class TokenSpan(BaseModel):
    """One token: where it stands, its fields, a summary."""

    name: str
    offset: int
    length: int
    summary: str
    damage: str | None = None
    fields: list[FieldSpan]


class Line(BaseModel):
    """A line that praudit prints, and the bytes that it is of."""

    offset: int
    length: int
    text: str


class DamageRow(BaseModel):
    """Something that is wrong with the record, in words."""

    offset: int
    length: int
    reason: str


class RecordDocument(BaseModel):
    """One record in full."""

    number: int
    offset: int
    length: int
    event: str
    dialect: str
    tokens: list[TokenSpan]
    text: list[Line]
    damage: list[DamageRow]


class FieldDocument(BaseModel):
    """What is known of a field, or of a whole token."""

    name: str = Field(examples=["path.path"])
    type: str
    offset: int
    length: int
    bytes: str
    value: str
    readings: list[dict[str, str]]
    check: str
    words: str
    filter: str = Field(description="an expression that finds records with this value; empty where there is none")


class Teller:
    """Tells records with some names. Thread-safe."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._json = OwnForm(OwnPrinter(JSON, names=names.for_own_forms, zone=names.for_kernels))
        self._praudit = {form: WritersForm(options, names) for form, options in PRINTED.items()}

    def row(self, number: int, record: Record) -> Row:
        """The row of the list."""
        tokens = record.tokens
        return Row(
            number=number,
            offset=record.start,
            length=record.end - record.start,
            event=self._event(record),
            time=_time(record),
            result=_result(tokens),
            subject=next((str(values.get("auid", "")) for name, values in tokens if name in _SUBJECTS), ""),
            damage=self._words(record)[0].reason if record.damaged else None,
        )

    def document(self, number: int, record: Record, form: Printed = "") -> RecordDocument:
        """The record in full, with what praudit prints of it in a form."""
        tokens = [self._token(span, record) for span in record.spans]
        tokens += _unread(record, tokens)
        return RecordDocument(
            number=number,
            offset=record.start,
            length=record.end - record.start,
            event=self._event(record),
            dialect=record.dialect,
            tokens=tokens,
            text=list(self._lines(record, tokens, form)),
            damage=self._words(record),
        )

    def field(self, record: RecordDocument, octets: bytes, offset: int, length: int) -> FieldDocument:
        """The field, or the token, that these bytes are; the record itself if they are neither."""
        for token in record.tokens:
            for one in token.fields:
                if one.offset <= offset < one.offset + one.length and length <= one.length:
                    return _field_document(token, one, octets[one.offset - record.offset :][: one.length])
            if token.offset <= offset < token.offset + token.length and length <= token.length:
                return _token_document(token, octets[token.offset - record.offset :][: token.length])
        whole = TokenSpan(name="record", offset=record.offset, length=record.length, summary=record.event, fields=[])
        return _token_document(whole, octets)

    def praudit(self, record: Record, form: Printed = "") -> str:
        """What praudit prints of the record."""
        batch, rows = _batch_of(record)
        return b"".join(self._praudit[form].printed(batch, rows, None)).decode("utf-8", "backslashreplace")

    def json(self, record: Record) -> str:
        """The record as `hiwater decode --json` prints it."""
        batch, rows = _batch_of(record)
        return b"".join(self._json.printed(batch, rows, None)).decode("utf-8", "backslashreplace").strip(",\n ")

    def _event(self, record: Record) -> str:
        table = self._names.events[SYSTEM_OF_DIALECT[record.dialect]].events
        known = table.get(record.event)
        return visible(known.name.removeprefix("AUE_").lower()) if known else f"event {record.event}"

    def _token(self, span: Span, record: Record) -> TokenSpan:
        layout, kinds = _layouts()[span.layout]
        octets = record.octets[span.start - record.start : span.end - record.start]
        fields = list(_fields(layout, kinds, octets, span.start))
        summary = " ".join(one.value for one in fields[1:7] if one.value)
        return TokenSpan(
            name=layout.name, offset=span.start, length=span.end - span.start, summary=summary[:200], fields=fields
        )

    def _lines(self, record: Record, tokens: list[TokenSpan], form: Printed) -> Iterator[Line]:
        """The praudit of the system prints a line a token; where it does not, lines are of the whole record."""
        lines = [visible(line) for line in self.praudit(record, form).split("\n") if line]
        one_each = len(lines) == len(tokens)
        for number, line in enumerate(lines):
            at = tokens[number] if one_each else None
            offset, length = (at.offset, at.length) if at else (record.start, record.end - record.start)
            yield Line(offset=offset, length=length, text=line)

    def _words(self, record: Record) -> list[DamageRow]:
        return [
            DamageRow(
                offset=one.offset,
                length=max(1, len(one.kept)),
                reason=WORDS[one.reason].format(number=one.number, kept=len(one.kept)),
            )
            for one in record.damage
        ]


_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Text without what could change how it is read: control and formatting characters are shown as escapes."""
    return "".join(one if unicodedata.category(one) not in _HIDDEN else f"\\u{{{ord(one):x}}}" for one in text)


@cache
def _layouts() -> tuple[tuple[Layout, tuple[str, ...]], ...]:
    """Every layout by its number in `tokens.json`, with the kinds of its fields; dialects share names of tokens."""
    data = json.loads(read("records/tokens.json"))
    known: dict[tuple[str, tuple[str, ...]], Layout] = {}
    for dialect in layouts_from(data).dialects.values():
        for layout in (*dialect.table.values(), *dialect.alternatives):
            known[layout.name, tuple(layout.dialects)] = layout
    return tuple(
        (known[token["name"], tuple(token["dialects"])], tuple(field["kind"] for field in token["fields"]))
        for token in data["tokens"]
    )


def _fields(layout: Layout, kinds: tuple[str, ...], octets: bytes, start: int) -> Iterator[FieldSpan]:
    """Each field ends where a token of no more than the fields up to it would end."""
    yield FieldSpan(name="id", offset=start, length=1, type="u8", value=f"0x{octets[0]:02x}")
    before = 1
    for count, field in enumerate(layout.fields[:FIELDS_MOST], start=1):
        part = token_by(replace(layout, fields=layout.fields[:count]), octets, 0, len(octets))
        if isinstance(part, NoToken):
            return
        kind = kinds[count - 1]
        value = _value(kind, field.name, part.values[field.name])
        yield FieldSpan(name=field.name, offset=start + before, length=part.end - before, type=kind, value=value)
        before = part.end


def _unread(record: Record, tokens: list[TokenSpan]) -> list[TokenSpan]:
    """Bytes of the record that no token holds, where it is damaged: shown, never skipped."""
    found, place = [], record.start
    for token in [*tokens, None]:
        until = record.end if token is None else token.offset
        if until > place:
            found.append(
                TokenSpan(name="unread", offset=place, length=until - place, summary="", damage="no token", fields=[])
            )
        place = max(place, until if token is None else token.offset + token.length)
    return found


def _value(kind: str, name: str, value: Any) -> str:
    if isinstance(value, bytes):
        if kind == "bytes" and "address" in name and len(value) in (4, 16):
            return str(ip_address(value))
        text = value.rstrip(b"\0") if kind != "bytes" else value
        shown = text.decode("utf-8", "backslashreplace") if kind != "bytes" else text.hex(" ")
        return _cut(visible(shown))
    if isinstance(value, tuple):
        return _cut(" ".join(_value("cstring" if kind == "list" else kind, name, one) for one in value))
    if name == "seconds":
        return f"{value} ({_moment(value)})"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_MOST else f"{text[:TEXT_MOST]}… ({len(text)} characters)"


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return "no date"


def _time(record: Record) -> str:
    return _moment(record.seconds)


def _result(tokens: list[tuple[str, dict[str, Any]]]) -> str:
    for name, values in tokens:
        if name in ("return32", "return64"):
            error = values.get("error", values.get("status", 0))
            return "success" if error == 0 else f"failed {error}"
    return ""


def _batch_of(record: Record) -> tuple[Batch, Any]:
    """The record alone, framed anew, as the printers take it."""
    batch = next(iter(read_batches(BytesIO(record.octets), fallback=record.dialect)))
    return batch, batch.pieces


_WORDS: Final = {
    "string": "A length of two bytes, which counts the NUL that ends it, then the characters.",
    "cstring": "Characters up to a NUL.",
    "bytes": "Bytes of a length that is fixed, or that a field before it says.",
    "list": "As many values as a field before it says.",
    "u8": "One byte, unsigned.",
    "u16": "Two bytes, unsigned, big endian.",
    "u32": "Four bytes, unsigned, big endian.",
    "u64": "Eight bytes, unsigned, big endian.",
    "i8": "One byte, signed.",
    "i16": "Two bytes, signed, big endian.",
    "i32": "Four bytes, signed, big endian.",
    "i64": "Eight bytes, signed, big endian.",
}
_FILTERS: Final = {
    "path": "path", "auid": "user", "euid": "euser", "ruid": "ruser", "egid": "egroup", "rgid": "rgroup", "pid": "pid",
    "sid": "session", "text": "text", "error": "error", "sequence": "sequence", "zonename": "zone", "event": "event",
}  # fmt: skip


def _field_document(token: TokenSpan, one: FieldSpan, octets: bytes) -> FieldDocument:
    readings = list(_readings(octets)) if one.type[:1] in "ui" and one.type[1:].isdigit() else []
    key = _FILTERS.get(one.name)
    value = one.value.split(" (")[0]
    if key in ("path", "text", "zone"):
        value = json.dumps(one.value)
    return FieldDocument(
        name=f"{token.name}.{one.name}",
        type=one.type,
        offset=one.offset,
        length=one.length,
        bytes=octets[:64].hex(" ") + (" …" if len(octets) > 64 else ""),
        value=one.value,
        readings=readings,
        check=_check(one, octets),
        words=_WORDS.get(one.type, ""),
        filter=f"{key}:{value}" if key and one.value else "",
    )


def _token_document(token: TokenSpan, octets: bytes) -> FieldDocument:
    return FieldDocument(
        name=token.name,
        type="token" if token.fields else "",
        offset=token.offset,
        length=token.length,
        bytes=octets[:64].hex(" ") + (" …" if len(octets) > 64 else ""),
        value=token.summary,
        readings=[],
        check="",
        words=f"A token of {len(token.fields)} fields." if token.fields else "",
        filter=f"token:{token.name}" if token.fields else "",
    )


def _readings(octets: bytes) -> Iterator[dict[str, str]]:
    number = int.from_bytes(octets, "big")
    yield {"name": "hexadecimal", "value": f"0x{number:x}"}
    yield {"name": "signed", "value": str(int.from_bytes(octets, "big", signed=True))}
    yield {"name": "little endian", "value": str(int.from_bytes(octets, "little"))}
    if len(octets) == 4:
        yield {"name": "as address", "value": str(ip_address(octets))}
        yield {"name": "as time", "value": _moment(number)}


def _check(one: FieldSpan, octets: bytes) -> str:
    if one.type == "string" and len(octets) >= 3:
        return "ends in NUL" if octets[-1] == 0 else "does not end in NUL"
    return ""
