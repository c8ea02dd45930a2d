"""Each function that solvers are told of, run by Python and put to a solver as a term: they say the same of numbers.

Not good for: numbers that are not tried. A term that is wrong for a few numbers only may pass.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, Final

import z3

from hiwater_check.induction import invariants, protocol
from hiwater_check.induction.translation import Term, translate
from hiwater_model import decisions

Function = Callable[..., Any]

NOT_TAKEN: Final = (decisions.upcall_result,)
"""Decisions over what is no number: they are not translated, and nothing here stands on them."""
NEAR: Final = (-3, 12)
FAR: Final = 2**40


def decisions_taken() -> tuple[Function, ...]:
    """The model's decisions that solvers can be told of."""
    there = [function for _, function in inspect.getmembers(decisions, inspect.isfunction)]
    return tuple(one for one in there if one.__module__ == decisions.__name__ and one not in NOT_TAKEN)


def told() -> tuple[Function, ...]:
    """The decisions, and all that the obligations are made of."""
    steps = [function for action in protocol.ACTIONS for function in (action.may, action.does)]
    properties = [one.holds for one in (*invariants.INVARIANT, *invariants.FOLLOWS, *invariants.FALSE)]
    marks = (protocol.may_set_marks, protocol.set_marks, protocol.initial)
    return tuple(dict.fromkeys((*decisions_taken(), *steps, *marks, *properties)))


def disagreements(count: int, seed: int) -> Iterator[str]:
    """Every function on so many arguments: what Python and a solver say differently, in words."""
    random = Random(seed)
    for function in told():
        for _ in range(count):
            arguments = [_drawn(random, kind) for kind in kinds(function).values()]
            wrong = disagreement(function, arguments)
            if wrong is not None:
                yield wrong
                break


def disagreement(function: Function, arguments: Sequence[Any]) -> str | None:
    """What Python and a solver say differently of these arguments; None also if Python finds an index too far."""
    try:
        one = function(*arguments)
    except IndexError:
        return None
    other = _as_solver(function, arguments)
    return None if one == other else f"{function.__name__} of {arguments} is {one}, and a solver is told {other}"


def kinds(function: Function) -> dict[str, type]:
    """A function's arguments by name: int, bool or a counted queue."""
    return {name: one.annotation for name, one in inspect.signature(inspect.unwrap(function)).parameters.items()}


def _as_solver(function: Function, arguments: Sequence[Any]) -> Any:
    names, term = _term(function)
    return _value(term, list(zip(names, map(_literal, _flat(arguments)), strict=True)))


@cache
def _term(function: Function) -> tuple[list[z3.ExprRef], Term]:
    symbols = [_symbol(name, kind) for name, kind in kinds(function).items()]
    return list(_flat(symbols)), translate(function, *symbols)


def _symbol(name: str, kind: type) -> Term:
    if kind is protocol.Counted:
        return protocol.Counted(*(z3.Int(f"{name}.{field}") for field in protocol.Counted._fields))
    return z3.Bool(name) if kind is bool else z3.Int(name)


def _flat(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def _literal(value: int) -> z3.ExprRef:
    return z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(value)


def _value(term: Term, pairs: list[tuple[z3.ExprRef, z3.ExprRef]]) -> Any:
    if isinstance(term, tuple):
        return tuple(_value(part, pairs) for part in term)
    if isinstance(term, int):
        return term
    found = z3.simplify(z3.substitute(term, *pairs))
    return z3.is_true(found) if z3.is_bool(found) else found.as_long()


def _drawn(random: Random, kind: type) -> Any:
    if kind is protocol.Counted:
        return protocol.Counted(*(_number(random) for _ in protocol.Counted._fields))
    return random.random() < 0.5 if kind is bool else _number(random)


def _number(random: Random) -> int:
    """Near zero most often, where decisions turn; a power of two, for the flags; far from zero."""
    which = random.random()
    if which < 0.7:
        return random.randint(*NEAR)
    return 1 << random.randrange(16) if which < 0.9 else random.randint(-FAR, FAR)
