"""The named scopes: programs on one small queue, each about one matter; what is shown is shown for these and no others.

All begin with one zone that audits, full at two records, low water one, a daemon behind its door, unless `why` says
otherwise. A record of these scopes has 31 bytes. SMALL scopes are explored whole at every check and shared with TLC;
LARGE ones are a campaign. Not good for: queues of thousands of records, or runs that go on for ever.
"""

from typing import Any, Final

from hiwater_conform.exploring.program import Environment, Program, Refusals
from hiwater_model.configuration import Configuration, ThreadConfiguration
from hiwater_model.constants import (
    AUDITING,
    EAGAIN,
    EBADF,
    INIT_AUDIT,
    NO_AUDIT,
    POLICY_COUNT,
    POLICY_HALT,
    POLICY_SEQUENCE,
)
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
)

_OK: Final = 1
_EVENT: Final = 5
_PROM_ENTERED: Final = 153
WHOLE: Final = 64
"""A buffer that holds any record of these scopes."""
PIECES: Final = 26
"""A buffer that holds a header."""
GONE: Final = Refusals(((EBADF, None),), 1)
"""The daemon goes, once."""
BUSY: Final = Refusals(((EAGAIN, None),), 1)
"""The daemon has no free thread, once."""
EVENT: Final = AsyncEvent(_PROM_ENTERED, 3, ((b"kmdb",),), 0, None)
"""An asynchronous event that is selected."""
OUTSIDE: Final = ThreadConfiguration(zone=0, cache=0, syscall=0)
"""A thread outside of a system call: no audit state is cached."""


def records(number: int, body: bytes = b"hello", zone: int = 0) -> tuple[Arguments, ...]:
    """So many records of one token: each takes a call that writes and one that closes."""
    return (AuUwrite((body,)), AuClose(zone, "thread", _OK, _EVENT, 0, None)) * number


def world(threads: int, *, policy: int = 0, thread: ThreadConfiguration = IN_SYSTEM_CALL, **zone: int) -> Configuration:
    """One zone and so many user threads, all alike; `zone` are changes of the zone, `policy` holds its bits too."""
    local = policy & ~POLICY_HALT
    context = GLOBAL_ZONE._replace(**{"policy": local, **zone})  # type: ignore[arg-type]  # fields of one NamedTuple
    return WORLD._replace(policy=policy & POLICY_HALT, zones=(context,), threads=(thread,) * threads)


TINY: Final[dict[str, Any]] = {"high_water": 1, "low_water": 0}
"""Full at one record."""


def _asynchronous(
    name: str, policy: int, why: str, thread: ThreadConfiguration = IN_SYSTEM_CALL, **zone: int
) -> Program:
    calls = (records(1), records(1), (EVENT,))
    return Program(name, why, world(3, policy=policy, thread=thread, **{**TINY, **zone}), calls, Environment((GONE,)))


_SMALL: Final = (
    Program(
        "writers",
        "Two writers, two records each, numbered in the order of the queue: sleeping, waking, the kick.",
        world(2, policy=POLICY_SEQUENCE),
        (records(2), records(2)),
        Environment(jumps=1),
    ),
    Program(
        "low water 0",
        "The same, but the reader is told of every record, and writers are woken by an empty queue alone.",
        world(2, policy=POLICY_SEQUENCE, low_water=0),
        (records(2), records(2)),
        Environment(jumps=1),
    ),
    Program(
        "pieces",
        "A record in three pieces and one in two; the door is busy once and goes once, and a daemon comes back.",
        world(2, buffer_size=PIECES),
        (records(1, b"a" * 30) + records(1), (Auditdoor(8),)),
        Environment((GONE, BUSY), jumps=2),
    ),
    _asynchronous("event", 0, "An asynchronous event and two writers at a queue of one record; the daemon may go."),
    _asynchronous("event, count", POLICY_COUNT, "The same under CNT: who finds the queue full is dropped."),
    _asynchronous("event, halt", POLICY_HALT, "The same under AHLT: an event that finds it full stops the machine."),
    _asynchronous("event, count and halt", POLICY_COUNT | POLICY_HALT, "The same under both."),
    _asynchronous("event, off", POLICY_HALT, "The same with auditing off from the start.", state=NO_AUDIT),
    _asynchronous(
        "event, early",
        POLICY_HALT,
        "The same before the daemon has ever run, no state cached: losses are forgiven.",
        OUTSIDE,
        state=INIT_AUDIT,
        active=False,
    ),
    Program(
        "daemon",
        "The daemon goes while a writer sleeps, and another one comes.",
        world(3, **TINY),
        (records(1), records(1), (Auditdoor(8),)),
        Environment((GONE, BUSY), jumps=2),
    ),
    Program(
        "condition",
        "Auditing is turned off and on again under writers within a system call.",
        world(3, **TINY),
        (records(1), records(1), (SetCondition(NO_AUDIT), SetCondition(AUDITING))),
        Environment((GONE,), jumps=2),
    ),
    Program(
        "condition, outside",
        "The same with writers that have no state cached.",
        world(3, thread=OUTSIDE, **TINY),
        (records(1), records(1), (SetCondition(NO_AUDIT), SetCondition(AUDITING))),
        Environment((GONE,), jumps=2),
    ),
    Program(
        "policy",
        "CNT is set and cleared under writers; the daemon, which is told of it, may go.",
        world(3, **TINY),
        (records(1), records(1), (SetPolicy(POLICY_COUNT), SetPolicy(0))),
        Environment((GONE,)),
    ),
    Program(
        "marks",
        "The marks are raised and lowered under sleeping writers and a sleeping reader.",
        world(3, **TINY),
        (records(2), records(1), (SetQueueControl(3, 2, 32, 20), SetQueueControl(1, 0, WHOLE, 20))),
        Environment(jumps=1),
    ),
    Program(
        "between the marks",
        "The daemon goes while fewer than high water and more than low water are queued; then CNT is set.",
        world(3, low_water=0),
        (records(2), records(2), (SetPolicy(POLICY_COUNT),)),
        Environment((GONE,)),
    ),
)

SMALL: Final = {program.name: program for program in _SMALL}
"""Explored whole at every check; shared with the TLA+ spec."""

_LARGE: Final = (
    Program(
        "three writers, two events",
        "Three writers, two records each, and two asynchronous events: the queue is two above high water at most.",
        world(5),
        (records(2), records(2), records(2), (EVENT,), (EVENT,)),
        Environment((GONE,), jumps=1),
    ),
    Program(
        "everything",
        "Two writers, an event, a daemon that goes and comes, SETCOND, SETPOLICY and SETQCTRL, each once.",
        world(4),
        (
            records(1),
            records(1),
            (SetCondition(NO_AUDIT), SetCondition(AUDITING), Auditdoor(8)),
            (SetPolicy(POLICY_COUNT), SetQueueControl(3, 1, PIECES, 10), EVENT),
        ),
        Environment((GONE, BUSY), jumps=2),
    ),
    Program(
        "five writers",
        "Five writers, one record each in two pieces, at a queue of two.",
        world(5, buffer_size=PIECES),
        (records(1),) * 5,
        Environment((GONE, BUSY), jumps=1),
    ),
)

LARGE: Final = {program.name: program for program in _LARGE}
"""Explored in a campaign."""
