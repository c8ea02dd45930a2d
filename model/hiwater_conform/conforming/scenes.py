"""Whole calls that are chosen, not drawn: a queue that nobody drains fills, writers sleep before it, events are lost.

Random calls seldom fill a queue in a few tries, and then an administrator is about; so clauses of sleeping, waking and
losing come last or never. Each scene brings one of them about, whoever goes on. Not good for: more than it was
written for; the random calls stand behind it.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_model.configuration import Configuration, Profile, ThreadConfiguration, ZoneConfiguration
from hiwater_model.constants import AUDITING, POLICY_COUNT, POLICY_HALT
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.steps import (
    Arguments,
    AsyncEvent,
    AuClose,
    Auditdoor,
    AuDoorio,
    AuUwrite,
    Call,
    GetStatistics,
    SetPolicy,
)

_HIGH_WATER: Final = 2
_WRITERS: Final = _HIGH_WATER + 2
_ADMINISTRATOR: Final = _WRITERS
_LOOKS: Final = 6
"""Calls that only look: while they are made, others may go on."""
_ZONE: Final = GLOBAL_ZONE._replace(high_water=_HIGH_WATER, low_water=0, delay=1, active=False)
"""It has a door, and no output thread: the queue is sent when an administrator has it drained."""
_USER: Final = ThreadConfiguration(0, AUDITING, 5)
_CLOSE: Final = AuClose(0, "thread", 1, 112, 0, None)
_LOST: Final = AsyncEvent(153, 1, ((b"lost",),), 0, None)


class Scene(NamedTuple):
    """A configuration and calls; one whose thread sleeps, or that follows a clause to avoid, is left out."""

    configuration: Configuration
    calls: tuple[Call, ...]


def scenes(profile: Profile) -> Iterator[Scene]:
    """The scenes as this system: writers wait and are woken, records are dropped, asynchronous ones are lost."""
    looks = [_by_administrator(GetStatistics())] * _LOOKS
    drained = [*_burst(), _by_administrator(AuDoorio(0)), *looks]
    for low_water in range(_HIGH_WATER):
        zone = _ZONE._replace(low_water=low_water)
        yield _scene(profile, zone, [*drained, *_burst(), *looks])
        served = [*_burst(), _by_administrator(Auditdoor(7)), *looks]
        yield _scene(profile, zone._replace(door=None), [*served, *_burst(), *looks])
    yield _scene(profile, _ZONE._replace(policy=POLICY_COUNT), drained)
    full, lost = _burst()[: 2 * _HIGH_WATER], [_by_administrator(_LOST), *looks]
    for policy in (0, POLICY_HALT):
        yield _scene(profile, _ZONE, [_by_administrator(SetPolicy(policy)), *full, *lost, *lost])


def _scene(profile: Profile, zone: ZoneConfiguration, calls: list[Call]) -> Scene:
    users = (_USER,) * (_WRITERS + 1)
    return Scene(WORLD._replace(profile=profile, zones=(zone,), threads=users), tuple(calls))


def _burst() -> list[Call]:
    """Each writer makes one record: some fill the queue, the others find it full."""
    made: list[tuple[Arguments, ...]] = [(AuUwrite((bytes([65 + user]),)), _CLOSE) for user in range(_WRITERS)]
    return [Call(user, one) for user, both in enumerate(made) for one in both]


def _by_administrator(arguments: Arguments) -> Call:
    return Call(_ADMINISTRATOR, arguments)
