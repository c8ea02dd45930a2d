"""Values that do not fit are refused with the name of their field; counts are filled in."""

from typing import Any

import pytest

from hiwater_model.records import DoesNotFit, Layout, Values, decode_trail, record_bytes, token_bytes, written_again
from tests.records.strategies import LAYOUTS, every_layout


def layout_of(dialect: str, name: str) -> Layout:
    """The layout of this name."""
    return next(layout for layout in every_layout() if layout.name == name and dialect in layout.dialects)


REFUSED = [
    ("return32", {"error": 256, "value": 0}, "error"),
    ("return32", {"error": -1, "value": 0}, "error"),
    ("return32", {"error": 0, "value": 2**31}, "value"),
    ("return32", {"error": 0}, "value"),
    ("return32", {"error": 0, "value": b"\0"}, "value"),
    ("return32", {"error": 0, "value": 0, "extra": 0}, "extra"),
    ("trailer", {"magic": 1, "byte_count": 7}, "magic"),
    ("in_addr", {"address": b"\0"}, "address"),
    ("in_addr", {"address": 5}, "address"),
    ("opaque", {"size": -1, "data": b""}, "data"),
    ("opaque", {"size": 2, "data": b"a"}, "data"),
    ("text", {"text": b"a" * 65536}, "text"),
    ("exec_args", {"count": 1, "args": (b"a\0b",)}, "args"),
    ("exec_args", {"count": 2, "args": (b"a",)}, "args"),
    ("exec_args", {"count": 1, "args": [b"a"]}, "args"),
    ("sockunix", {"family": 1, "path": b"a" * 108}, "path"),
    ("data", {"how_to_print": 0, "basic_unit": 4, "unit_count": 0, "items": ()}, "items"),
]


@pytest.mark.parametrize(("name", "values", "field"), REFUSED)
def test_what_does_not_fit_is_refused(name: str, values: dict[str, Any], field: str) -> None:
    """The error names token and field."""
    dialect = "illumos" if name != "sockunix" else "openbsm"
    with pytest.raises(DoesNotFit) as refused:
        token_bytes(layout_of(dialect, name), values)
    assert (refused.value.token, refused.value.field) == (name, field)


def test_longest_values_fit() -> None:
    """What has just the size that a field can hold is written."""
    assert token_bytes(layout_of("illumos", "text"), {"text": b"a" * 65535}) == b"\x28\xff\xff" + b"a" * 65535
    written = token_bytes(layout_of("openbsm", "sockunix"), {"family": 1, "path": b"a" * 107})
    assert written == b"\x82\0\x01" + b"a" * 107 + b"\0"


def test_counts_are_filled_in_when_asked() -> None:
    """Header and trailer get the length of the whole; without asking, the values stand as they are."""
    start = {"byte_count": 5, "version": 2, "event": 23, "modifier": 0, "seconds": 1, "subseconds": 2}
    tokens: list[tuple[Layout, Values]] = [
        (layout_of("illumos", "header32"), start),
        (layout_of("illumos", "text"), {"text": b"hi\0"}),
        (layout_of("illumos", "trailer"), {"magic": 0xB105, "byte_count": 6}),
    ]
    as_told = bytes.fromhex("14 00000005 02 0017 0000 00000001 00000002 28 0003 686900 13 b105 00000006")
    filled_in = bytes.fromhex("14 0000001f 02 0017 0000 00000001 00000002 28 0003 686900 13 b105 0000001f")
    assert record_bytes(tokens, count=False) == as_told
    assert record_bytes(tokens, count=True) == filled_in
    (record,) = decode_trail(filled_in, LAYOUTS)
    assert written_again(record.tokens) == filled_in
