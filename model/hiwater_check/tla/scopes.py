"""The programs that both the relation and the spec run: the named scopes, with records that can be told apart.

The spec knows a record by a mark, so each token begins with two bytes of its own here; nothing else is changed.
Not good for: what the spec has not, which is refused by name (other zones, outages, audit(2), system calls …).
"""

from typing import Final

from hiwater_check.states.scope import BUSY, EVENT, GONE, LARGE, PIECES, SMALL, TINY, records, world
from hiwater_conform.exploring.program import Environment, Program
from hiwater_model.configuration import Profile
from hiwater_model.constants import AUDITING, FLAG_OK, NO_AUDIT, POLICY_COUNT, POLICY_HALT, POLICY_SEQUENCE
from hiwater_model.membufs import Chain
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

KNOWN: Final = (AuUwrite, AuClose, AsyncEvent, Auditdoor, SetCondition, SetPolicy, SetQueueControl)
"""Calls that the spec has."""
MARK_BYTES: Final = 2


class NotInTheSpec(ValueError):
    """A program holds something that the TLA+ spec has not; the message names it."""


_OWN: Final = (
    Program(
        "one record",
        "One record and the daemon's door, nothing else.",
        world(1, **TINY),
        (records(1),),
        Environment(),
    ),
    Program(
        "one in pieces",
        "One record in two pieces, and another one; the door is busy once and goes once.",
        world(1, buffer_size=PIECES),
        (records(2),),
        Environment((GONE, BUSY), jumps=1),
    ),
    Program(
        "full",
        "Two writers at a queue of one record.",
        world(2, policy=POLICY_SEQUENCE, **TINY),
        (records(1), records(1)),
        Environment(jumps=1),
    ),
    Program(
        "told",
        "CNT is set while a writer comes to a queue of one record; the daemon may go.",
        world(2, **TINY),
        (records(2), (SetPolicy(POLICY_COUNT),)),
        Environment((GONE,)),
    ),
    Program(
        "turned off",
        "Auditing is turned off and on again under one writer.",
        world(2, **TINY),
        (records(1), (SetCondition(NO_AUDIT), SetCondition(AUDITING))),
        Environment(jumps=2),
    ),
    Program(
        "administered",
        "The marks and the buffer change under one writer; the daemon may go, and another one comes.",
        world(2, **TINY),
        (records(1), (SetQueueControl(2, 1, PIECES, 10), Auditdoor(8))),
        Environment((GONE,)),
    ),
    Program(
        "one event",
        "An asynchronous event and a writer under AHLT, at a queue of one record.",
        world(2, policy=POLICY_HALT, **TINY),
        (records(1), (EVENT,)),
        Environment(),
    ),
)
OWN: Final = {program.name: program for program in _OWN}
"""Smaller than the smallest shared scopes: for planted faults, and to be looked at with fine steps."""


def shared(name: str) -> Program:
    """A named scope, its records marked. Raises KeyError, NotInTheSpec."""
    return marked({**SMALL, **LARGE, **OWN}[name])


def marked(program: Program) -> Program:
    """The program with tokens of the same lengths that differ from each other. Raises NotInTheSpec."""
    refuse_unknown(program)
    calls = tuple(
        tuple(_marked(arguments, thread, number) for number, arguments in enumerate(made))
        for thread, made in enumerate(program.calls)
    )
    return program._replace(calls=calls)


def mark_of(data: bytes) -> str:
    """The name of the record whose body these bytes begin, such as `user0.2` for its thread and call."""
    return f"user{data[0]}.{data[1]}"


def refuse_unknown(program: Program) -> None:
    """Raise NotInTheSpec for the first thing that the spec has not."""
    configuration = program.configuration
    _refuse(len(configuration.zones) != 1, "several zones")
    _refuse(bool(program.environment.outages) or not configuration.memory, "memory that runs out")
    _refuse(not configuration.loaded, "a module that is not loaded")
    _refuse(configuration.zones[0].host_valid != 0, "a host address")
    _refuse(configuration.width != 64 or configuration.profile is Profile.DEBUG, "another width or profile")
    for made in program.calls:
        for arguments in made:
            _refuse_call(arguments)


def _refuse_call(arguments: Arguments) -> None:
    _refuse(not isinstance(arguments, KNOWN), type(arguments).__name__)
    if isinstance(arguments, AuClose):
        _refuse((arguments.descriptor, arguments.flag) != ("thread", FLAG_OK), "a close that is not plain")
    if isinstance(arguments, AuUwrite):
        _refuse(arguments.token is None or not _can_be_marked(arguments.token), "a token that cannot be marked")
    if isinstance(arguments, AsyncEvent):
        _refuse(not all(map(_can_be_marked, arguments.tokens)), "a token that cannot be marked")


def _refuse(unknown: bool, what: str) -> None:
    if unknown:
        raise NotInTheSpec(f"the TLA+ spec does not have {what}")


def _can_be_marked(token: Chain) -> bool:
    return len(token) > 0 and len(token[0]) >= MARK_BYTES


def _marked(arguments: Arguments, thread: int, call: int) -> Arguments:
    if isinstance(arguments, AuUwrite):
        assert arguments.token is not None
        return AuUwrite(_with_mark(arguments.token, thread, call))
    if isinstance(arguments, AsyncEvent):
        return arguments._replace(tokens=tuple(_with_mark(token, thread, call) for token in arguments.tokens))
    return arguments


def _with_mark(token: Chain, thread: int, call: int) -> Chain:
    return (bytes((thread, call)) + token[0][MARK_BYTES:], *token[1:])


def thread_names(program: Program) -> tuple[str, ...]:
    """The threads by number, named as in the protocol."""
    users = tuple(f"user{number}" for number in range(len(program.configuration.threads)))
    return (*users, "softint", "clock", "reader0")
