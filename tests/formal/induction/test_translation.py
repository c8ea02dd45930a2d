"""What solvers get says what Python does; what cannot be said is refused."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_check.induction import invariants, protocol
from hiwater_check.induction.obligations import symbols
from hiwater_check.induction.protocol import Counted
from hiwater_check.induction.translation import NotTaken, translate
from hiwater_model import decisions

NUMBERS = st.one_of(st.integers(-3, 9), st.integers(-(2**40), 2**40), st.sampled_from([1, 2, 4, 11, 113, 0x80, 0x200]))
REFUSED = {"upcall_result"}
DECISIONS = [
    function
    for name, function in inspect.getmembers(decisions, inspect.isfunction)
    if function.__module__ == decisions.__name__ and name not in REFUSED
]
STEPS = [function for action in protocol.ACTIONS for function in (action.may, action.does)]
PROPERTIES = [one.holds for one in (*invariants.INVARIANT, *invariants.FOLLOWS, *invariants.FALSE)]


def value_of(term: Any, names: Any, numbers: Any) -> Any:
    """A term with numbers in the place of its names, as Python's value."""
    if isinstance(term, tuple):
        return tuple(value_of(part, names, numbers) for part in term)
    if isinstance(term, (bool, int)):
        return term
    pairs = [(name, z3.IntVal(number)) for name, number in zip(names, numbers, strict=True)]
    found = z3.simplify(z3.substitute(term, *pairs))
    return z3.is_true(found) if z3.is_bool(found) else found.as_long()


@pytest.mark.parametrize("function", DECISIONS, ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(data=st.data())
def test_a_decision_says_the_same_to_a_solver(function: Callable[..., Any], data: st.DataObject) -> None:
    """For integers of either sign; truths where the function takes one; the last type where it indexes a table."""
    arguments = inspect.signature(inspect.unwrap(function)).parameters
    kinds = [
        st.integers(0, 3) if name == "last_type" else st.booleans() if one.annotation is bool else NUMBERS
        for name, one in arguments.items()
    ]
    numbers = [data.draw(kind) for kind in kinds]
    names = [z3.Bool(name) if one.annotation is bool else z3.Int(name) for name, one in arguments.items()]
    term = translate(function, *names)
    values = [z3.BoolVal(number) if isinstance(number, bool) else z3.IntVal(number) for number in numbers]
    found = z3.simplify(z3.substitute(term, *zip(names, values, strict=True)))
    expected = function(*numbers)
    assert (z3.is_true(found) if z3.is_bool(found) else found.as_long()) == expected


@pytest.mark.parametrize("function", [*STEPS, *PROPERTIES, protocol.initial], ids=lambda function: function.__name__)
@settings(max_examples=25)
@given(numbers=st.tuples(*[NUMBERS] * len(Counted._fields)))
def test_a_step_says_the_same_to_a_solver(function: Callable[..., Any], numbers: tuple[int, ...]) -> None:
    """Every step, its condition and every property, on any numbers."""
    names = symbols()
    assert value_of(translate(function, names), names, numbers) == function(Counted(*numbers))


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
    ],
)
def test_what_is_not_taken_is_refused(function: Callable[..., Any], what: str) -> None:
    """By name, with the line."""
    count = len(inspect.signature(inspect.unwrap(function)).parameters)
    with pytest.raises(NotTaken, match=f"{function.__name__}, line .*{what}.* is not translated"):
        translate(function, *(z3.Int(f"x{place}") for place in range(count)))
