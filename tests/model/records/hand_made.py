"""Records, written by hand for the examples: a header of 18 bytes, a few tokens, a trailer of 7."""

from hiwater_model.records import Damage, Piece, decode_trail
from tests.records.strategies import LAYOUTS

TEXT = bytes.fromhex("28 0003 686900")
"""A text token, 6 bytes."""

UNKNOWN = bytes.fromhex("05 0102")
"""An id that nobody knows, and two bytes."""

JUNK = b"\xfe\xed" * 4


def header(count: int, version: int = 2) -> bytes:
    """A plain 32-bit header, 18 bytes."""
    return b"\x14" + count.to_bytes(4, "big") + bytes((version,)) + bytes.fromhex("0017 0000 00000001 00000002")


def trailer(count: int) -> bytes:
    """A trailer, 7 bytes."""
    return b"\x13\xb1\x05" + count.to_bytes(4, "big")


def closed(body: bytes = b"", version: int = 2) -> bytes:
    """A whole record with a trailer."""
    size = 25 + len(body)
    return header(size, version) + body + trailer(size)


def plain(body: bytes = b"", version: int = 2) -> bytes:
    """A whole record without a trailer."""
    return header(18 + len(body), version) + body


FILE = bytes.fromhex("11 00000001 00000002 0002 6600")
"""A file token, 13 bytes."""

Seen = tuple[str, int, int, str, list[Damage]]


def seen(data: bytes, fallback: str = "illumos", longest: int = 1 << 24) -> list[Seen]:
    """The pieces of a trail: kind, start, end, names of the tokens, damage."""
    return [_seen(piece) for piece in decode_trail(data, LAYOUTS, fallback, longest)]


def _seen(piece: Piece) -> Seen:
    names = " ".join(token.layout.name for token in piece.tokens)
    return type(piece).__name__, piece.start, piece.end, names, list(piece.damage)
