"""What a machine starts from: profile, record width, granularity, zones, threads; with the rules it must obey."""

from enum import Enum
from typing import NamedTuple

from hiwater_model.constants import AUDITING, INIT_AUDIT, LAST_EVENT, NO_AUDIT, POLICY_GLOBAL, POLICY_LOCAL


class Differences(NamedTuple):
    """The points at which systems differ; a new system is a new row of DIFFERENCES, or a new point here."""

    empty_drain: int | str
    """What au_doorio gives for an empty queue (IO-11); "unspecified" is a variable that was never set."""
    assertion_halts: bool
    """An ASSERT that fails halts the machine."""


class Profile(Enum):
    """A system whose queue behaves like the file, but for a few points."""

    GIVEN = "given"
    """The file as given (revision 269e59f9), without DEBUG."""
    LATER = "later"
    """Later illumos: au_doorio of an empty queue returns 0."""
    DEBUG = "debug"
    """The file as given, with DEBUG: an assertion that fails halts."""

    @property
    def differences(self) -> Differences:
        """Where this system differs."""
        return DIFFERENCES[self]


UNSPECIFIED = "unspecified"
DIFFERENCES = {
    Profile.GIVEN: Differences(empty_drain=UNSPECIFIED, assertion_halts=False),
    Profile.LATER: Differences(empty_drain=0, assertion_halts=False),
    Profile.DEBUG: Differences(empty_drain=UNSPECIFIED, assertion_halts=True),
}


class Granularity(Enum):
    """How far one step goes."""

    FINE = "fine"
    """To the next call out of the file, or the next unlocked read of shared state."""
    BLOCKING = "blocking"
    """Until the thread waits or ends."""


class Limits(Enum):
    """What A_SETQCTRL accepts."""

    KERNEL = "kernel"
    SMALL = "small"
    """High water from 1, buffers from 1 byte: for small worlds that can be explored whole."""


class ZoneConfiguration(NamedTuple):
    """How a zone's audit context begins. Sizes in records and bytes, delay in ticks."""

    name: bytes
    state: int
    policy: int
    host_valid: int
    host_type: int
    host_address: bytes
    success_mask: int
    failure_mask: int
    high_water: int
    low_water: int
    buffer_size: int
    delay: int
    sequence: int
    door: int | None
    active: bool


class ThreadConfiguration(NamedTuple):
    """How a user thread begins: its zone, its cached audit state, its system call (0: none)."""

    zone: int
    cache: int
    syscall: int


class Configuration(NamedTuple):
    """Everything that is fixed before the first step."""

    profile: Profile
    width: int
    granularity: Granularity
    limits: Limits
    seconds: int
    nanoseconds: int
    policy: int
    loaded: bool
    memory: bool
    classes: tuple[tuple[int, int], ...]
    """Class mask of some events; every other event of the table has class 1."""
    softint_cache: int
    zones: tuple[ZoneConfiguration, ...]
    threads: tuple[ThreadConfiguration, ...]


class ImpossibleConfiguration(ValueError):
    """A configuration breaks a rule; `rule` says which, and what was given."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def refuse_impossible(configuration: Configuration) -> None:
    """Raise ImpossibleConfiguration, naming the first rule that the configuration breaks."""
    _hold(configuration.width in (32, 64), f"width is 32 or 64, not {configuration.width}")
    _hold(len(configuration.zones) >= 1, "there is at least one zone, the global one")
    _hold(len(configuration.threads) >= 1, "there is at least one user thread")
    _hold(
        configuration.policy & ~POLICY_GLOBAL == 0,
        f"the global policy has bits of {POLICY_GLOBAL:#x} only, not {configuration.policy:#x}",
    )
    _hold(0 <= configuration.nanoseconds < 1_000_000_000, "nanoseconds are from 0 to 999999999")
    _hold(configuration.seconds >= 0, "seconds are at least 0")
    _hold(configuration.width == 64 or configuration.seconds < 2**31, "at width 32 seconds are below 2^31")
    for event, mask in configuration.classes:
        _hold(0 <= event <= LAST_EVENT, f"event {event} is in the table, 0 to {LAST_EVENT}")
        _hold(0 <= mask < 2**32, f"the class mask of event {event} has 32 bits")
    for number, zone in enumerate(configuration.zones):
        _refuse_zone(f"zone {number}", zone)
    for number, thread in enumerate(configuration.threads):
        _hold(
            0 <= thread.zone < len(configuration.zones),
            f"thread {number} is in a zone that exists, not in zone {thread.zone}",
        )


def _refuse_zone(name: str, zone: ZoneConfiguration) -> None:
    _hold(
        0 <= zone.low_water < zone.high_water,
        f"{name}: 0 <= low water < high water, not {zone.low_water} and {zone.high_water}",
    )
    _hold(zone.buffer_size >= 1, f"{name}: the buffer has at least 1 byte, not {zone.buffer_size}")
    _hold(zone.delay >= 1, f"{name}: the delay is at least 1 tick, not {zone.delay}")
    _hold(zone.state in (AUDITING, NO_AUDIT, INIT_AUDIT), f"{name}: the state is 1, 2 or 4, not {zone.state}")
    _hold(
        zone.policy & ~POLICY_LOCAL == 0,
        f"{name}: the local policy has bits of {POLICY_LOCAL:#x} only, not {zone.policy:#x}",
    )
    _hold(zone.host_type in (4, 16), f"{name}: the address type is 4 or 16, not {zone.host_type}")
    _hold(
        len(zone.host_address) == zone.host_type,
        f"{name}: an address of type {zone.host_type} has as many bytes, not {len(zone.host_address)}",
    )
    _hold(zone.host_valid in (0, 1), f"{name}: the host address is valid (1) or not (0)")
    _hold(1 <= len(zone.name) <= 64, f"{name}: the name has 1 to 64 bytes")
    _hold(not zone.active or zone.door is not None, f"{name}: an active output thread needs a door")


def _hold(rule_holds: bool, rule: str) -> None:
    if not rule_holds:
        raise ImpossibleConfiguration(rule)
