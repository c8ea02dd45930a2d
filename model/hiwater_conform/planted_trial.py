"""One planted fault against the comparison: how soon it is found, how short its run becomes, which clause is blamed.

Not good for: measuring how many faults a comparison would miss; the faults were chosen by hand.
"""

from typing import NamedTuple, Protocol

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.shrink import Shrunk, shrink
from hiwater_model.configuration import Profile

STEPS = 200_000
"""How long a fault is looked for."""


class Fault(Protocol):
    """What is planted: its name, what it breaks in words, and the clauses of which one is to be blamed."""

    @property
    def name(self) -> str:
        """A short name."""

    @property
    def what(self) -> str:
        """What it breaks."""

    @property
    def clauses(self) -> tuple[str, ...]:
        """One of these is to be blamed."""

    @property
    def profile(self) -> Profile:
        """What it is compared with."""


class Trial(NamedTuple):
    """What came of one fault. `shrunk` is None if it was not found."""

    fault: Fault
    steps_to_find: int
    shrunk: Shrunk | None

    @property
    def blamed(self) -> str | None:
        """The clause that the shortest run is blamed on."""
        return None if self.shrunk is None else self.shrunk.divergence.difference.clause

    @property
    def caught(self) -> bool:
        """Found, and blamed on a clause that the fault breaks."""
        return self.blamed in self.fault.clauses


def try_fault(fault: Fault, adapter: Adapter, seed: int, seconds: float) -> Trial:
    """Compare an implementation that has the fault, and shrink for at most so many seconds."""
    report = run_campaign(adapter, Plan(STEPS, seed, profiles=(fault.profile,)))
    shrunk = None if report.divergence is None else shrink(adapter, report.divergence, seconds)
    return Trial(fault, report.steps, shrunk)
