"""Expressions match what Python's `re` matches, and no expression and text together are slow."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hiwater_impl.records.selection.automaton import Automaton
from hiwater_impl.records.selection.expressions import Expression, ExpressionFault

LEAVES = [
    "a",
    "b",
    "c",
    ".",
    "[ab]",
    "[^a]",
    "[]a-]",
    "\\d",
    "1",
    "^",
    "$",
    "A",
    r"\.",
    "é",
    "",
    "[a-c1]",
    "\\W",
    "\\x62",
]
REPEATS = ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "{0}"]


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions of expressions."""
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(REPEATS)).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(st.sampled_from(LEAVES), larger, max_leaves=8)
TEXTS = st.text("abcdA1.é\n", max_size=8).map(str.encode)


def agrees(pattern: str, text: bytes, any_case: bool) -> bool:
    """Whether we find what Python finds; its `$` also stands before a last newline, ours does not."""
    theirs = re.compile(pattern.replace("$", "\\Z").encode(), re.DOTALL | (re.IGNORECASE if any_case else 0))
    ours = Automaton(Expression(pattern, any_case).program)
    return ours.found_in(text) == (theirs.search(text) is not None)


@settings(max_examples=150)
@given(PATTERNS, TEXTS, st.booleans())
@example("$", b"1", False)
@example("^$", b"", False)
@example("$^", b"", False)
@example("^$", b"1", False)
@example("^a|$", b"b", False)
def test_matches_are_those_of_python(pattern: str, text: bytes, any_case: bool) -> None:
    """For every expression that both know."""
    assert agrees(pattern, text, any_case)


def test_a_difference_is_seen() -> None:
    """The check above tells apart what differs: the end that Python sees before a last newline too."""
    assert Automaton(Expression("a$").program).found_in(b"a\n") != (re.search(b"a$", b"a\n") is not None)


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+$", "(a+a+)+b", "(.*)*(.*)*b$", "(a?){40}a{40}b"])
def test_what_explodes_elsewhere_does_not_here(pattern: str) -> None:
    """Expressions that take Python's `re` longer than anyone lives, on the longest string of a record."""
    automaton = Automaton(Expression(pattern).program)
    assert automaton.found_in(b"a" * 65535) == (pattern == "(a|aa)+$")


def test_states_are_bounded() -> None:
    """An expression with 2^100 states on a text without a pattern of its own is run with few of them."""
    automaton = Automaton(Expression("[01]*1[01]{100}x").program)
    digits = bin(3**6000)[2:].encode()
    assert len(digits) > 9000
    assert not automaton.found_in(digits)
    assert automaton.found_in(digits + b"1" + b"0" * 100 + b"x")


@pytest.mark.parametrize(
    ("pattern", "at"),
    [
        ("a)", 1),
        ("(a", 0),
        ("[a", 0),
        ("[", 0),
        ("*a", 0),
        ("a|+", 2),
        ("a{", 1),
        ("a{1", 1),
        ("a{3,2}", 6),
        ("a{x}", 1),
        ("\\", 1),
        ("\\b", 1),
        ("\\1", 1),
        ("[b-a]", 4),
        ("[é]", 1),
        ("[\\d-z]", 5),
        ("(?P<x>a)", 1),
        ("\\xg1", 3),
        ("(" * 40, 31),
        ("a{400}", 6),
    ],
)
def test_faults_have_a_place(pattern: str, at: int) -> None:
    """What is not known or not closed is refused with its place."""
    with pytest.raises(ExpressionFault) as caught:
        Expression(pattern)
    assert caught.value.at == at
    assert caught.value.problem
