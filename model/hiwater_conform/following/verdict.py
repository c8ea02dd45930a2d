"""What can be said of a trace: consistent, inconsistent at an event, or unknown from an event on."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class Consistent(NamedTuple):
    """The model can do all of it. It says nothing about runs that were not traced."""

    events: int
    hidden_steps: int
    """Steps of the model that no line tells, in all states together."""
    largest_set: int
    complete: bool
    """The trace ends with `ended` or `halted`; another one was cut off, and is followed as far as it goes."""
    unfinished: tuple[str, ...]
    """Threads that are within something at the end, in words."""
    shown: Mapping[str, int]
    """For each clause the lines that show it, in whichever way the model goes: hidden steps, such as unlocked reads
    and counters, show none, since no line would differ if they were wrong."""


class Inconsistent(NamedTuple):
    """The model cannot do this event after those before it."""

    event: int
    """Counted from 1, the first line after the header."""
    what: str
    """The event in words."""
    expected: tuple[str, ...]
    """Why each state of the model cannot do it, in words; each once."""
    threads: tuple[str, ...]
    """Where the threads are, in one of those states."""
    clause: str | None
    """The clause that the event breaks, if one can be blamed."""


class Unknown(NamedTuple):
    """Nothing can be said from this event on."""

    event: int
    why: str


Verdict: TypeAlias = Consistent | Inconsistent | Unknown
