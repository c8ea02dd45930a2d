"""What the configurations of a search are drawn within: a width, a granularity, a profile."""

from itertools import product
from typing import NamedTuple

from hiwater_model.configuration import Granularity, Profile


class Scope(NamedTuple):
    """One of each."""

    width: int
    granularity: Granularity
    profile: Profile


def scopes_of(
    widths: tuple[int, ...] = (64, 32),
    granularities: tuple[Granularity, ...] = (Granularity.BLOCKING, Granularity.FINE),
    profiles: tuple[Profile, ...] = (Profile.GIVEN,),
) -> tuple[Scope, ...]:
    """Every combination; a run shrinks to the first."""
    return tuple(
        Scope(width, granularity, profile) for profile, width, granularity in product(profiles, widths, granularities)
    )
