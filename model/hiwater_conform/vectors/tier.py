"""How many vectors there are: tiny for a first verdict, small shipped beside it, full made on demand."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from hiwater_conform.clauses import Strength, clause_registry
from hiwater_conform.runs import SavedRun
from hiwater_conform.vectors.making import BrokenCopy, Tell, pair_of, pairs_of
from hiwater_conform.vectors.searching import Sources, System
from hiwater_model.configuration import Granularity, Profile


class Tier(NamedTuple):
    """The kinds of systems, and where the runs come from; a tier stands beside those that are smaller."""

    systems: tuple[System, ...]
    each: bool
    """A pair of each clause for each of the systems; or else for the first that can break it."""
    sources: Sources
    faults: bool
    """A pair of each fault that there is a copy with, besides."""


_USUAL: Final = System(64, Granularity.BLOCKING, Profile.GIVEN)
_FINE: Final = System(64, Granularity.FINE, Profile.GIVEN)
_NARROW: Final = System(32, Granularity.BLOCKING, Profile.GIVEN)
_ALL: Final = tuple(System(*kind) for kind in product((64, 32), Granularity, Profile))

TIERS: Final = {
    "tiny": Tier((_USUAL, _FINE), False, Sources(60_000, 200), True),
    "small": Tier((_FINE, _NARROW), True, Sources(60_000, 200), False),
    "full": Tier(_ALL, True, Sources(400_000, 400), True),
}
WITHOUT: Final = {
    "DEQ-04": "it takes a second consumer, and two at once are undefined before that (IO-12)",
    "BACK-01": "nothing makes a softcall without a descriptor",
}
"""Clauses that no shipped vector is about."""


def vectors_of(tier: Tier, copies: Sequence[BrokenCopy], tell: Tell) -> Iterator[SavedRun]:
    """Make the vectors of a tier: for each clause a positive one, and behind it the negative one; then the faults'."""
    left = [one.identifier for one in clause_registry().clauses if one.strength is not Strength.UNDEFINED]
    for system in tier.systems:
        met = set()
        for pair in pairs_of(system, left, tier.sources, copies, tell):
            met.add(pair.clause)
            yield from (pair.positive, pair.negative)
        if not tier.each:
            left = [clause for clause in left if clause not in met]
    for number, copy in enumerate(copies if tier.faults else (), start=1):
        tell(copy.what, number, len(copies))
        shown = pair_of(copy, (_USUAL, _FINE, _NARROW))
        if shown is not None:
            yield from (shown.positive, shown.negative)
