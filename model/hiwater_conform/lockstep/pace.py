"""How seldom doors answer, softcalls run, time passes and memory runs out, in steps that lie between two of a kind.

Hypothesis takes every rule that is enabled with the same probability; what should be rare is enabled rarely.
"""

from typing import Final, NamedTuple

from hiwater_conform.generator import Mood

_NEVER: Final = 1 << 30
_ENABLED_RULES: Final = 4
"""About so many rules are enabled at a time, so a rule that is enabled waits this long to be taken."""
_SOONER: Final = 5
"""Runs are shorter here than those of the generator, and memory should run out in some of them."""


class Pace(NamedTuple):
    """Steps from one to the next at least."""

    answer: int
    softcall: int
    tick: int
    memory: int


HURRIED: Final = Pace(0, 0, 0, 0)
"""Everything at any time: what a run shrinks to."""


def pace_of(mood: Mood) -> Pace:
    """The pace at which the mood's probabilities are about met."""
    return Pace(_steps(mood.answer), _steps(mood.softcall), _steps(mood.tick), _steps(mood.outage * _SOONER))


def _steps(probability: float) -> int:
    return max(0, round(1 / probability) - _ENABLED_RULES) if probability else _NEVER
