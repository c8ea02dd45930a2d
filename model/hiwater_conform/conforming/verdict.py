"""The verdict on each clause: what a campaign saw of it, and what it did not see.

Not good for: a promise. *Pass* means that so many steps which follow the clause agreed, and none that is blamed on it
did not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from hiwater_conform.adapter import Skip
from hiwater_conform.claims import skipped
from hiwater_conform.clauses import Clause, Strength
from hiwater_conform.conforming.failure import Failure


class Verdict(Enum):
    """What is said of a clause."""

    PASS = "pass"
    FAIL = "fail"
    SKIPPED = "skipped"
    """The implementation says that it does not have it."""
    UNKNOWN = "unknown"
    """No step of the campaign followed it."""
    ASSUMPTION_BROKEN = "assumption broken"
    """The implementation does not keep the protocol, so what agreed before says nothing."""


class Followed(NamedTuple):
    """How often each clause was followed in what agreed: steps that name it, and runs of a function that stands for it.

    Functions are counted in a part of the steps only.
    """

    steps: Counter[str]
    functions: Counter[str]


class ClauseVerdict(NamedTuple):
    """A clause, what is said of it, and why."""

    clause: str
    verdict: Verdict
    times: int
    """How often it was followed in what agreed."""
    why: str
    failure: Failure | None


def judge(
    clauses: Iterable[Clause], followed: Followed, skips: Sequence[Skip], failures: Sequence[Failure]
) -> tuple[ClauseVerdict, ...]:
    """A verdict for every clause, in their order."""
    broken = next((failure for failure in failures if failure.clause is None), None)
    return tuple(_verdict(clause, followed, skips, failures, broken) for clause in clauses)


def _verdict(
    clause: Clause,
    followed: Followed,
    skips: Sequence[Skip],
    failures: Sequence[Failure],
    broken: Failure | None,
) -> ClauseVerdict:
    name = clause.identifier
    times, what = followed.steps[name], "steps agree"
    if not times:
        times, what = followed.functions[name], "times within steps that agree"
    skip = skipped(skips, name)
    if skip is not None:
        return ClauseVerdict(name, Verdict.SKIPPED, 0, skip.why, None)
    failure = next((failure for failure in failures if failure.clause == name), None)
    if failure is not None:
        return ClauseVerdict(name, Verdict.FAIL, times, failure.run.title, failure)
    if broken is not None:
        return ClauseVerdict(name, Verdict.ASSUMPTION_BROKEN, times, broken.run.title, broken)
    if clause.strength is Strength.UNDEFINED:
        return ClauseVerdict(name, Verdict.UNKNOWN, 0, "the C has no defined next act: nothing to compare", None)
    if not times:
        return ClauseVerdict(name, Verdict.UNKNOWN, 0, "no step of the campaign followed it", None)
    return ClauseVerdict(name, Verdict.PASS, times, f"{times:,} {what}", None)
