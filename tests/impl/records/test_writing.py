"""Numbers and addresses as the printers write them, against Python's own and the C library's."""

import random
import socket
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records.reading import byte_at, i64_at, u16_at, u32_at, with_sign
from hiwater_impl.records.writing import (
    put_address,
    put_decimal,
    put_hex_64,
    put_hex_digits,
    put_hex_stretch,
    put_octal,
    put_signed_64,
    put_unsigned_64,
)

BLANK = 32


def written(data: Any, out: Any) -> int:
    """One line of forms for each 16 bytes of data."""
    place = 0
    for at in range(0, len(data), 16):
        high, low = u32_at(data, at), u32_at(data, at + 4)
        place = put_blank(out, put_unsigned_64(out, place, high, low))
        place = put_blank(out, put_signed_64(out, place, high, low))
        place = put_blank(out, put_hex_64(out, place, high, low))
        place = put_blank(out, put_octal(out, place, high))
        place = put_blank(out, put_decimal(out, place, with_sign(u16_at(data, at), 16)))
        place = put_blank(out, put_hex_digits(out, place, byte_at(data, at), 4))
        place = put_blank(out, put_hex_stretch(out, place, data, at, at + 3))
        place = put_blank(out, put_address(out, place, data, at, 4))
        place = put_blank(out, put_address(out, place, data, at, 16))
        place = put_blank(out, put_decimal(out, place, max(i64_at(data, at), 1 - 2**63)))
    return place


@part
def put_blank(out: Any, place: int) -> int:
    """A blank between two forms."""
    out[place] = BLANK
    return place + 1


def expected(data: bytes) -> str:
    """The same forms of 16 bytes by Python and the C library."""
    signed = int.from_bytes(data[:8], "big", signed=True)
    unsigned = int.from_bytes(data[:8], "big")
    addresses = f"{socket.inet_ntop(socket.AF_INET, data[:4])} {socket.inet_ntop(socket.AF_INET6, data)}"
    start = f"{unsigned} {signed} {unsigned:x} {unsigned >> 32:o} {int.from_bytes(data[:2], 'big', signed=True)}"
    return f"{start} {data[0]:04x} {data[:3].hex()} {addresses} {max(signed, 1 - 2**63)} "


def sixteen(chance: random.Random) -> bytes:
    """Bytes with many zeros and ones, so that every short form of an address comes up."""
    few = bytes(chance.choice([0, 0, 255, chance.randrange(256)]) for _ in range(16))
    groups = b"".join(chance.choice([bytes(2), few[at : at + 2]]) for at in range(0, 16, 2))
    return chance.choice([few, groups, bytes(10) + b"\xff\xff" + few[:4], bytes(12) + few[:4], bytes(16)])


@pytest.fixture(params=["interpreted", "compiled"])
def run(request: pytest.FixtureRequest) -> Callable[..., int]:
    """Both ways of running the same text."""
    found: Callable[..., int] = getattr(Entry(written), request.param)
    return found


def test_forms_are_those_of_python_and_the_c_library(run: Callable[..., int]) -> None:
    """3,000 seeded values, the edges of 64 bits among them."""
    chance = random.Random(1)
    edges = [bytes.fromhex(text).ljust(16, b"\0") for text in ("80" + "00" * 7, "7f" + "ff" * 7, "ff" * 8)]
    rows = edges + [sixteen(chance) for _ in range(3000)]
    out = np.zeros(400 * len(rows), np.uint8)
    end = run(np.frombuffer(b"".join(rows), np.uint8), out)
    assert bytes(out[:end]).decode() == "".join(map(expected, rows))
