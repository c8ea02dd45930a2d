"""A failure: a run that shows where an implementation leaves the model, made as short as could be, and its clause."""

from typing import NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.claims import Claims
from hiwater_conform.comparison import Divergence
from hiwater_conform.runs import SavedRun
from hiwater_conform.shrink import shrink
from hiwater_conform.story import saved, tell_saved


class Failure(NamedTuple):
    """What went wrong in one way. Without a clause the protocol itself was not kept: no answer, or none of its form."""

    part: str
    """How it was found: random, findings, states."""
    clause: str | None
    run: SavedRun
    found_after_steps: int
    trace: bytes = b""
    """What free-running threads wrote: for `hiwater validate`."""

    @property
    def file_name(self) -> str:
        """Where it is saved: as a run that `hiwater replay` takes."""
        return f"{self.clause or 'protocol'}-{len(self.run.steps)}-steps.json"

    def told(self) -> str:
        """The run step by step in words."""
        return tell_saved(self.run)


def failure(
    part: str, divergence: Divergence, adapter: Adapter, claims: Claims, implementation: str, steps: int, seconds: float
) -> Failure:
    """Shrink a divergence for at most so many seconds, each smaller run that still fails kept as a stage."""
    shrunk = shrink(adapter, divergence, seconds, claims=claims)
    clause = None if shrunk.divergence.ended else shrunk.divergence.difference.clause
    return Failure(part, clause, saved(shrunk.divergence, shrunk.stages, implementation), steps)
