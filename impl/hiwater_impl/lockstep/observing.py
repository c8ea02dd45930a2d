"""What can be seen of a system under control, and what differs after a step, as the protocol writes them."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, TypeAlias

from hiwater_impl.lockstep.world import World
from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.context import COUNTERS, AuditQueue, ZoneContext
from hiwater_impl.pipeline.thread import Deferred
from hiwater_impl.pipeline.timers import dont_stop, kick
from hiwater_impl.surroundings.controlled import ControlledLock, ParkedThread

Seen: TypeAlias = dict[str, Any]
_TIMERS: dict[Any, str] = {kick: "kick", dont_stop: "dont_stop"}
_SYSTEM_KEYS = ("ticks", "memory", "policy", "loaded", "syncs", "halted", "softcalls", "timers")
_FIRST_KEYS = ("valid", "state", "policy")
_DOOR_KEYS = ("sequence", "door", "active")
_QUEUE_KEYS = ("high_water", "low_water", "buffer_size", "buffer_length", "delay", "count", "writers", "reader")
_ZONE_KEYS = (
    *_FIRST_KEYS,
    "host",
    *_DOOR_KEYS,
    *_QUEUE_KEYS,
    "records",
    *COUNTERS,
    *("queue_lock", "door_lock", "again_lock"),
)
_PLAIN_THREAD_KEYS = ("wait", "syscall", "cache", "errjmp")
_THREAD_KEYS = (*_PLAIN_THREAD_KEYS, "label", "descriptor", "local", "deferred")
_RECORDS = _ZONE_KEYS.index("records")
_BEFORE_HOST, _BEHIND_HOST = attrgetter(*_FIRST_KEYS), attrgetter(*_DOOR_KEYS)
_OF_QUEUE, _OF_THREAD = attrgetter(*_QUEUE_KEYS), attrgetter(*_PLAIN_THREAD_KEYS)


def _prefixed(prefix: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}.{key}" for key in keys)


class Observer:
    """Observes one world. Queued records are followed from their ends, so a step costs what it changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues = [_Followed(context.queue) for context in world.system.contexts]
        self._keys = [
            _SYSTEM_KEYS,
            *(_prefixed(f"zone{context.zone}", _ZONE_KEYS) for context in world.system.contexts),
            *(_prefixed(thread.name, _THREAD_KEYS) for thread in world.threads),
        ]
        self._seen = self._values()

    def observation(self) -> Seen:
        """Every key of the protocol, with all queued records."""
        seen: Seen = {}
        for keys, values in zip(self._keys, self._values(), strict=True):
            seen.update(zip(keys, values, strict=True))
        for zone, followed in enumerate(self._queues):
            seen[f"zone{zone}.records"] = [_membufs(record) for record in followed.records()]
        return seen

    def changed(self) -> Seen:
        """The keys that differ from the last time that this was asked."""
        before, self._seen = self._seen, self._values()
        for values, followed in zip(self._seen[1:], self._queues, strict=False):
            values[_RECORDS] = followed.moved()
        changed: Seen = {}
        for keys, old, new in zip(self._keys, before, self._seen, strict=True):
            if old != new:
                for key, was, now in zip(keys, old, new, strict=True):
                    if was != now:
                        changed[key] = now
        for values in self._seen[1 : 1 + len(self._queues)]:
            values[_RECORDS] = None
        return changed

    def _values(self) -> list[list[Any]]:
        world = self._world
        surroundings, system = world.surroundings, world.system
        return [
            [
                surroundings.ticks,
                surroundings.available,
                system.policy,
                system.loaded,
                surroundings.syncs,
                surroundings.halted,
                [_softcall(argument) for _, argument in surroundings.softcalls],
                [[due, _TIMERS[work], context.zone] for due, work, context in surroundings.timers],
            ],
            *map(_zone_values, system.contexts),
            *map(_thread_values, world.threads),
        ]


class _Followed:
    """A queue whose records were seen up to some moment."""

    def __init__(self, queue: AuditQueue) -> None:
        self._queue = queue
        self._head: Chain | None = None
        self._tail: Chain | None = None
        self._length = 0

    def records(self) -> Iterator[Chain]:
        return _walk(self._queue.head)

    def moved(self) -> dict[str, Any] | None:
        """Records removed at the head and appended at the tail since the last time; None if there are none."""
        queue, removed = self._queue, 0
        record = self._head
        while record is not None and record is not queue.head:
            record = record.next_record
            removed += 1
        kept = self._length - removed
        begin = self._tail.next_record if kept > 0 and self._tail is not None else queue.head
        appended = list(_walk(begin))
        if not removed and not appended:
            return None
        self._head = queue.head
        self._tail = appended[-1] if appended else self._tail
        self._length = kept + len(appended)
        return {"removed": removed, "appended": [_membufs(record) for record in appended]}


def _walk(record: Chain | None) -> Iterator[Chain]:
    while record is not None:
        yield record
        record = record.next_record


def _membufs(chain: Chain | None) -> list[str] | None:
    if chain is None:
        return None
    membufs, begin = [], 0
    for length in chain.lengths:
        membufs.append(chain.data[begin : begin + length].hex())
        begin += length
    return membufs


def _deferred(entry: Deferred) -> list[Any]:
    return [entry.event, entry.modifier, entry.flag, list(entry.time), _membufs(entry.chain)]


def _softcall(argument: Deferred | Chain) -> list[Any]:
    return ["finish", *_deferred(argument)] if isinstance(argument, Deferred) else ["free"]


def _owner(lock: Any) -> str | None:
    assert isinstance(lock, ControlledLock)
    return None if lock.owner is None else lock.owner.name


def _zone_values(context: ZoneContext) -> list[Any]:
    queue = context.queue
    return [
        *_BEFORE_HOST(context),
        [context.host_valid, context.host_type, context.host_address.hex()],
        *_BEHIND_HOST(context),
        *_OF_QUEUE(queue),
        None,
        *context.counters.values(),
        _owner(queue.lock),
        _owner(context.door_lock),
        _owner(context.again_lock),
    ]


def _thread_values(thread: ParkedThread) -> list[Any]:
    descriptor, local, deferred = thread.descriptor, thread.local, thread.deferred
    return [
        *_OF_THREAD(thread),
        thread.label is not None,
        None if descriptor is None else _membufs(descriptor),
        None if local is None else _membufs(local),
        [_deferred(entry) for entry in deferred] if deferred else [],
    ]
