"""The machine: everything that the audit queue and its neighbours remember, as one value.

Names follow the kernel's structures (kernel-queue.md section 2); the kernel's own name stands behind each field.
"""

from typing import Any, NamedTuple, TypeAlias

from hiwater_model.configuration import Configuration
from hiwater_model.fifo import Fifo
from hiwater_model.membufs import Chain

Time: TypeAlias = tuple[int, int]
"""Seconds, nanoseconds."""


class Wait(NamedTuple):
    """The point at which a thread is parked: what it is about to do, and where."""

    kind: str
    at: int | str | None = None
    what: str | None = None
    zone: int | None = None
    extra: int = 0
    """How much a counter grows, or the tick at which a timed sleep ends."""


IDLE = Wait("idle")


class Deferred(NamedTuple):
    """A record body put aside until system-call end or for the softcall (au_defer_info_t)."""

    event: int
    modifier: int
    flag: int
    time: Time
    chain: Chain


class Timer(NamedTuple):
    """A timeout that is armed: `kick` (au_queue_kick) or `dont_stop` (audit_dont_stop), due at a tick."""

    due: int
    kind: str
    zone: int


class Thread(NamedTuple):
    """A thread with its audit data (t_audit_data): where it is parked and what it carries."""

    zone: int
    kind: str
    wait: Wait
    frames: tuple[Any, ...]
    """Calls in progress, outermost first; each frame is a value of the module that implements the function."""
    function: str | None
    syscall: int  # tad_scid
    cache: int  # tad_audit
    errjmp: bool  # ERRJMP in tad_ctrl
    label: bool  # tad_errjmp is not null
    descriptor: Chain | None  # tad_ad
    local: Chain | None
    deferred: tuple[Deferred, ...]  # tad_defer_head
    event: int  # tad_event
    selected: bool  # tad_flag


class Queue(NamedTuple):
    """A zone's audit queue (audit_queue)."""

    records: Fifo  # head, tail
    count: int  # type: ignore[assignment]  # cnt; hides tuple.count, which no queue needs
    high_water: int  # hiwater
    low_water: int  # lowater
    buffer_size: int  # bufsz
    buffer_length: int  # buflen
    delay: int  # ticks
    writers: int  # wt_block
    reader: int  # rd_block
    sleeping_writers: tuple[int, ...]
    """Threads asleep on write_cv, in the order in which they fell asleep."""
    sleeping_readers: tuple[int, ...]


class Counters(NamedTuple):
    """A zone's statistics (au_stat_t), each modulo 2^32."""

    generated: int = 0
    nonattrib: int = 0
    kernel: int = 0
    audit: int = 0
    auditctl: int = 0
    enqueue: int = 0
    written: int = 0
    wblocked: int = 0
    rblocked: int = 0
    dropped: int = 0
    totalsize: int = 0


class Zone(NamedTuple):
    """A zone's audit context (au_kcontext_t)."""

    valid: bool  # auk_valid
    state: int  # auk_auditstate
    policy: int  # auk_policy
    host_valid: int  # auk_hostaddr_valid
    host_type: int  # at_type
    host_address: bytes
    sequence: int  # auk_sequence
    door: int | None  # auk_current_vp
    active: bool  # auk_output_active
    queue: Queue
    counters: Counters
    queue_lock: int | None  # owner, a thread's number
    door_lock: int | None  # auk_svc_lock
    again_lock: int | None  # auk_eagain_mutex
    draining: bool
    """A thread is inside au_doorio."""


class Machine(NamedTuple):
    """The whole: shared words, softcalls and timers, zones (global zone first), threads.

    Threads are numbered: the users as configured, then the softint thread, the clock, and a reader for each zone.
    """

    configuration: Configuration
    ticks: int
    memory: bool
    policy: int  # audit_policy, the global bits
    loaded: bool
    syncs: int
    halted: str | None
    softcalls: tuple[Deferred | None, ...]
    """First in, first out. None is a chain handed over to be freed, which will be freed a second time."""
    timers: tuple[Timer, ...]
    zones: tuple[Zone, ...]
    threads: tuple[Thread, ...]

    @property
    def softint(self) -> int:
        """The number of the thread that runs softcalls."""
        return len(self.configuration.threads)

    @property
    def clock(self) -> int:
        """The number of the thread that runs timers."""
        return len(self.configuration.threads) + 1

    def reader(self, zone: int) -> int:
        """The number of a zone's output thread."""
        return len(self.configuration.threads) + 2 + zone
