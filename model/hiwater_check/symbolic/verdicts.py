"""What CrossHair can say of one condition, and of a module.

Not good for: total correctness (a path that never ends is not seen), identity of objects, exact types, threads. A
verdict is modular: a broken callee that has a contract of its own is that callee's fault, not its caller's.
"""

from enum import Enum
from typing import Any, NamedTuple


class Verdict(Enum):
    """How a condition ended; only CONFIRMED shows it."""

    CONFIRMED = "confirmed"
    """It holds on every path, and the solver decided each one."""
    REFUTED = "refuted"
    """There are arguments for which it is false."""
    RAISED = "raised"
    """There are arguments for which the function or the condition raises."""
    NOT_CONFIRMED = "not confirmed"
    """The tool gave up, or its time was over."""
    VACUOUS = "vacuous"
    """No argument meets the precondition."""
    UNREADABLE = "unreadable"
    """The condition, or its whole module, could not be read or imported."""
    MISSING = "missing"
    """The process died or hung before it came to this one."""


class Condition(NamedTuple):
    """One `post:` line of a function, and what was found out about it."""

    function: str
    post: str
    verdict: Verdict
    message: str
    """The counterexample, or why there is no verdict; empty if confirmed."""
    paths: int
    seconds: float
    """Of processor time."""


class Analysis(NamedTuple):
    """What was found out about the conditions of a module, in the order of its source."""

    module: str
    conditions: tuple[Condition, ...]
    seconds: float
    trouble: str = ""
    """What went wrong with the whole: the process died, hung, or the module has nothing to check; else empty."""

    @property
    def confirmed(self) -> bool:
        """There are conditions, nothing went wrong, and every one is confirmed."""
        every = all(condition.verdict is Verdict.CONFIRMED for condition in self.conditions)
        return bool(self.conditions) and every and not self.trouble

    def of(self, verdict: Verdict) -> tuple[Condition, ...]:
        """The conditions that ended so."""
        return tuple(condition for condition in self.conditions if condition.verdict is verdict)


def document_of(analysis: Analysis) -> dict[str, Any]:
    """The analysis as a document: counts, paths, seconds."""
    return {
        "module": analysis.module,
        "conditions": len(analysis.conditions),
        "confirmed": len(analysis.of(Verdict.CONFIRMED)),
        "functions": len({condition.function for condition in analysis.conditions}),
        "paths": sum(condition.paths for condition in analysis.conditions),
        "refuted": len(analysis.of(Verdict.REFUTED)),
        "processor seconds": round(sum(condition.seconds for condition in analysis.conditions), 2),
        "seconds": round(analysis.seconds, 2),
    }
