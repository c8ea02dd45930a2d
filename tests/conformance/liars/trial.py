"""One liar before the kit: whether it is caught, whom it is blamed on, and how long that took."""

import sys
from time import perf_counter
from typing import NamedTuple

from hiwater_conform.conforming import TIERS, conform
from hiwater_conform.line_process import Limits
from hiwater_conform.process_adapter import ProcessAdapter
from tests.conformance.liars.liars import ANY, LIARS, PROTOCOL

_LIMITS = Limits(seconds=2.0, line_bytes=4 << 20)


class Trial(NamedTuple):
    """What the kit said at the tiny tier. `blamed` is the first clause, or `the protocol`; None: it passed."""

    name: str
    blamed: str | None
    why: str
    steps: int
    """Of the run that shows it; 0 if the smoke did."""
    seconds: float

    @property
    def caught(self) -> bool:
        """Blamed on what it lies about."""
        wanted = LIARS[self.name].clauses
        return self.blamed is not None and (wanted == ANY or self.blamed in wanted)


def try_liar(name: str) -> Trial:
    """Serve the liar in a process of its own, and judge it."""
    command = [sys.executable, "-m", "tests.conformance.liars", name]
    began = perf_counter()
    with ProcessAdapter(command, limits=_LIMITS) as adapter:
        judged = conform(adapter, TIERS["tiny"]._replace(failures=1), 1, name=name)
    seconds = perf_counter() - began
    if judged.failures:
        first = judged.failures[0]
        return Trial(name, first.clause or PROTOCOL[0], first.run.title, len(first.run.steps), seconds)
    if judged.declaration is None:
        return Trial(name, PROTOCOL[0], str(judged.smoke.checks[-1].problem), 0, seconds)
    return Trial(name, None, "", 0, seconds)
