"""Texts by number: every number that is there is found, and no other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hiwater_impl.records.printing.tables import find, last_between, longest, put_row, texts_from

NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1)


@given(st.dictionaries(NUMBERS, st.binary(max_size=9), max_size=20), NUMBERS)
def test_each_text_is_found_by_its_number(texts: dict[int, bytes], other: int) -> None:
    """The longest one is known; a number that is not there has no row."""
    table = texts_from(texts)
    for number, text in texts.items():
        out = bytearray(20)
        place = put_row(memoryview(out), 3, table, find(table.ids, number))
        assert out[3:place] == text
    assert (find(table.ids, other) >= 0) == (other in texts)
    assert longest(table) == max(map(len, texts.values()), default=0)


def test_a_search_stays_between_its_bounds() -> None:
    """What is before or behind them is not looked at."""
    numbers = np.array([9, 1, 3, 5, 0], np.int64)
    assert [last_between(numbers, 1, 4, number) for number in (0, 1, 2, 5, 9)] == [0, 1, 1, 3, 3]
