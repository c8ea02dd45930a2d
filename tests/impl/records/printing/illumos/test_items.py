"""The items of arbitrary data, in every way to print them and of every unit."""

import pytest

from hiwater_impl.records.printing.illumos.forms import Form
from tests.impl.records.printing.illumos.praudit import arbitrary, token_text


@pytest.mark.parametrize(
    ("how", "unit", "items", "count", "text"),
    [
        (0, 0, b"\x05\0", 2, b"         101           0\n"),
        (0, 1, b"\1\2", 1, b"          1000000001\n"),
        (1, 0, b"\x41", 1, b"10100000000\n"),
        (3, 0, b"\x41", 1, b"0x41000000\n"),
        (3, 1, b"\0\x41", 1, b"0x410000\n"),
        (2, 1, b"\xff\xff", 1, b"        -1\n"),
        (3, 2, b"\x80\0\0\0", 1, b"  0x80000000\n"),
        (1, 3, b"\xff" * 8, 1, b"            1777777777777777777777\n"),
        (2, 3, b"\x80" + bytes(7), 1, b"              -9223372036854775808\n"),
        (4, 1, b"\nA", 1, b"   A\\n\n"),
        (2, 0, bytes(13), 13, b"     0" * 12 + b"\n     0\n"),
        (7, 0, b"a", 1, b"\n"),
        (2, 0, b"", 0, b""),
        (2, 9, b"", 0, b""),
    ],
)
def test_items_of_arbitrary_data(how: int, unit: int, items: bytes, count: int, text: bytes) -> None:
    """In columns as wide as their kind needs, no line beyond 75, the reader's memory order being little-endian."""
    shown = token_text(Form(), arbitrary(how, unit, items, count))
    assert shown[shown.index(b"\n") + 1 :] == text
