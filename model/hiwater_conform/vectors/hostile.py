"""Vectors of the record format: short trails of damaged bytes, with the pieces that FRAMES.md says they are cut into.

They are a few good records with bytes changed, cut out and put in; of all that are damaged in the same way the shortest
is kept. Not good for: damage that takes a long trail; the fuzz campaign has that.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_values import NotThisForm, bytes_from_wire, fields_of
from hiwater_model.records import FileToken, Layouts, Piece, Record, decode_trail, layouts_from

_KEYS: Final = ("id", "title", "trail", "pieces")
_OCTETS: Final = (0x00, 0x01, 0x13, 0x14, 0x74, 0x7F, 0x80, 0xFF)
_KINDS: Final = {Record: "record", FileToken: "file"}
_MOST_DAMAGES: Final = 4


class HostileVector(NamedTuple):
    """A trail, and its pieces on the wire."""

    id: str
    title: str
    trail: bytes
    pieces: list[dict[str, Any]]


def pieces_of(trail: bytes) -> list[dict[str, Any]]:
    """The pieces of a trail as the reference codec cuts it."""
    return [_piece_to_wire(piece) for piece in decode_trail(trail, _layouts())]


def hostile_vectors() -> Iterator[HostileVector]:
    """All of them, in order: first those of one damage, by its name."""
    shortest: dict[tuple[str, ...], bytes] = {}
    for trail in _damaged():
        ways = _ways(decode_trail(trail, _layouts()))
        if len(ways) <= _MOST_DAMAGES and (ways not in shortest or len(trail) < len(shortest[ways])):
            shortest[ways] = trail
    ordered = sorted(shortest.items(), key=lambda item: (len(item[0]), item[0]))
    for place, (ways, trail) in enumerate(ordered, start=1):
        title = f"{', '.join(ways)}." if ways else "Nothing is wrong."
        yield HostileVector(f"hostile-{place:02d}", title, trail, pieces_of(trail))


def vector_to_wire(vector: HostileVector) -> dict[str, Any]:
    """The vector as it stands in a line of the file."""
    return {**vector._asdict(), "trail": vector.trail.hex()}


def vector_from_wire(value: Any) -> HostileVector:
    """The vector of a line. Raises NotThisForm."""
    name, title, trail, pieces = fields_of("hostile vector", value, _KEYS)
    if not all(isinstance(one, str) and one for one in (name, title)) or not isinstance(pieces, list):
        raise NotThisForm("hostile vector", "an id, a title, a trail and pieces")
    return HostileVector(name, title, bytes_from_wire(trail), pieces)


def problem_of_hostile(vector: HostileVector) -> str | None:
    """What is wrong with a vector, held against the reference codec; None if nothing is."""
    return None if vector.pieces == pieces_of(vector.trail) else "its pieces are not those of the reference codec"


@cache
def _layouts() -> Layouts:
    text = files("hiwater_specs").joinpath("records", "tokens.json").read_text(encoding="utf-8")
    return layouts_from(json.loads(text))


def _piece_to_wire(piece: Piece) -> dict[str, Any]:
    return {
        "kind": _KINDS.get(type(piece), "skipped"),
        "start": piece.start,
        "end": piece.end,
        "dialect": piece.dialect,
        "tokens": [[token.layout.identifier, token.start, token.end] for token in piece.tokens],
        "damage": [
            {"offset": one.offset, "reason": str(one.reason), "number": one.number, "kept": one.kept.hex()}
            for one in piece.damage
        ],
    }


def _ways(pieces: Iterator[Piece]) -> tuple[str, ...]:
    """The damage of a trail by its reasons in order, and the dialects when there is more than one."""
    found = list(pieces)
    reasons = [str(one.reason) for piece in found for one in piece.damage]
    kinds = [f"{_KINDS[type(piece)]} token" for piece in found if isinstance(piece, FileToken)]
    dialects = sorted({piece.dialect for piece in found})
    return (*reasons, *kinds[:1], *([" and ".join(dialects)] if len(dialects) > 1 else []))


def _damaged() -> Iterator[bytes]:
    """Good trails, and each of them with one byte changed, a stretch cut out, its end cut off, bytes put in."""
    for good in _good_trails():
        yield good
        for place in range(len(good)):
            yield good[:place]
            yield good[place + 1 :]
            yield good[:place] + good[place + 1 :]
            yield good[:place] + good[place + 4 :]
            for octet in _OCTETS:
                yield good[:place] + bytes([octet]) + good[place + 1 :]
                yield good[:place] + bytes([octet]) + good[place:]


def _good_trails() -> Iterator[bytes]:
    text, path = b"\x28\0\3hi\0", b"\x23\0\3/a\0"
    plain = _record(b"\x74", 16, text, trailer=False)
    closed = _record(b"\x74", 16, text + path, trailer=True)
    narrow = _record(b"\x14", 8, text, trailer=True)
    strings = _record(b"\x74", 16, b"\x3c\0\0\0\1a\0", trailer=False)
    choices = _record(b"\x74", 16, b"\x21\0\0\1x" + b"\x7e\0\0\0\4" + bytes(4), trailer=False)
    early = _record(b"\x74", 16, b"\x13\xb1\5\0\0\0\x21" + text, trailer=False)
    file = b"\x11" + (1_000_000_000).to_bytes(4) + bytes(4) + b"\0\4one\0"
    yield from (plain, closed, narrow, strings, choices, early, plain + plain, closed + narrow, file + closed + file)


def _record(header: bytes, time_bytes: int, body: bytes, *, trailer: bool) -> bytes:
    length = 10 + time_bytes + len(body) + 7 * trailer
    time = (1_000_000_000).to_bytes(time_bytes // 2) + bytes(time_bytes // 2)
    end = b"\x13\xb1\5" + length.to_bytes(4) if trailer else b""
    return header + length.to_bytes(4) + b"\2" + (6).to_bytes(2) + bytes(2) + time + body + end
