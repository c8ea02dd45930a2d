"""Big-endian integers of 1, 2, 4 and 8 bytes, read and written; the contracts are confirmed by CrossHair.

Left out: what happens to bytes or numbers that a precondition forbids. The callers take exactly as many bytes as the
kind has, and look at the bounds of a number (`BOUNDS`) before they write it.
"""

from collections.abc import Callable, Mapping


def read_u8(octets: bytes) -> int:
    """One byte without a sign.

    pre: len(octets) == 1
    post: 0 <= __return__ < 2**8
    post: write_u8(__return__) == octets
    """
    return int.from_bytes(octets, "big")


def write_u8(value: int) -> bytes:
    """One byte without a sign.

    pre: 0 <= value < 2**8
    post: len(__return__) == 1
    post: read_u8(__return__) == value
    """
    return value.to_bytes(1, "big")


def read_i8(octets: bytes) -> int:
    """One byte with a sign.

    pre: len(octets) == 1
    post: -(2**7) <= __return__ < 2**7
    post: write_i8(__return__) == octets
    """
    return int.from_bytes(octets, "big", signed=True)


def write_i8(value: int) -> bytes:
    """One byte with a sign.

    pre: -(2**7) <= value < 2**7
    post: len(__return__) == 1
    post: read_i8(__return__) == value
    """
    return value.to_bytes(1, "big", signed=True)


def read_u16(octets: bytes) -> int:
    """Two bytes without a sign.

    pre: len(octets) == 2
    post: 0 <= __return__ < 2**16
    post: write_u16(__return__) == octets
    """
    return int.from_bytes(octets, "big")


def write_u16(value: int) -> bytes:
    """Two bytes without a sign.

    pre: 0 <= value < 2**16
    post: len(__return__) == 2
    post: read_u16(__return__) == value
    """
    return value.to_bytes(2, "big")


def read_i16(octets: bytes) -> int:
    """Two bytes with a sign.

    pre: len(octets) == 2
    post: -(2**15) <= __return__ < 2**15
    post: write_i16(__return__) == octets
    """
    return int.from_bytes(octets, "big", signed=True)


def write_i16(value: int) -> bytes:
    """Two bytes with a sign.

    pre: -(2**15) <= value < 2**15
    post: len(__return__) == 2
    post: read_i16(__return__) == value
    """
    return value.to_bytes(2, "big", signed=True)


def read_u32(octets: bytes) -> int:
    """Four bytes without a sign.

    pre: len(octets) == 4
    post: 0 <= __return__ < 2**32
    post: write_u32(__return__) == octets
    """
    return int.from_bytes(octets, "big")


def write_u32(value: int) -> bytes:
    """Four bytes without a sign.

    pre: 0 <= value < 2**32
    post: len(__return__) == 4
    post: read_u32(__return__) == value
    """
    return value.to_bytes(4, "big")


def read_i32(octets: bytes) -> int:
    """Four bytes with a sign.

    pre: len(octets) == 4
    post: -(2**31) <= __return__ < 2**31
    post: write_i32(__return__) == octets
    """
    return int.from_bytes(octets, "big", signed=True)


def write_i32(value: int) -> bytes:
    """Four bytes with a sign.

    pre: -(2**31) <= value < 2**31
    post: len(__return__) == 4
    post: read_i32(__return__) == value
    """
    return value.to_bytes(4, "big", signed=True)


def joined(high: int, low: int) -> int:
    """The number with these upper and lower 32 bits; it has the sign that `high` has.

    pre: 0 <= low < 2**32
    post: halves(__return__) == (high, low)
    """
    return high * 2**32 + low


def halves(value: int) -> tuple[int, int]:
    """What is above the lower 32 bits, with the number's sign, and these.

    post: 0 <= __return__[1] < 2**32
    post: joined(*__return__) == value
    """
    return value // 2**32, value % 2**32


def read_u64(octets: bytes) -> int:
    """Eight bytes without a sign.

    pre: len(octets) == 8
    post: 0 <= __return__ < 2**64
    post: __return__ == joined(read_u32(octets[:4]), read_u32(octets[4:]))
    """
    return int.from_bytes(octets, "big")


def write_u64(value: int) -> bytes:
    """Eight bytes without a sign.

    pre: 0 <= value < 2**64
    post: len(__return__) == 8
    post: read_u64(__return__) == value
    """
    high, low = halves(value)
    return write_u32(high) + write_u32(low)


def read_i64(octets: bytes) -> int:
    """Eight bytes with a sign.

    pre: len(octets) == 8
    post: -(2**63) <= __return__ < 2**63
    post: __return__ == joined(read_i32(octets[:4]), read_u32(octets[4:]))
    """
    return int.from_bytes(octets, "big", signed=True)


def write_i64(value: int) -> bytes:
    """Eight bytes with a sign.

    pre: -(2**63) <= value < 2**63
    post: len(__return__) == 8
    post: read_i64(__return__) == value
    """
    high, low = halves(value)
    return write_i32(high) + write_u32(low)


READ: Mapping[str, Callable[[bytes], int]] = {
    "u8": read_u8,
    "u16": read_u16,
    "u32": read_u32,
    "u64": read_u64,
    "i8": read_i8,
    "i16": read_i16,
    "i32": read_i32,
    "i64": read_i64,
}
"""By kind: the number that the bytes are."""

WRITE: Mapping[str, Callable[[int], bytes]] = {
    "u8": write_u8,
    "u16": write_u16,
    "u32": write_u32,
    "u64": write_u64,
    "i8": write_i8,
    "i16": write_i16,
    "i32": write_i32,
    "i64": write_i64,
}
"""By kind: the bytes of a number within its bounds."""

WIDTHS: Mapping[str, int] = {kind: int(kind[1:]) // 8 for kind in READ}
"""By kind: bytes that it takes."""

BOUNDS: Mapping[str, tuple[int, int]] = {
    kind: (0, 256**width - 1) if kind[0] == "u" else (-(256**width) // 2, 256**width // 2 - 1)
    for kind, width in WIDTHS.items()
}
"""By kind: the least and the greatest number."""
