"""The tokens of a piece for people: their places, their fields with place, type and value, and a summary."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from typing import Any, Final

from pydantic import BaseModel, Field

from hiwater_impl.records.record import Span
from hiwater_model.records.decode import Fault as NoToken
from hiwater_model.records.decode import token_by
from hiwater_model.records.layouts import layouts_from
from hiwater_model.records.shapes import Layout
from hiwater_specs import read

TEXT_MOST: Final = 2000
"""Characters of one value that are shown; the bytes hold the rest."""
FIELDS_MOST: Final = 400


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


def token_of(span: Span, octets: bytes) -> TokenSpan:
    """The token that a span says where it is, of its bytes."""
    layout, kinds = _layouts()[span.layout]
    fields = list(_fields(layout, kinds, octets, span.start))
    summary = " ".join(one.value for one in fields[1:7] if one.value)
    return TokenSpan(
        name=layout.name, offset=span.start, length=span.end - span.start, summary=summary[:200], fields=fields
    )


_HIDDEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Text without what could change how it is read: control and formatting characters are shown as escapes."""
    return "".join(one if unicodedata.category(one) not in _HIDDEN else f"\\u{{{ord(one):x}}}" for one in text)


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
        return f"{value} ({moment(value)})"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_MOST else f"{text[:TEXT_MOST]}… ({len(text)} characters)"


def moment(seconds: int) -> str:
    """A time of day, or that there is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return "no date"


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
