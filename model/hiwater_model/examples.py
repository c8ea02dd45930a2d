"""Small worlds to begin with, and a way to take several steps at once: for a Python prompt, the tour and tests.

Change a world with `_replace`; nothing else in the model knows about these values.
"""

from hiwater_model.configuration import (
    Configuration,
    Granularity,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)
from hiwater_model.constants import AUDITING
from hiwater_model.events import Event
from hiwater_model.machine import Machine
from hiwater_model.relation import apply
from hiwater_model.steps import Step

GLOBAL_ZONE = ZoneConfiguration(
    name=b"global",
    state=AUDITING,
    policy=0,
    host_valid=0,
    host_type=4,
    host_address=bytes(4),
    success_mask=1,
    failure_mask=1,
    high_water=2,
    low_water=1,
    buffer_size=64,
    delay=20,
    sequence=0,
    door=7,
    active=True,
)
"""A zone that audits, with a daemon behind door 7: full at two records, buffers of 64 bytes."""

IN_SYSTEM_CALL = ThreadConfiguration(zone=0, cache=AUDITING, syscall=5)
"""A user thread within an audited system call."""

WORLD = Configuration(
    profile=Profile.GIVEN,
    width=64,
    granularity=Granularity.BLOCKING,
    limits=Limits.SMALL,
    seconds=1_000_000_000,
    nanoseconds=0,
    policy=0,
    loaded=True,
    memory=True,
    classes=(),
    softint_cache=0,
    zones=(GLOBAL_ZONE,),
    threads=(IN_SYSTEM_CALL, IN_SYSTEM_CALL),
)
"""One zone, two user threads (0 and 1), the softint thread (2), the clock (3) and the zone's reader (4)."""


def take(machine: Machine, *steps: Step) -> tuple[Machine, list[Event]]:
    """Take several steps: the machine after them, and all events. Raises NotEnabled at the first that cannot be."""
    seen: list[Event] = []
    for step in steps:
        outcome = apply(machine, step)
        machine = outcome.machine
        seen.extend(outcome.events)
    return machine, seen
