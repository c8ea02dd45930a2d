"""What is known of a live run after one line of its trace: small values, shared where nothing changed."""

from typing import Any, NamedTuple

from hiwater_inspector.web.queue.view import Doing, Kind
from hiwater_model.neighbours.daemon import Daemon


class Kept(NamedTuple):
    """A record that was queued, or (number -1) put aside. `size` is bytes; `data` is none for one that is put aside."""

    number: int
    size: int
    kind: Kind
    event: int
    thread: str
    sequence: int | None
    data: bytes


class Standing(NamedTuple):
    """One thread, as far as its lines tell."""

    name: str
    doing: Doing = Doing.IDLE
    function: str = ""
    """The call that it is in."""
    syscall: int = 0
    at: int | str | None = None
    """The place of its last line."""
    condition: str | None = None
    """On which it sleeps, or slept and has not gone on since it was woken."""
    asked_for: str = ""
    """The lock that it is about to want, if its last line tells."""
    written: int = 0
    """Bytes of tokens that its descriptor has."""
    deferred: tuple[Kept, ...] = ()
    event: int = 0
    """Of its system call."""


class Asked(NamedTuple):
    """A buffer at the door, not answered yet: its type, bytes, where in which record it begins (None: a message)."""

    thread: str
    kind: int
    size: int
    record: int | None
    begin: int


class Words(NamedTuple):
    """What no line tells: read from the system and its surroundings once for each batch of lines."""

    high_water: int
    low_water: int
    buffer_size: int
    buffer_length: int
    delay: int
    policy: int
    state: int
    counters: tuple[int, ...]
    memory: bool
    lacking: tuple[str, ...]
    """Threads that wait for memory."""
    door: bool
    """A door is installed."""
    daemon: str
    """running, stopped or gone."""
    planned: int
    """Answers that are to be given in the daemon's stead."""
    workload: str
    broken: str | None


class State(NamedTuple):
    """Everything after line `at` (0: none). Records from `first`, before `end`, are queued."""

    at: int
    event: str
    thread: str
    place: Any
    """Where, or what, the line says first."""
    threads: tuple[Standing, ...]
    first: int
    end: int
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    softcalls: tuple[Kept | None, ...]
    """Pending, in order; None only frees."""
    door_holder: str
    asked: Asked | None
    type: int
    transition: tuple[int, int] | None
    sent: int
    daemon: Daemon
    tossed: int
    delivered: int
    trail_size: int
    trail_record: int | None
    error: int
    """What the door answered last; 0 is no error, -1 what is no success either."""
    words: Words
