"""Values of TLA+: what is written is read again, and what is no value is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiwater_check.tla.values import NotAValue, Value, mapping, record, value_of, written

_NAMES = st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True)
_PLAIN = st.one_of(st.booleans(), st.integers(-1000, 1000), _NAMES)
_VALUES: st.SearchStrategy[Value] = st.recursive(
    _PLAIN,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(tuple),
        st.dictionaries(_NAMES, parts, min_size=1, max_size=3).map(mapping),
        st.lists(st.integers(0, 9), max_size=3).map(frozenset),
    ),
    max_leaves=8,
)


@given(_VALUES)
def test_what_is_written_is_read_again(value: Value) -> None:
    """Text for TLC, read as if TLC had printed it, is the value."""
    assert value_of(written(value)) == value


def test_what_tlc_prints_over_lines_is_read() -> None:
    """Records stand over several lines, in an order of TLC's own."""
    text = '[ user0 |-> <<"asleep", "493">>,\n  flags |-> {},\n  none |-> <<>>,\n  yes |-> TRUE, less |-> -1 ]'
    assert value_of(text) == record(user0=("asleep", "493"), flags=frozenset(), none=(), yes=True, less=-1)


@pytest.mark.parametrize("text", ["", "<<1", "[a |-> 1", "[a 1]", "1 2", "name", "{1, "])
def test_what_is_no_value_is_refused(text: str) -> None:
    """A text that is cut off, or of another kind, is never half read."""
    with pytest.raises(NotAValue):
        value_of(text)
