"""What the Queue page draws at one moment: a driven run makes it from steps, a live one from a trace.

Values, frozen: two views share what did not change. Lists are windows, so a view costs the same whatever is queued.
"""

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

SLOTS_MOST: Final = 1000
"""Queued records that are told one by one, from the head."""
BIN_RECORDS: Final = 512
"""Records behind those are told in bins: record n is in bin n // 512, whatever has left the queue."""
SOFTCALLS_MOST: Final = 16
DEFERRED_MOST: Final = 16


class Part(BaseModel):
    """A part of a view."""

    model_config = ConfigDict(frozen=True)


class Kind(StrEnum):
    """Where a record comes from; each has its own fill."""

    SYNCHRONOUS = "synchronous"
    DEFERRED = "deferred"
    SOFTCALL = "softcall"
    USER = "user"
    """audit(2): made in user space."""


class Doing(StrEnum):
    """What a thread does."""

    IDLE = "idle"
    RUNNING = "running"
    READY = "ready"
    """It is parked at a point, and goes on when it is chosen: in a driven run alone."""
    ASLEEP = "asleep"
    BLOCKED = "blocked"
    """It wants a lock that another thread holds."""
    AT_THE_DOOR = "at the door"
    WAITING = "waiting"
    """For memory, for a timed sleep to end, or for another thread to end."""
    GONE = "gone"


class Record(Part):
    """A record: `number` counts what was ever queued in this run, from 0; sizes are bytes."""

    number: int = Field(examples=[53])
    size: int = Field(examples=[186])
    kind: Kind = Kind.SYNCHRONOUS
    event: str = Field(default="", examples=["AUE_OPEN_R"])
    thread: str = Field(default="", examples=["t117"])
    sequence: int | None = Field(default=None, description="of its sequence token, if it has one")


class Bin(Part):
    """Records behind the window, together."""

    first: int = Field(description="number of the first of them")
    records: int
    size: int


class Why(Part):
    """Where a thread stands and why it does not go on, in words."""

    sentence: str = Field(
        default="", examples=["Queue length 12 is at high water 12 and policy cnt is off, so the writer sleeps."]
    )
    clause: str | None = Field(default=None, examples=["BLOCK-05"])
    function: str = Field(default="", examples=["audit_sync_block"])
    lines: tuple[int, int] | None = Field(default=None, description="of audit_io.c", examples=[(488, 495)])
    at: int | None = Field(
        default=None, description="the line of audit_io.c at which the thread stands", examples=[493]
    )
    values: dict[str, int | str] = Field(default={}, description="what the condition is made of, as it is now")


class Thread(Part):
    """A thread that makes records, or one of the kernel's own."""

    name: str = Field(examples=["t117"])
    role: Literal["producer", "softint", "clock", "reader"] = "producer"
    call: str = Field(default="", examples=["open(2)"])
    calls: tuple[str, ...] = Field(default=(), description="functions in progress, outermost first")
    doing: Doing = Doing.IDLE
    words: str = Field(default="", examples=["asleep on write_cv"])
    condition: str | None = Field(default=None, examples=["write_cv"])
    why: Why = Why()
    deferred: tuple[Record, ...] = Field(default=(), description="records put aside until the call's end; 16 at most")
    deferred_count: int = 0
    holds: Record | None = Field(default=None, description="a record not queued yet")


class Queue(Part):
    """The queue between its marks. Slots are the head's first; bins what does not fit the window."""

    length: int = 0
    size: int = Field(default=0, description="bytes of all queued records")
    high_water: int = 0
    low_water: int = 0
    buffer_size: int = 0
    delay: int = Field(default=0, description="ticks of 10 ms between kicks")
    slots: tuple[Record, ...] = ()
    bins: tuple[Bin, ...] = ()


class Room(Part):
    """A condition on which threads sleep, in the order in which they fell asleep."""

    asleep: tuple[str, ...] = ()
    words: str = ""


class Softcalls(Part):
    """Work handed to the softcall."""

    pending: int = 0
    records: tuple[Record, ...] = Field(default=(), description="the first 16")


class Buffer(Part):
    """The staging buffer, and which bytes of which record it holds (from `begin`, before `end`)."""

    size: int = 0
    record: Record | None = None
    begin: int = 0
    end: int = 0


FRAGMENT_STATES: Final = ("COMPLETE", "FIRST", "MIDDLE", "LAST")
TRANSITIONS: Final = (
    ("COMPLETE", "COMPLETE"),
    ("COMPLETE", "FIRST"),
    ("FIRST", "MIDDLE"),
    ("FIRST", "LAST"),
    ("MIDDLE", "MIDDLE"),
    ("MIDDLE", "LAST"),
    ("LAST", "FIRST"),
    ("LAST", "COMPLETE"),
)
"""The two tables of au_doorio, by which the type of the next buffer is chosen."""


class Fragment(Part):
    """The fragment machine: the type of the last buffer, and the transition that gave it."""

    state: str = "COMPLETE"
    transition: tuple[str, str] | None = None


class Daemon(Part):
    """The daemon at the other end of the door."""

    there: bool = False
    words: str = Field(default="", examples=["last good: record 49"])
    held: int = Field(default=0, description="bytes of a record that it is putting together")
    expected: int = Field(default=0, description="bytes that this record's header promises")
    tossed: int = Field(default=0, description="buffers that fitted nothing")


class Trail(Part):
    """The trail file."""

    name: str = ""
    records: int = 0
    size: int = 0
    sequence: int | None = None


class Flag(Part):
    """A policy flag that can be switched."""

    name: str = Field(examples=["cnt"])
    words: str = Field(default="", examples=["count drops"])
    on: bool = False


class Counters(Part):
    """au_stat_t, all fourteen, under the kernel's names."""

    as_version: int = 2
    as_numevent: int = 309
    as_generated: int = 0
    as_nonattrib: int = 0
    as_kernel: int = 0
    as_audit: int = 0
    as_auditctl: int = 0
    as_enqueue: int = 0
    as_written: int = 0
    as_wblocked: int = 0
    as_rblocked: int = 0
    as_dropped: int = 0
    as_totalsize: int = 0
    as_memused: int = 0


class Verdict(Part):
    """The model beside the implementation: whether they agree, and up to where."""

    state: Literal["agrees", "differs", "unknown"] = "unknown"
    sentence: str = Field(default="", examples=["model and implementation agree up to step 62"])
    clause: str | None = None
    at: int | None = Field(default=None, description="the first step, or event, at which they part")
    lines: tuple[str, ...] = Field(default=(), description="what each says")


class View(Part):
    """The whole picture."""

    kind: Literal["driven", "live"] = "driven"
    at: int = Field(default=0, description="the step that was taken last; of a live run, events of the trace so far")
    now: str = Field(default="", description="what happened last, in words")
    clock: str = Field(default="", examples=["tick 40"])
    threads: tuple[Thread, ...] = ()
    queue: Queue = Queue()
    writers: Room = Room()
    readers: Room = Room()
    softcalls: Softcalls = Softcalls()
    output: Thread = Thread(name="output", role="reader")
    buffer: Buffer = Buffer()
    fragment: Fragment = Fragment()
    daemon: Daemon = Daemon()
    trail: Trail = Trail()
    counters: Counters = Counters()
    policy: tuple[Flag, ...] = ()
    state: str = Field(default="", examples=["AUDITING"])
    memory: bool = True
    halted: str | None = None
    verdict: Verdict = Verdict()
