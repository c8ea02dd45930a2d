"""A zone's audit context (au_kcontext_t) with its queue (audit_queue) and its counters (au_stat_t).

The queue lock guards head, tail, count, marks and the two blocks; what reads them without it says so by a point. The
door lock guards `door` and `active`, and is held for the whole of an upcall.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.constants import (
    BUFFER_BYTES,
    DELAY_TICKS,
    HIGH_WATER,
    INIT_AUDIT,
    LOW_WATER,
)
from hiwater_impl.surroundings.surroundings import Surroundings

COUNTERS = (
    "generated",
    "nonattrib",
    "kernel",
    "audit",
    "auditctl",
    "enqueue",
    "written",
    "wblocked",
    "rblocked",
    "dropped",
    "totalsize",
)
"""The counters that A_SETSTAT can reset, in the order of au_stat_t."""
_VALUES = attrgetter(*COUNTERS)


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """How a zone's context begins: what au_zone_init gives it, unless said otherwise.

    Marks in records, buffer in bytes, delay in ticks. `host_type` is 4 or 16 and `host_address` has as many bytes.
    """

    name: bytes = b"global"
    state: int = INIT_AUDIT
    policy: int = 0
    host_valid: int = 0
    host_type: int = 4
    host_address: bytes = bytes(4)
    success_mask: int = 0
    failure_mask: int = 0
    high_water: int = HIGH_WATER
    low_water: int = LOW_WATER
    buffer_size: int = BUFFER_BYTES
    delay: int = DELAY_TICKS
    sequence: int = 0


class Counters:
    """A zone's statistics, each modulo 2^32; `Surroundings.count` adds to them."""

    __slots__ = COUNTERS

    def __init__(self) -> None:
        for name in COUNTERS:
            setattr(self, name, 0)

    def values(self) -> tuple[int, ...]:
        """All of them, in order."""
        values: tuple[int, ...] = _VALUES(self)
        return values


class AuditQueue:
    """The records of a zone that wait for its daemon (audit_queue)."""

    __slots__ = (
        "buffer_length",
        "buffer_size",
        "count",
        "delay",
        "head",
        "high_water",
        "lock",
        "low_water",
        "read_condition",
        "reader",
        "tail",
        "write_condition",
        "writers",
    )

    def __init__(self, surroundings: Surroundings, zone: int, settings: ZoneSettings) -> None:
        self.head: Chain | None = None
        self.tail: Chain | None = None
        """The last record; stale when the queue is empty (quirk Q22)."""
        self.count = 0
        self.high_water = settings.high_water
        self.low_water = settings.low_water
        self.buffer_size = settings.buffer_size
        """What was asked for; `buffer_length` is what the staging buffer has."""
        self.buffer_length = settings.buffer_size
        self.delay = settings.delay
        self.writers = 0
        """wt_block: how many writers sleep, or were woken and have not run."""
        self.reader = 0
        """rd_block: 1 while the reader sleeps, or was woken and has not run."""
        self.lock = surroundings.lock("queue lock", zone)
        self.write_condition = surroundings.condition("write_cv", zone, self.lock)
        self.read_condition = surroundings.condition("read_cv", zone, self.lock)


class ZoneContext:
    """Everything that auditing keeps for one zone."""

    __slots__ = (
        "active",
        "again_condition",
        "again_lock",
        "counters",
        "door",
        "door_lock",
        "draining",
        "failure_mask",
        "host_address",
        "host_type",
        "host_valid",
        "name",
        "policy",
        "queue",
        "sequence",
        "state",
        "success_mask",
        "valid",
        "zone",
    )

    def __init__(self, surroundings: Surroundings, zone: int, settings: ZoneSettings) -> None:
        self.zone = zone
        self.name = settings.name
        self.valid = True
        self.state = settings.state
        self.policy = settings.policy
        self.host_valid = settings.host_valid
        self.host_type = settings.host_type
        self.host_address = settings.host_address
        self.success_mask = settings.success_mask
        self.failure_mask = settings.failure_mask
        self.sequence = settings.sequence
        self.door: Any = None
        """auk_current_vp."""
        self.active = False
        """auk_output_active: an output thread was begun and has not left."""
        self.draining = False
        """A thread is inside au_doorio, so the staging buffer is in use."""
        self.counters = Counters()
        self.queue = AuditQueue(surroundings, zone, settings)
        self.door_lock = surroundings.lock("door lock", zone)
        self.again_lock = surroundings.lock("again lock", zone)
        self.again_condition = surroundings.condition("again_cv", zone, self.again_lock)
