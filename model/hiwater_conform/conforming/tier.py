"""How much of everything a campaign does: seconds at a desk, a minute in a build, hours over night."""

from typing import Final, NamedTuple

from hiwater_conform.vectors.stored import SHIPPED


class Tier(NamedTuple):
    """Steps and seconds; a campaign ends as soon as one of its bounds is reached."""

    random_steps: int
    seconds: float
    """For all random runs together."""
    programs: tuple[str, ...]
    """Small programs of which every state is visited; those that take longer than `state_seconds` are left there."""
    state_seconds: float
    failures: int
    """Divergences that are shrunk, each blamed on another clause; who fails everywhere needs no longer list."""
    shrink_seconds: float
    """For each divergence."""
    calls: int
    """Whole calls, in each mode in which the implementation picks."""
    vectors: tuple[str, ...]
    """Tiers of the shipped vectors."""


_PROGRAMS: Final = ("one writer", "halt", "policy", "turned off", "daemon")
TIERS: Final = {
    "tiny": Tier(4_000, 10.0, (), 0.0, 3, 1.5, 300, ("tiny",)),
    "small": Tier(100_000, 120.0, ("one writer", "halt"), 20.0, 5, 10.0, 6_000, SHIPPED),
    "full": Tier(
        5_000_000,
        4 * 3_600.0,
        ("one writer", "halt", "policy", "turned off", "daemon"),
        1_800.0,
        20,
        30.0,
        400_000,
        SHIPPED,
    ),
}
