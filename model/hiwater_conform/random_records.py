"""Pools of tokens and of records for audit(2), made once, from which random calls take."""

from random import Random

from hiwater_model.constants import AUDIT_RECORD_LONGEST, MEMBUF_BYTES
from hiwater_model.membufs import Chain

# What is left of a membuf behind a header: lengths around these decide whether a body is packed or linked.
HEADER_SIZES = (18, 26, 26 + 4, 22 + 16, 34, 46)
_LENGTHS = (
    *(1, 2, 3, 5, 8, 13, 20, 30, 50, 75, 127, 128, 118, 121, 116, 123),
    *(MEMBUF_BYTES - size + slip for size in HEADER_SIZES for slip in (-1, 0, 1)),
)
_SHAPES = ((128, 3), (128, 128), (128, 30), (5, 124), (102, 50), (0, 7), (7, 0), (0,), (128, 0), (20, 128, 3))
# Offset of the time field behind an address of this many bytes; the last ones lie on and over the end of a membuf.
_ADDRESS_TYPES = (4, 16, 16, 4, 0, 96, 98, 106, 107, 0xFFFFFFFF, 0xFFFFFFF4, 200, 0x7FFFFFFF)


def token_pool(random: Random) -> list[Chain]:
    """Tokens: mostly short ones, then every length at which packing changes, and chains with empty membufs."""
    short = [(random.randbytes(random.randrange(1, 24)),) for _ in range(3 * len(_LENGTHS))]
    edges = [(random.randbytes(length),) for length in _LENGTHS]
    shapes = [tuple(random.randbytes(length) for length in shape) for shape in _SHAPES]
    return [*short, *edges, *shapes]


def record_pool(random: Random) -> list[bytes]:
    """Records as a process hands them to audit(2): good ones of every header, and each way to be bad."""
    good = [
        _record(random, first, length, 4 if first in (0x15, 0x79) else None)
        for first in (0x14, 0x15, 0x74, 0x79)
        for length in (26, 40, 60, 100, 127, 128, 129, 121, 300)
    ]
    addresses = [
        _record(random, first, length, kind)
        for first in (0x15, 0x79)
        for kind in _ADDRESS_TYPES
        for length in (50, 140, 300)
    ]
    other = [
        _record(random, 0x14, 18, None),
        _record(random, 0x74, 18, None),
        _record(random, 0x79, 29, 4),
        _record(random, 0x15, 25, 4),
        _record(random, 0x13, 40, None),
        _record(random, 0, 40, None),
        _record(random, 0x14, 40, None, version=3),
        _record(random, 0x79, 60, 16, version=0),
        random.randbytes(17),
        b"",
    ]
    return [*good, *good, *addresses, *other]


def long_records(random: Random) -> list[bytes]:
    """The longest record that is taken, and one byte more."""
    return [_record(random, 0x14, AUDIT_RECORD_LONGEST + extra, None) for extra in (0, 1)]


def _record(random: Random, first: int, length: int, address_type: int | None, version: int = 2) -> bytes:
    start = bytes([first]) + length.to_bytes(4, "big") + bytes([version]) + random.randbytes(4)
    if address_type is not None:
        start += address_type.to_bytes(4, "big")
    return (start + random.randbytes(max(0, length - len(start))))[:length]
