"""The tokens that the queue's own code makes; all numbers big-endian (neighbours: audit_token.c, adr.c)."""

import struct
from typing import Final

from hiwater_impl.pipeline.constants import TOKEN_VERSION
from hiwater_impl.surroundings.surroundings import Time

_PLAIN: Final = {64: (0x74, bytes(16)), 32: (0x14, bytes(8))}
_EXTENDED: Final = {64: (0x79, bytes(16)), 32: (0x15, bytes(8))}
_HEADER: Final = struct.Struct(">BIBHH")
_WIDE: Final = struct.Struct(">qq")
_NARROW: Final = struct.Struct(">II")
_WORD: Final = 0xFFFFFFFF
HEADER_BYTES: Final = {width: _HEADER.size + len(time) for width, (_, time) in _PLAIN.items()}
"""A header without address."""
TIME_OFFSET: Final = _HEADER.size
"""Where the time stands in such a header."""


def header(width: int, length: int, event: int, modifier: int) -> bytes:
    """A header token with a time of zero (au_to_header)."""
    kind, time = _PLAIN[width]
    return _HEADER.pack(kind, length & _WORD, TOKEN_VERSION, event & 0xFFFF, modifier & 0xFFFF) + time


def extended_header(width: int, length: int, event: int, modifier: int, address: bytes) -> bytes:
    """A header token with a host address of 4 or 16 bytes (au_to_header_ex)."""
    kind, time = _EXTENDED[width]
    fixed = _HEADER.pack(kind, length & _WORD, TOKEN_VERSION, event & 0xFFFF, modifier & 0xFFFF)
    return fixed + len(address).to_bytes(4) + address + time


def time_field(time: Time, *, wide: bool) -> bytes:
    """Seconds and nanoseconds: 8 bytes each, or the low 4 bytes of each (audit_io.c:191-222)."""
    seconds, nanoseconds = time
    if wide:
        return _WIDE.pack(seconds, nanoseconds)
    return _NARROW.pack(seconds & _WORD, nanoseconds & _WORD)


def zonename(name: bytes) -> bytes:
    """A zonename token."""
    return b"\x60" + (len(name) + 1).to_bytes(2) + name + b"\0"


def sequence() -> bytes:
    """A sequence token whose number is filled in under the queue lock."""
    return b"\x2f\0\0\0\0"


def trailer(length: int) -> bytes:
    """A trailer token."""
    return b"\x13\xb1\x05" + (length & _WORD).to_bytes(4)


def text(words: bytes) -> bytes:
    """A text token of less than 125 bytes."""
    return b"\x28" + (len(words) + 1).to_bytes(2) + words + b"\0"
