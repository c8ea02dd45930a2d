"""What solvers get says what Python does; what cannot be said is refused."""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_check.induction import agreeing, translation
from hiwater_check.induction.agreeing import disagreement, disagreements, kinds, told
from hiwater_check.induction.protocol import Counted
from hiwater_check.induction.translation import NotTaken, translate
from hiwater_model import decisions

NUMBERS = st.one_of(st.integers(-3, 9), st.integers(-(2**40), 2**40), st.sampled_from([1, 2, 4, 11, 113, 0x80, 0x200]))
DRAWN: Mapping[type, st.SearchStrategy[Any]] = {
    int: NUMBERS,
    bool: st.booleans(),
    Counted: st.tuples(*[NUMBERS] * len(Counted._fields)).map(lambda numbers: Counted(*numbers)),
}


@pytest.mark.parametrize("function", told(), ids=lambda function: function.__name__)
@settings(max_examples=15)
@given(data=st.data())
def test_a_function_says_the_same_to_a_solver(function: Callable[..., Any], data: st.DataObject) -> None:
    """Every decision, step, condition and property, on numbers of either sign, small ones and flags most often."""
    assert disagreement(function, [data.draw(DRAWN[kind]) for kind in kinds(function).values()]) is None


def test_seeded_numbers_say_the_same() -> None:
    """As the layer draws them: some thousand of arguments."""
    assert list(disagreements(20, 2)) == []


def test_every_decision_is_told_but_those_over_what_is_no_number() -> None:
    """None is left out in silence."""
    assert [one.__name__ for one in agreeing.NOT_TAKEN] == ["upcall_result"]
    assert {decisions.is_full, decisions.drops_by_state, decisions.drops_by_policy, decisions.next_type} <= set(told())


def test_a_wrong_translation_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above for at least: the functions that turn on it are named."""
    monkeypatch.setattr(agreeing, "_term", inspect.unwrap(agreeing._term))
    monkeypatch.setitem(translation._COMPARISONS, ast.GtE, lambda one, other: one > other)
    assert any(line.startswith("is_full of ") for line in disagreements(40, 1))


class Pair(NamedTuple):
    """Two numbers."""

    first: int
    second: int


def elif_with_names(s: int, t: int) -> int:
    """Names that are given anew on some ways."""
    found = s
    if s > t:
        found = t
    elif s == t:
        return -1
    return found + 1


def of_a_table(s: int, t: int) -> int:
    """A constant tuple, also from its end."""
    return TABLE[t] + s


def of_a_pair(s: int, t: int) -> int:
    """A NamedTuple that is chosen, replaced and asked."""
    pair = MADE._replace(first=s) if s < t else MADE._replace(second=t)
    return pair.first * 3 - pair.second


TABLE = (7, 8, 9)
OTHER_TABLE = (1, 2, 3)
MADE = Pair(5, 6)


@pytest.mark.parametrize("function", [elif_with_names, of_a_table, of_a_pair], ids=lambda function: function.__name__)
@given(numbers=st.tuples(st.integers(-4, 4), st.integers(-4, 4)))
def test_what_is_taken_and_not_used_yet_says_the_same(function: Callable[..., Any], numbers: Sequence[int]) -> None:
    """So that the next decision to be written finds it right."""
    assert disagreement(function, numbers) is None


def loops(s: int) -> int:
    """A loop."""
    while s > 0:
        s = s - 1
    return s


def divides(s: int) -> int:
    """A division."""
    return s // 2


def shifts(s: int) -> int:
    """A mask that is not constant."""
    return s & s


def calls(s: int) -> int:
    """A call of what is no function of the module."""
    return abs(s)


def is_none(s: int) -> bool:
    """Identity."""
    return s is None


def ends(s: int) -> int:  # type: ignore[return]  # noqa: RET503  # that is what it shows
    """No return on one way."""
    if s > 0:
        return s


def speaks(s: int) -> str:
    """A string."""
    return "word"


def multiplies(s: int, t: int) -> int:
    """A product of two unknowns."""
    return s * t


def names_two(s: int) -> int:
    """Two names at once."""
    t = u = s
    return t + u


def needs_not(s: int, t: int = 1) -> int:
    """An argument that may be left out."""
    return s + t


def counts_down(s: int) -> int:
    """Recursion."""
    return 0 if s <= 0 else counts_down(s - 1)


def either(s: int, t: int) -> int:
    """The number that `or` gives."""
    return s or t


def mixed(s: int) -> int | bool:
    """A truth or a number."""
    return s > 0 if s > 1 else s


def compares_truths(s: int, t: int) -> bool:
    """A truth is also a number."""
    return (s > 0) == (t > 0)


def adds_a_truth(s: int) -> int:
    """A truth is also a number."""
    return s + (s > 0)


def asks_an_object(s: int) -> int:
    """An attribute of what is no NamedTuple."""
    return s.real


def replaces_by_name(s: int) -> int:
    """A field that is not there."""
    return MADE._replace(third=s).first  # type: ignore[call-arg]


def is_in(s: int) -> bool:
    """Membership."""
    return s in TABLE


def chooses_a_table(s: int) -> int:
    """A tuple that is not constant."""
    return (TABLE if s > 0 else OTHER_TABLE)[0]


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (loops, "the statement While"),
        (divides, "the operator FloorDiv"),
        (shifts, "the operator BitAnd here"),
        (calls, "a call of abs"),
        (is_none, "the constant None"),
        (ends, "an end without return"),
        (speaks, "the constant 'word'"),
        (multiplies, "the operator Mult here"),
        (decisions.upcall_result, "the constant None"),
        (names_two, "an assignment to more than a name"),
        (needs_not, "an argument that need not be given in its place"),
        (counts_down, "a call of itself"),
        (either, "and/or of what is no truth"),
        (mixed, "a choice between values that are not of one kind"),
        (compares_truths, "a comparison of truths"),
        (adds_a_truth, "arithmetic with what is no number"),
        (asks_an_object, "the attribute real"),
        (replaces_by_name, "a replacement of what is no field"),
        (is_in, "the comparison In"),
        (chooses_a_table, "a choice between values that are not of one kind"),
    ],
)
def test_what_is_not_taken_is_refused(function: Callable[..., Any], what: str) -> None:
    """By name, with the line."""
    count = len(inspect.signature(inspect.unwrap(function)).parameters)
    with pytest.raises(NotTaken, match=f"{function.__name__}, line .*{what}.* is not translated"):
        translate(function, *(z3.Int(f"x{place}") for place in range(count)))


def test_a_call_that_would_raise_is_refused() -> None:
    """Too few arguments."""
    with pytest.raises(NotTaken, match="a call with 1 arguments"):
        translate(either, z3.Int("s"))
