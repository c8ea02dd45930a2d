"""The tokens that the queue's own code makes or fills in; all numbers big-endian (neighbour: audit_token.c, adr.c)."""

import struct

from hiwater_model.citation import implements
from hiwater_model.constants import TOKEN_VERSION
from hiwater_model.machine import Time

_HEADER = {(64, False): 0x74, (64, True): 0x79, (32, False): 0x14, (32, True): 0x15}


@implements("TOKEN-01")
def header(width: int, length: int, event: int, modifier: int, host: bytes | None) -> bytes:
    """A header token with a time of zero; the extended form if a host address is given."""
    kind = _HEADER[width, host is not None]
    fixed = struct.pack(">BIBHH", kind, length & 0xFFFFFFFF, TOKEN_VERSION, event & 0xFFFF, modifier & 0xFFFF)
    address = b"" if host is None else struct.pack(">I", len(host)) + host
    return fixed + address + bytes(time_bytes(width))


def time_bytes(width: int) -> int:
    """Bytes of the time in a header."""
    return 16 if width == 64 else 8


@implements("TIME-02", "TIME-03")
def time_field(time: Time, wide: bool) -> bytes:
    """Seconds and nanoseconds, 8 bytes each, or the low 4 bytes of each."""
    seconds, nanoseconds = time
    if wide:
        return struct.pack(">qq", seconds, nanoseconds)
    return struct.pack(">II", seconds & 0xFFFFFFFF, nanoseconds & 0xFFFFFFFF)


@implements("TOKEN-03")
def zonename(name: bytes) -> bytes:
    """A zonename token."""
    return struct.pack(">BH", 0x60, len(name) + 1) + name + b"\0"


@implements("TOKEN-04")
def sequence() -> bytes:
    """A sequence token with number zero, filled in under the queue lock."""
    return struct.pack(">BI", 0x2F, 0)


def sequence_number(number: int) -> bytes:
    """The number as the sequence token holds it."""
    return struct.pack(">I", number & 0xFFFFFFFF)


@implements("TOKEN-05")
def trailer(length: int) -> bytes:
    """A trailer token."""
    return struct.pack(">BHI", 0x13, 0xB105, length & 0xFFFFFFFF)


def text(words: bytes) -> bytes:
    """A text token."""
    return struct.pack(">BH", 0x28, len(words) + 1) + words + b"\0"
