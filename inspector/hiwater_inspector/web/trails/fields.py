"""One field of a token explained: its bytes, other readings of them, what its type means, a filter that finds it."""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from pydantic import BaseModel, Field

from hiwater_inspector.web.trails.telling import PieceDocument
from hiwater_inspector.web.trails.tokens import FieldSpan, TokenSpan, moment


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


def field_of(piece: PieceDocument, octets: bytes, offset: int, length: int) -> FieldDocument:
    """The field, or the token, that these bytes of a piece are; the piece itself if they are neither."""
    for token in piece.tokens:
        for one in token.fields:
            if one.offset <= offset < one.offset + one.length and length <= one.length:
                return _field_document(piece, token, one, octets[one.offset - piece.offset :][: one.length])
        if token.offset <= offset < token.offset + token.length and length <= token.length:
            return _token_document(piece, token, octets[token.offset - piece.offset :][: token.length])
    whole = TokenSpan(name=piece.kind, offset=piece.offset, length=piece.length, summary=piece.event, fields=[])
    return _token_document(piece, whole, octets)


def _field_document(piece: PieceDocument, token: TokenSpan, one: FieldSpan, octets: bytes) -> FieldDocument:
    readings = list(_readings(octets)) if one.type[:1] in "ui" and one.type[1:].isdigit() else []
    key = _FILTERS.get(one.name) if piece.kind == "record" else None
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


def _token_document(piece: PieceDocument, token: TokenSpan, octets: bytes) -> FieldDocument:
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
        filter=f"token:{token.name}" if token.fields and piece.kind == "record" else "",
    )


def _readings(octets: bytes) -> Iterator[dict[str, str]]:
    number = int.from_bytes(octets, "big")
    yield {"name": "hexadecimal", "value": f"0x{number:x}"}
    yield {"name": "signed", "value": str(int.from_bytes(octets, "big", signed=True))}
    yield {"name": "little endian", "value": str(int.from_bytes(octets, "little"))}
    if len(octets) == 4:
        yield {"name": "as address", "value": str(ip_address(octets))}
        yield {"name": "as time", "value": moment(number)}


def _check(one: FieldSpan, octets: bytes) -> str:
    if one.type == "string" and len(octets) >= 3:
        return "ends in NUL" if octets[-1] == 0 else "does not end in NUL"
    return ""
