"""What a live run begins from: one zone that audits, small marks so that a burst fills the queue, an unloaded door."""

import time
from typing import Any, Final

from hiwater_conform.following import header_to_wire
from hiwater_conform.wire_values import thread_names
from hiwater_model.configuration import Configuration, Granularity, Limits, Profile, ThreadConfiguration
from hiwater_model.constants import POLICY_SEQUENCE, POLICY_TRAILER
from hiwater_model.examples import GLOBAL_ZONE, WORLD

PRODUCERS: Final = 4
"""Threads that make records; one more calls auditon(2) and auditdoor(2), as auditconfig and auditd do."""
DOOR: Final = 7
"""What a door is called in the protocol."""


def configuration() -> Configuration:
    """The system as it begins now: records with sequence and trailer, marks 24 and 6, a kick every 20 ticks."""
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    zone = GLOBAL_ZONE._replace(
        policy=POLICY_SEQUENCE | POLICY_TRAILER,
        high_water=24,
        low_water=6,
        buffer_size=8192,
        delay=20,
        door=None,
        active=False,
    )
    return WORLD._replace(
        profile=Profile.LATER,
        granularity=Granularity.FINE,
        limits=Limits.KERNEL,
        seconds=seconds,
        nanoseconds=nanoseconds,
        zones=(zone,),
        threads=(ThreadConfiguration(0, 0, 0),) * (PRODUCERS + 1),
    )


def names_of(given: Configuration) -> tuple[str, ...]:
    """The threads by number: the last of the users is called admin, the others as in the protocol."""
    names = thread_names(given)
    return (*names[:PRODUCERS], "admin", *names[PRODUCERS + 1 :])


def header_of(given: Configuration) -> dict[str, Any]:
    """The first line of its trace."""
    return header_to_wire(given, names_of(given))
