"""What an implementation claims, and so what it may be asked: granularities, profiles, and no clause that it skips."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from hiwater_conform.adapter import Declaration, Skip
from hiwater_conform.clauses import clause_registry
from hiwater_model.configuration import Configuration, Granularity, Profile

SEQUENTIAL: Final = "sequential"
FREE_RUNNING: Final = "free-running"
PICKING: Final = (SEQUENTIAL, FREE_RUNNING)
"""The modes in which the implementation picks who goes on, not the judge."""


class NotClaimed(ValueError):
    """A profile was asked for that the adapter does not claim; the message names those that it does."""


class Claims(NamedTuple):
    """What may be asked of the adapter."""

    granularities: tuple[Granularity, ...] = tuple(Granularity)
    profiles: tuple[Profile, ...] = tuple(Profile)
    avoided: frozenset[str] = frozenset()
    """Clauses: no step that follows one of them is sent."""
    modes: tuple[str, ...] = ()
    """Of those in which the implementation picks."""

    def hold(self, configuration: Configuration) -> bool:
        """It is claimed to be such a system, at such a granularity."""
        return configuration.granularity in self.granularities and configuration.profile in self.profiles

    def only(self, profile: Profile) -> "Claims":
        """The same of one profile alone. Raises NotClaimed."""
        if profile not in self.profiles:
            claimed = ", ".join(one.value for one in self.profiles)
            raise NotClaimed(f"the adapter does not claim profile:{profile.value}; it is judged as {claimed}")
        return self._replace(profiles=(profile,))


ALL_CLAIMED: Final = Claims()


def claims_of(declaration: Declaration) -> Claims:
    """What a declaration claims; who names no profile is the file as given."""
    said = declaration.capabilities
    known = clause_registry().identifiers
    return Claims(
        tuple(one for one in Granularity if f"scheduled:{one.value}" in said),
        tuple(one for one in Profile if f"profile:{one.value}" in said) or (Profile.GIVEN,),
        frozenset(one for one in known if skipped(declaration.skips, one) is not None),
        tuple(one for one in PICKING if one in said),
    )


def skipped(skips: Sequence[Skip], clause: str) -> Skip | None:
    """The skip that holds a clause: its id, its prefix, or the beginning of the id."""
    return next((skip for skip in skips if clause.startswith(skip.clause)), None)
