"""One token: what every layout holds comes back, and each kind of fault has its reason and its number."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_model.records import Fault, Layout, Reason, Token, token_at, token_bytes
from hiwater_model.records.decode import token_by
from hiwater_specs import read
from tests.records.strategies import DIALECTS, LAYOUTS, every_layout, values_of

EVERY = [
    pytest.param(layout, id=f"{layout.identifier:02x}-{layout.name}-{layout.dialects[0]}") for layout in every_layout()
]


def test_every_layout_of_the_specification_is_tried() -> None:
    """The list below holds as many layouts as the file."""
    assert len(EVERY) == len(json.loads(read("records/tokens.json"))["tokens"])


@pytest.mark.parametrize("layout", EVERY)
def test_what_a_layout_holds_comes_back(layout: Layout) -> None:
    """Any values, written and read in the midst of other bytes, are the same, and so is where they end."""

    @settings(max_examples=20)
    @given(values_of(layout), st.binary(max_size=3), st.binary(max_size=3))
    def round_trip(values: dict[str, int], before: bytes, after: bytes) -> None:
        data = token_bytes(layout, values)
        found = token_by(layout, before + data + after, len(before), len(before + data))
        assert found == Token(layout, len(before), len(before + data), values)

    round_trip()


@pytest.mark.parametrize("layout", EVERY)
def test_a_token_cut_anywhere_is_a_fault(layout: Layout) -> None:
    """No beginning of a token is a token, and the fault is at its id."""

    @settings(max_examples=10)
    @given(values_of(layout))
    def cut(values: dict[str, int]) -> None:
        data = token_bytes(layout, values)
        for end in range(1, len(data)):
            found = token_by(layout, data, 0, end)
            assert isinstance(found, Fault)
            assert found.at == 0
            assert found.reason in (Reason.TRUNCATED, Reason.NO_NUL)
            assert found.number >= (0 if found.reason is Reason.NO_NUL else 1)

    cut()


@settings(max_examples=300)
@given(st.sampled_from(DIALECTS), st.binary(min_size=1, max_size=60), st.data())
def test_any_bytes_are_a_token_or_a_fault(dialect: str, data: bytes, draw: st.DataObject) -> None:
    """Nothing is raised, a fault is at the place that was asked for, and a token ends within the bytes."""
    table = LAYOUTS.table(dialect)
    data = bytes((draw.draw(st.sampled_from(sorted(table))),)) + data
    found = token_at(data, 0, len(data), table)
    if isinstance(found, Fault):
        assert found.at == 0
    else:
        assert token_bytes(found.layout, found.values) == data[: found.end]


FAULTS = [
    ("illumos", "05", Reason.UNKNOWN_ID, 5),
    ("openbsm", "20 0001 00", Reason.UNKNOWN_ID, 0x20),
    ("illumos", "27 00 0000", Reason.TRUNCATED, 2),
    ("illumos", "28", Reason.TRUNCATED, 2),
    ("illumos", "28 00", Reason.TRUNCATED, 1),
    ("illumos", "28 0009 616200", Reason.TRUNCATED, 6),
    ("illumos", "3b 0003 00000001 0000", Reason.TRUNCATED, 6),
    ("illumos", "51 0002 0001 61 00", Reason.TRUNCATED, 1),
    ("illumos", "51 0001 0001 61 0001 0004 62", Reason.TRUNCATED, 3),
    ("illumos", "33 41 02 0005 0000", Reason.TRUNCATED, 6),
    ("illumos", "13 b106 00000007", Reason.VALUE, 0xB106),
    ("illumos", "13 b106", Reason.VALUE, 0xB106),
    ("illumos", "7e 00000005 00000000", Reason.VALUE, 5),
    ("illumos", "29 ffff", Reason.NEGATIVE, -1),
    ("illumos", "25 80000000", Reason.NEGATIVE, -(2**31)),
    ("illumos", "3c 00000002 6100 6263", Reason.NO_NUL, 2),
    ("illumos", "3c 00000002 6100", Reason.NO_NUL, 0),
    ("openbsm", "82 0001" + "61" * 107, Reason.NO_NUL, 107),
    ("openbsm", "82 0001" + "61" * 108 + "00", Reason.NO_NUL, 108),
    ("openbsm", "21 00 04 00", Reason.NO_CASE, 4),
]


@pytest.mark.parametrize(("dialect", "hexadecimal", "reason", "number"), FAULTS)
def test_each_fault_has_its_number(dialect: str, hexadecimal: str, reason: Reason, number: int) -> None:
    """The reasons of a token that cannot be had, with what stands in the table of FRAMES.md."""
    data = bytes.fromhex(hexadecimal)
    assert token_at(b"\0" + data, 1, len(data) + 1, LAYOUTS.table(dialect)) == Fault(1, reason, number)


def test_no_byte_beyond_the_end_is_looked_at() -> None:
    """A NUL and a length beyond the end do not count."""
    table = LAYOUTS.table("illumos")
    assert token_at(b"\x3c\0\0\0\x01a\0", 0, 6, table) == Fault(0, Reason.NO_NUL, 1)
    assert token_at(b"\x28\0\x01a", 0, 2, table) == Fault(0, Reason.TRUNCATED, 1)
