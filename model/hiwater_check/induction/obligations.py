"""What is to be shown of the counted queue, as solver terms: the beginning, every step, what follows, what is false."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import z3

from hiwater_check.induction.invariants import (
    FALSE,
    FOLLOWS,
    INVARIANT,
    KEPT_BY_NEW_MARKS,
    Property,
    writers_are_counted,
)
from hiwater_check.induction.judges import Judgement
from hiwater_check.induction.protocol import ACTIONS, Action, Counted, initial, may_set_marks, set_marks
from hiwater_check.induction.translation import translate


class Obligation(NamedTuple):
    """One thing to show: `broken` can be satisfied if and only if it does not hold."""

    name: str
    broken: z3.BoolRef
    clauses: tuple[str, ...]
    holds: bool = True
    """What is expected; an obligation that must not hold shows that the judges can refute."""


def symbols(suffix: str = "") -> Counted:
    """A queue of which nothing is known."""
    return Counted(*(z3.Int(field + suffix) for field in Counted._fields))


def obligations(actions: Sequence[Action] = ACTIONS, invariant: Sequence[Property] = INVARIANT) -> Iterator[Obligation]:
    """All that makes the invariant an invariant, property by property."""
    s = symbols()
    holds = _all(invariant, s)
    begins = translate(initial, s)
    for one in invariant:
        yield Obligation(f"it begins with: {one.name}", z3.And(begins, z3.Not(_term(one, s))), one.clauses)
    for action in actions:
        may, after = translate(action.may, s), translate(action.does, s)
        for one in invariant:
            broken = z3.And(holds, may, z3.Not(_term(one, after)))
            yield Obligation(f"{action.name}, and still: {one.name}", broken, one.clauses)
    for one in FOLLOWS:
        yield Obligation(f"it follows: {one.name}", z3.And(holds, z3.Not(_term(one, s))), one.clauses)


def obligations_of_new_marks() -> Iterator[Obligation]:
    """What A_SETQCTRL keeps, and that the bound is what it does not keep."""
    s, high, low = symbols(), z3.Int("new_high"), z3.Int("new_low")
    may, after = translate(may_set_marks, s, high, low), translate(set_marks, s, high, low)
    holds = _all(INVARIANT, s)
    for one in (*INVARIANT, *FOLLOWS):
        kept = one in KEPT_BY_NEW_MARKS
        broken = z3.And(holds, may, z3.Not(_term(one, after)))
        clauses = (*one.clauses, "QCTRL-02", "QCTRL-03")
        yield Obligation(f"new marks, and still: {one.name}", broken, clauses if kept else (), kept)


def possibilities() -> Iterator[Obligation]:
    """That no step is kept from being taken by the invariant, or nothing would be shown of it: "never" is refuted."""
    s, high, low = symbols(), z3.Int("new_high"), z3.Int("new_low")
    holds = _all(INVARIANT, s)
    for action in ACTIONS:
        yield Obligation(f"never: {action.name}", z3.And(holds, translate(action.may, s)), (), holds=False)
    marks = z3.And(holds, translate(may_set_marks, s, high, low), z3.Or(high != s.high, low != s.low))
    yield Obligation("never: new marks", marks, (), holds=False)


def found_by_spacer(one: Property, seconds: float = 60.0) -> Judgement:
    """Whether a property holds in every reachable state, by an invariant that Spacer finds itself.

    A property is asked for together with its companions: that of the sleeping writers alone it did not decide in 60 s.
    """
    engine = z3.Fixedpoint()
    engine.set(engine="spacer", timeout=int(seconds * 1000))
    s, fields = symbols(), len(Counted._fields)
    reached = z3.Function("reached", *[z3.IntSort()] * fields, z3.BoolSort())
    broken = z3.Function("broken", z3.BoolSort())
    engine.register_relation(reached, broken)
    engine.declare_var(*s)
    engine.rule(reached(*s), translate(initial, s))
    for action in ACTIONS:
        after = translate(action.does, s)
        engine.rule(reached(*after), z3.And(reached(*s), translate(action.may, s)))
    engine.rule(broken(), z3.And(reached(*s), z3.Not(_all((one, *companions(one)), s))))
    began = perf_counter()
    try:
        answer = engine.query(broken())
    except z3.Z3Exception:
        answer = z3.unknown
    holds = True if answer == z3.unsat else False if answer == z3.sat else None
    return Judgement("spacer", holds, perf_counter() - began, {})


def companions(one: Property) -> tuple[Property, ...]:
    """What is asked for together with a property; a false one stands alone, so that nothing else is refuted for it."""
    if one in FALSE:
        return ()
    together = INVARIANT if one in FOLLOWS else (Property(writers_are_counted, ()),)
    return tuple(other for other in together if other.holds is not one.holds)


def _term(one: Property, s: Counted) -> Any:
    function: Callable[..., bool] = one.holds
    return translate(function, s)


def _all(properties: Sequence[Property], s: Counted) -> Any:
    return z3.And(*(_term(one, s) for one in properties))
