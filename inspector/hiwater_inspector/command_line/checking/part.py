"""What one part of a check saw."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hiwater_conform.comparison import Divergence
from hiwater_conform.story import tell


class Effort(NamedTuple):
    """How much is done."""

    random_steps: int
    hypothesis_runs: int
    state_seconds: float
    """For each program; one that needs longer is told as not exhausted."""
    schedule_seconds: float
    """For the schedules within the bound of each program; one that needs longer is told as a sample."""
    schedules: int
    """At random, for each program."""
    preemptions: int
    fine_programs: tuple[str, ...]
    """Programs that are also explored at the fine granularity."""
    free_records: int
    """For each number of free threads."""


class Seen(NamedTuple):
    """A part's verdict: `fine` is False if something was found; lines for people, a document for scripts."""

    name: str
    fine: bool
    lines: Sequence[str]
    document: dict[str, Any]


def told(found: object) -> list[str]:
    """A disagreement in words: the run step by step if both sides can be compared."""
    if isinstance(found, Divergence):
        return tell(found, "implementation").splitlines()
    return [str(found)]
