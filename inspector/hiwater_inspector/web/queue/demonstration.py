"""The configuration of a run that nobody brought: a small queue, four threads with records, one that administers."""

from typing import Final

from hiwater_model.configuration import (
    Configuration,
    Granularity,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)
from hiwater_model.constants import AUDITING, POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME, UNSET

_THREADS: Final = 5


def demonstration(granularity: Granularity = Granularity.BLOCKING) -> Configuration:
    """High water 12, low water 4, a staging buffer of 256 bytes: small enough to be seen whole."""
    zone = ZoneConfiguration(
        name=b"global",
        state=AUDITING,
        policy=POLICY_SEQUENCE | POLICY_TRAILER | POLICY_ZONENAME,
        host_valid=0,
        host_type=4,
        host_address=bytes(4),
        success_mask=1,
        failure_mask=1,
        high_water=12,
        low_water=4,
        buffer_size=256,
        delay=20,
        sequence=0,
        door=7,
        active=True,
    )
    return Configuration(
        profile=Profile.GIVEN,
        width=64,
        granularity=granularity,
        limits=Limits.SMALL,
        seconds=1_000_000_000,
        nanoseconds=0,
        policy=0,
        loaded=True,
        memory=True,
        classes=(),
        softint_cache=0,
        zones=(zone,),
        threads=(ThreadConfiguration(zone=0, cache=UNSET, syscall=0),) * _THREADS,
    )
