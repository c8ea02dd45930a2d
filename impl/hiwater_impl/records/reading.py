"""Parts that read big-endian numbers from an array of bytes; the caller has seen that the bytes are there."""

from typing import Any

from hiwater_impl.compiled import part

Bytes = Any
"""A flat array of bytes: numpy's under machine code, a memoryview in CPython."""


@part
def byte_at(data: Bytes, place: int) -> int:
    """One byte as a number of 64 bits with a sign, which all arithmetic here is done in."""
    found: int = data[place] & 255
    return found


@part
def u16_at(data: Bytes, place: int) -> int:
    """Two bytes without a sign."""
    return (byte_at(data, place) << 8) | byte_at(data, place + 1)


@part
def u32_at(data: Bytes, place: int) -> int:
    """Four bytes without a sign."""
    return (u16_at(data, place) << 16) | u16_at(data, place + 2)


@part
def with_sign(value: int, bits: int) -> int:
    """A number of 8, 16 or 32 bits, its highest bit taken as a sign."""
    return value - (1 << bits) if value >> (bits - 1) else value


@part
def i64_at(data: Bytes, place: int) -> int:
    """Eight bytes with a sign."""
    return (with_sign(u32_at(data, place), 32) << 32) | u32_at(data, place + 4)
