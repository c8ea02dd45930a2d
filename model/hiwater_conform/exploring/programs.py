"""The named programs: small enough to be explored, each with a reason why its interleavings matter.

All begin with one zone that audits (full at two records, low water one, buffers of 64 bytes) unless they say otherwise.
"""

from typing import Final

from hiwater_conform.exploring.program import Environment, Program, Refusals
from hiwater_model.configuration import Configuration
from hiwater_model.constants import AUDITING, EAGAIN, EBADF, NO_AUDIT, POLICY_COUNT, POLICY_HALT, POLICY_PER_ZONE
from hiwater_model.examples import GLOBAL_ZONE, IN_SYSTEM_CALL, WORLD
from hiwater_model.steps import (
    Arguments,
    AsyncEvent,
    AuClose,
    Auditdoor,
    AuUwrite,
    SetCondition,
    SetPolicy,
    SetQueueControl,
    ZoneShutdown,
)

_OK: Final = 1
_EVENT: Final = 5
_PROM_ENTERED: Final = 153
_INTERRUPTED: Final = ((4, None), (EBADF, None))
_LOST: Final = Refusals(_INTERRUPTED, 1)
_BUSY: Final = Refusals(((EAGAIN, None),), 1)
_ASYNC: Final = AsyncEvent(_PROM_ENTERED, 3, ((b"kmdb",),), 0, None)
_TINY_ZONE: Final = GLOBAL_ZONE._replace(high_water=1, low_water=0)


def _records(number: int, body: tuple[bytes, ...] = (b"x",), zone: int = 0) -> tuple[Arguments, ...]:
    """So many records of one token: each takes a call that writes and one that closes."""
    return (AuUwrite(body), AuClose(zone, "thread", _OK, _EVENT, 0, None)) * number


def _world(threads: int, **zone: object) -> Configuration:
    """The small world with so many user threads; `zone` are changes of its zone."""
    context = GLOBAL_ZONE._replace(**zone)  # type: ignore[arg-type]  # field names of one NamedTuple
    return WORLD._replace(zones=(context,), threads=(IN_SYSTEM_CALL,) * threads)


_ALL: Final = (
    Program(
        "one writer",
        "The smallest queue there is: a writer that must wait for a door which may fail once.",
        _world(1, high_water=1, low_water=0),
        (_records(2),),
        Environment((_LOST,)),
    ),
    Program(
        "two writers",
        "Two writers, two records each, an asynchronous event, and a door that fails once and is busy once.",
        _world(3),
        (_records(2), _records(2), (_ASYNC,)),
        Environment((_LOST, _BUSY), jumps=1),
    ),
    Program(
        "three writers",
        "Who is woken when three sleep and one record leaves, and who sleeps again.",
        _world(3, high_water=1, low_water=0),
        (_records(2), _records(1), _records(1)),
        Environment(),
    ),
    Program(
        "policy",
        "CNT is set and cleared while a writer sleeps: it must be dropped, queued or asleep, and be counted once.",
        _world(2, high_water=1, low_water=0),
        (_records(2), (SetPolicy(POLICY_COUNT), SetPolicy(0))),
        Environment((_LOST,)),
    ),
    Program(
        "daemon",
        "The daemon goes in the middle of a record and comes back, while a writer sleeps.",
        _world(2, high_water=1, low_water=0),
        (_records(2), (Auditdoor(8),)),
        Environment((_LOST,), jumps=1),
    ),
    Program(
        "turned off",
        "Auditing is turned off and on again under a blocked writer and a busy reader.",
        _world(2, high_water=1, low_water=0),
        (_records(2), (SetCondition(NO_AUDIT), SetCondition(AUDITING))),
        Environment(jumps=1),
    ),
    Program(
        "new door",
        "A reader that leaves meets the door of the next daemon, which it may take with it.",
        _world(2, high_water=1, low_water=0),
        (_records(1), (SetCondition(NO_AUDIT), Auditdoor(8), SetCondition(AUDITING))),
        Environment(jumps=1),
    ),
    Program(
        "zone shutdown",
        "A zone goes down under its own writer, and waits for its reader, which may be at the door.",
        WORLD._replace(
            policy=POLICY_PER_ZONE,
            zones=(GLOBAL_ZONE._replace(active=False), _TINY_ZONE._replace(name=b"web", door=8)),
            threads=(IN_SYSTEM_CALL._replace(zone=1), IN_SYSTEM_CALL),
        ),
        (_records(2, zone=1), (ZoneShutdown(1),)),
        Environment((_LOST,)),
    ),
    Program(
        "fragments",
        "A record in three pieces whose daemon is busy, or goes between two of them: it is sent again from the start.",
        _world(2),
        (_records(1, (b"a" * 100, b"b" * 30)) + _records(1), (Auditdoor(8),)),
        Environment((_LOST, _BUSY), jumps=2),
    ),
    Program(
        "marks",
        "The marks are moved under a sleeping writer and a sleeping reader.",
        _world(2, high_water=1, low_water=0),
        (_records(3), (SetQueueControl(3, 1, 32, 20), SetQueueControl(1, 0, 64, 20))),
        Environment(),
    ),
    Program(
        "no memory",
        "Memory runs out under a producer that may sleep, one that jumps, and the reader's buffer.",
        _world(2),
        (_records(2), (_ASYNC,)),
        Environment(outages=1),
    ),
    Program(
        "halt",
        "An asynchronous event meets a full queue under AHLT: the machine stops, unless a record has left before.",
        _world(2, high_water=1, low_water=0)._replace(policy=POLICY_HALT),
        (_records(1), (_ASYNC,)),
        Environment((_LOST,)),
    ),
)

PROGRAMS: Final = {program.name: program for program in _ALL}
"""Every named program, by name, with blocking steps; `Program.at` changes that."""
