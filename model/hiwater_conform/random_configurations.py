"""Random configurations: small queues and buffers, so that full queues, fragments and sleepers come soon."""

from random import Random

from hiwater_model.configuration import (
    Configuration,
    Granularity,
    Limits,
    Profile,
    ThreadConfiguration,
    ZoneConfiguration,
)
from hiwater_model.constants import (
    POLICY_COUNT,
    POLICY_HALT,
    POLICY_PER_ZONE,
    POLICY_SEQUENCE,
    POLICY_SHARED_COUNT,
    POLICY_TRAILER,
    POLICY_ZONENAME,
)

CACHES = (0, 0, 0, 1, 1, 1, 1, 2, 4, 8)
SYSCALLS = (0, 0, 1, 5, 5, 5)
STATES = (1, 1, 1, 1, 1, 1, 4, 2)
BUFFERS = (8, 13, 16, 20, 24, 26, 32, 40, 48, 64, 64, 128, 8192)
ADDRESSES = (
    b"\x7f\0\0\1",
    b"\x0a\1\2\3",
    bytes(15) + b"\1",
    bytes(range(0xF0, 0x100)),
    bytes(4),
    bytes(16),
    bytes(10) + b"\xff\xff\x0a\0\0\1",
    bytes(10) + b"\xff\xff\0\0\0\0",
)
_NAMES = (b"global", b"z", b"web-server")
_LOCAL_BITS = (POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME)
_MASKS = (1, 1, 1, 0, 3, 0x80000001, 0xFFFFFFFF)


def random_configuration(
    random: Random, width: int, granularity: Granularity, profile: Profile = Profile.GIVEN
) -> Configuration:
    """A configuration that `start` takes."""
    zones = random.choice((1, 1, 1, 2, 2, 3))
    users = random.choice((1, 2, 3, 3, 4, 4))
    per_zone = zones > 1 and random.random() < 0.8
    halt = random.random() < 0.15
    return Configuration(
        profile=profile,
        width=width,
        granularity=granularity,
        limits=random.choice((Limits.SMALL, Limits.SMALL, Limits.SMALL, Limits.KERNEL)),
        seconds=random.choice((1_000_000_000, 0, 0x7FFF_0000, 0x1_2345_6789 if width == 64 else 1)),
        nanoseconds=random.choice((0, 1, 123_456_789, 999_999_999)),
        policy=(POLICY_PER_ZONE if per_zone else 0) | (POLICY_HALT if halt else 0),
        loaded=random.random() < 0.9,
        memory=random.random() < 0.97,
        classes=tuple((event, random.choice(_MASKS)) for event in (0, 112, 153, 154) if random.random() < 0.15),
        softint_cache=random.choice((0, 0, 0, 0, 1, 1, 2, 4)),
        zones=tuple(_zone(random, number) for number in range(zones)),
        threads=tuple(
            ThreadConfiguration(
                zone=random.randrange(zones) if per_zone or random.random() < 0.3 else 0,
                cache=random.choice(CACHES),
                syscall=random.choice(SYSCALLS),
            )
            for _ in range(users)
        ),
    )


def random_policy(random: Random) -> int:
    """Local policy bits: each of those that shape a record or decide about a full queue, now and then."""
    policy = POLICY_COUNT if random.random() < 0.25 else 0
    for bit in _LOCAL_BITS:
        if random.random() < 0.4:
            policy |= bit
    return policy | (POLICY_SHARED_COUNT if random.random() < 0.1 else 0)


def _zone(random: Random, number: int) -> ZoneConfiguration:
    high_water = random.choice((1, 1, 2, 2, 3, 4, 12))
    door = random.choice((7, 7, 7, 8, None))
    address = random.choice(ADDRESSES)
    return ZoneConfiguration(
        name=_NAMES[number],
        state=random.choice(STATES),
        policy=random_policy(random),
        host_valid=1 if random.random() < 0.4 else 0,
        host_type=len(address),
        host_address=address,
        success_mask=random.choice(_MASKS),
        failure_mask=random.choice(_MASKS),
        high_water=high_water,
        low_water=random.randrange(high_water),
        buffer_size=random.choice(BUFFERS),
        delay=random.choice((1, 2, 5, 20)),
        sequence=random.choice((0, 0, 5, 0x7FFFFFFE, -2)),
        door=door,
        active=door is not None and random.random() < 0.75,
    )
