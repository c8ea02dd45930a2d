"""Expressions are those of RE2 over bytes: what they find, what they refuse, and that none is slow."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiwater_impl.records.selection.expressions import ExpressionFault, literal, search


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a.c", b"xa\ncx", True),
        ("a$", b"a\n", False),
        ("^a", b"ba", False),
        (r"\d{2}", b"1 22", True),
        ("é", "café".encode(), True),
        (r"\xff", b"\xfe\xff", True),
        ("A", b"a", False),
    ],
)
def test_what_is_found(pattern: str, text: bytes, found: bool) -> None:
    """A dot is any byte, the end is the very end."""
    assert search(pattern.encode())(text) == found


def test_cases() -> None:
    """Both cases are found when that is asked for."""
    assert search(b"AUE_open", any_case=True)(b"aue_OPEN")


@given(st.binary(), st.binary(max_size=4))
def test_a_literal_is_found_as_it_is(text: bytes, wanted: bytes) -> None:
    """Whatever its bytes."""
    assert search(literal(wanted))(text) == (wanted in text)
    assert search(b"^" + literal(wanted) + b"$")(wanted)


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+$", "(a+a+)+b", "(.*)*(.*)*b$", "(a?){40}a{40}b"])
def test_what_explodes_elsewhere_does_not_here(pattern: str) -> None:
    """Expressions that take Python's `re` longer than anyone lives, on the longest string of a record."""
    assert search(pattern.encode())(b"a" * 65535) == (pattern == "(a|aa)+$")


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "[a", "*a", "a{3,2}", "\\1", "(?=a)", "[b-a]", "a{5000}", "((a{99}){99}){99}"]
)
def test_what_cannot_be_used_is_refused(pattern: str) -> None:
    """With a phrase that says why, and no other exception."""
    with pytest.raises(ExpressionFault) as caught:
        search(pattern.encode())
    assert re.search("[a-z]", caught.value.problem)
