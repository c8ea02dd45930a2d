"""Policy bits, conditions, queue control and statistics, as the audit interface numbers them; names of events."""

import re
from collections.abc import Iterable
from enum import IntEnum, IntFlag
from functools import cache
from typing import NamedTuple, TypeAlias

from hiwater_impl.library.errors import UnknownName
from hiwater_impl.pipeline.constants import AUDITING, INIT_AUDIT, LAST_EVENT, NO_AUDIT
from hiwater_impl.records.names.events import of_system

_WORDS = re.compile(r"[\s,|+]+")


class Policy(IntFlag):
    """The bits of the audit policy (AUDIT_CNT and so on), under the names that auditconfig has for them."""

    CNT = 0x0001
    """Count and drop what finds the queue full; without it, the thread waits for room."""
    AHLT = 0x0002
    """Halt when an asynchronous event finds the queue full."""
    ARGV = 0x0004
    ARGE = 0x0008
    SEQ = 0x0010
    """Number every record, in the order of the queue."""
    GROUP = 0x0040
    TRAIL = 0x0080
    """End every record with a trailer."""
    PATH = 0x0100
    SCNT = 0x0200
    PUBLIC = 0x0400
    ZONENAME = 0x0800
    """Name the zone in every record."""
    PERZONE = 0x1000
    """A queue and a daemon's door for each zone."""
    WINDATA_DOWN = 0x2000
    WINDATA_UP = 0x4000


PolicyWords: TypeAlias = int | str | Iterable[str]
"""A policy as bits, as words in a text (`"cnt, seq"`), or as some words."""


def policy_of(words: PolicyWords) -> int:
    """The bits. Raises UnknownName for a word that is no policy; bits that are unknown are left for auditon(2)."""
    if isinstance(words, int):
        return int(words)
    listed = _WORDS.split(words.strip()) if isinstance(words, str) else list(words)
    bits = 0
    for word in listed:
        name = word.upper().removeprefix("AUDIT_")
        if name not in Policy.__members__:
            if name in ("", "NONE", "0"):
                continue
            raise UnknownName("policy", name, Policy.__members__)
        bits |= Policy[name].value
    return bits


class Condition(IntEnum):
    """The state of auditing of a zone (A_GETCOND). AUDITING and OFF can be set."""

    AUDITING = AUDITING
    OFF = NO_AUDIT
    NOT_BEGUN = INIT_AUDIT


class QueueControl(NamedTuple):
    """The controls of a queue (A_GETQCTRL)."""

    high_water: int
    """Records, from 10 to 100,000: at so many a record finds the queue full."""
    low_water: int
    """Records, below `high_water`: at so many those who wait for room are woken."""
    buffer_size: int
    """Bytes, from 8,192 to 1,048,576: what goes through the door at once; a longer record goes in pieces."""
    delay: int
    """Ticks of 10 ms, from 1 to 20,000: how long a record waits at most for the output thread to be woken."""


class Statistics(NamedTuple):
    """The 14 words of au_stat_t (A_GETSTAT); the eleven between `numevent` and `memused` count modulo 2^32."""

    version: int
    numevent: int
    generated: int
    nonattrib: int
    kernel: int
    audit: int
    auditctl: int
    enqueue: int
    written: int
    wblocked: int
    rblocked: int
    dropped: int
    totalsize: int
    memused: int


STATISTICS_VERSION = 2


def statistics_of(counters: tuple[int, ...]) -> Statistics:
    """The words, from the eleven counters in order."""
    return Statistics._make((STATISTICS_VERSION, LAST_EVENT, *counters, 0))


def number_of(event: int | str) -> int:
    """The number of an event that is told by number or by name. Raises UnknownName."""
    return event if isinstance(event, int) else event_number(event)


@cache
def event_number(name: str) -> int:
    """The number of an event by its name in illumos' table, with or without AUE_. Raises UnknownName."""
    numbers = of_system("illumos").numbers
    full = name.upper()
    for candidate in (full, f"AUE_{full}", name, f"AUE_{name}"):
        if candidate in numbers:
            return min(numbers[candidate])
    raise UnknownName("event", name, [*numbers, *(known.removeprefix("AUE_") for known in numbers)])
