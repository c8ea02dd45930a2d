"""One planted fault against the comparison: how soon it is found, how short its run becomes, which clause is blamed.

Not good for: measuring how many faults a comparison would miss; the faults were chosen by hand.
"""

from typing import NamedTuple

from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.original.planted import Planted
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.shrink import Shrunk, shrink

STEPS = 200_000
"""How long a fault is looked for."""


class Trial(NamedTuple):
    """What came of one fault. `shrunk` is None if it was not found."""

    fault: Planted
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


def try_fault(fault: Planted, text: str, seed: int, seconds: float) -> Trial:
    """Plant the fault into the text of the original, compare, and shrink for at most so many seconds.

    Raises NotThere if the text is another revision, BuildError if it does not compile.
    """
    with OriginalAdapter(fault.into(text)) as adapter:
        report = run_campaign(adapter, Plan(STEPS, seed, profiles=(fault.profile,)))
        shrunk = None if report.divergence is None else shrink(adapter, report.divergence, seconds)
    return Trial(fault, report.steps, shrunk)
