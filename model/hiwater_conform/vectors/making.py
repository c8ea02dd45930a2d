"""Makes the vectors of a kind of system: for each clause the shortest run found that can break it, shrunk.

The same model gives the same vectors. Not good for: clauses that the judge blames for nothing; `copies` with a fault
each, which the caller brings, are for these.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from math import inf
from typing import Final, NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, fewer_collections, run_campaign
from hiwater_conform.claims import Claims
from hiwater_conform.clauses import clause_registry
from hiwater_conform.comparison import Divergence, compare_steps
from hiwater_conform.runs import SavedRun
from hiwater_conform.shrink import shrink
from hiwater_conform.vectors.liar import Liar
from hiwater_conform.vectors.pair import negative_of, positive_of
from hiwater_conform.vectors.searching import Place, Sources, System, shortest, told_places

_AUDITS: Final = frozenset(one for one in clause_registry().identifiers if one.startswith("AUDIT-"))
_SEED: Final = 1
_STEPS_OF_A_COPY: Final = 30_000
_LONGEST_OF_A_COPY: Final = 60
"""Steps of a run: what is short already is soon shrunk."""

Tell = Callable[[str, int, int], None]


class BrokenCopy(NamedTuple):
    """An implementation that is the model but for one fault, which breaks these clauses."""

    name: str
    what: str
    clauses: tuple[str, ...]
    begin: Callable[[], AbstractContextManager[Adapter]]


class Pair(NamedTuple):
    """The vectors of one clause for one kind of system."""

    clause: str
    positive: SavedRun
    negative: SavedRun


def pairs_of(
    system: System, clauses: Sequence[str], sources: Sources, copies: Sequence[BrokenCopy], tell: Tell
) -> Iterator[Pair]:
    """A pair for each clause, in their order, that can be broken in such a system.

    Runs without audit(2), which not every implementation has, go before others.
    """
    found: dict[str, Divergence] = {}
    first_of = {clause: copy for copy in reversed(copies) for clause in copy.clauses}
    with fewer_collections():
        for avoided in (_AUDITS, frozenset[str]()):
            left = [clause for clause in clauses if clause not in found and clause not in avoided]
            places = shortest(system, left, sources._replace(avoided=avoided))
            claims = Claims((system.granularity,), (system.profile,), avoided)
            for number, clause in enumerate(left, start=len(clauses) - len(left) + 1):
                tell(f"{system}: {clause}", number, len(clauses))
                divergence = _broken(clause, places.get(clause), first_of.get(clause), system, claims)
                if divergence is not None:
                    found[clause] = divergence
    yield from (_pair(system, clause, found[clause]) for clause in clauses if clause in found)


def _broken(
    clause: str, place: Place | None, copy: BrokenCopy | None, system: System, claims: Claims
) -> Divergence | None:
    """The shortest run that breaks a clause: as the judge says, else as a copy shows; None if none does."""
    if place is not None:
        liar = Liar(clause)
        found = compare_steps(liar, *place, avoided=claims.avoided)
        assert found is not None, "the liar lies where the clause can be broken"
        return shrink(liar, found, inf, claims=claims).divergence
    return None if copy is None else _broken_by(copy, system, claims)


def _broken_by(copy: BrokenCopy, system: System, claims: Claims) -> Divergence | None:
    """The shortest run in which a copy differs from the model; None if it never does in such a system.

    Random ones first; what takes chance too long may be what a finding or a scenario is about.
    """
    kind = (system.width,), (system.granularity,), (system.profile,)
    plan = Plan(_STEPS_OF_A_COPY, _SEED, *kind, _LONGEST_OF_A_COPY, claims.avoided)
    with copy.begin() as adapter:
        found = run_campaign(adapter, plan).divergence
        if found is None:
            told = (compare_steps(adapter, *place) for place in told_places(system, claims.avoided))
            found = next((one for one in told if one is not None), None)
        return None if found is None or found.ended else shrink(adapter, found, inf, claims=claims).divergence


def pair_of(copy: BrokenCopy, systems: Sequence[System]) -> Pair | None:
    """A pair that shows a fault, for the first kind of system that can; runs without audit(2) go before others."""
    for avoided in (_AUDITS, frozenset[str]()):
        for system in systems:
            divergence = _broken_by(copy, system, Claims((system.granularity,), (system.profile,), avoided))
            if divergence is not None:
                blamed = divergence.difference.clause
                clause = blamed if blamed is not None and blamed in copy.clauses else copy.clauses[0]
                return _pair(system, clause, divergence, copy)
    return None


def _pair(system: System, clause: str, divergence: Divergence, shown: BrokenCopy | None = None) -> Pair:
    fault = "" if shown is None else f"-{shown.name}"
    name = f"{clause}{fault}-{system.width}-{system.granularity.value}-{system.profile.value}"
    positive = positive_of(name, clause, divergence.configuration, divergence.steps)
    why = "" if shown is None else f"So answers a queue in which {shown.what}."
    return Pair(clause, positive, negative_of(positive, divergence, why))
