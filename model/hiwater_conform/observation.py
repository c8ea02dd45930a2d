"""What can be seen of a machine, and what differs after a step, as the protocol writes them.

`changed` compares by identity first: a step costs what it changes, not what is queued.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import compress
from operator import is_not
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_values import Wire, chain_to_wire, thread_names
from hiwater_model.configuration import Configuration
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Counters, Deferred, Machine, Queue, Thread, Timer, Wait, Zone

# What stands on the wire for a field: None is the value itself. Other values have other forms.
_ToWire = Callable[[Any], Wire] | None
_IDLE: Final = ("idle",)


def _wait(wait: Wait) -> Wire:
    return _IDLE if wait[0] == "idle" else wait[:4]


def _deferred(entries: tuple[Deferred, ...]) -> Wire:
    return [(*entry[:4], chain_to_wire(entry.chain)) for entry in entries]


def _softcalls(entries: tuple[Deferred | None, ...]) -> Wire:
    return [("free",) if entry is None else ("finish", *entry[:4], chain_to_wire(entry.chain)) for entry in entries]


def _timers(timers: tuple[Timer, ...]) -> Wire:
    return sorted(timers, key=lambda timer: timer.due)


class _Table(NamedTuple):
    """Keys of fields that stand side by side in a tuple: `part` of it."""

    keys: tuple[tuple[str, _ToWire], ...]
    part: slice

    def under(self, prefix: str) -> "_Table":
        """The same for one zone or thread."""
        return _Table(tuple((f"{prefix}.{key}", to_wire) for key, to_wire in self.keys), self.part)

    def all(self, seen: dict[str, Wire], values: Any) -> None:
        """Every key."""
        for (key, to_wire), value in zip(self.keys, values[self.part], strict=True):
            seen[key] = value if to_wire is None else to_wire(value)

    def differing(self, seen: dict[str, Wire], old: Any, new: Any) -> None:
        """The keys whose values differ."""
        keys, part = self
        was, now = old[part], new[part]
        for (key, to_wire), before, after in compress(zip(keys, was, now, strict=True), map(is_not, was, now)):
            if before != after:
                seen[key] = after if to_wire is None else to_wire(after)


def _table(cls: Any, *fields: tuple[str, _ToWire]) -> _Table:
    first = cls._fields.index(fields[0][0])
    part = slice(first, first + len(fields))
    assert cls._fields[part] == tuple(name for name, _ in fields), "the fields stand side by side"
    return _Table(fields, part)


def _plain(*names: str) -> tuple[tuple[str, _ToWire], ...]:
    return tuple((name, None) for name in names)


_MACHINE: Final = _table(
    Machine,
    *_plain("ticks", "memory", "policy", "loaded", "syncs", "halted"),
    ("softcalls", _softcalls),
    ("timers", _timers),
)
# In the protocol's order; `host` comes between the first two.
_ZONE: Final = _table(Zone, *_plain("valid", "state", "policy"))
_ZONE_MORE: Final = _table(Zone, *_plain("sequence", "door", "active"))
# `count` comes between these two, and `records` behind.
_QUEUE: Final = _table(Queue, *_plain("high_water", "low_water", "buffer_size", "buffer_length", "delay"))
_COUNT: Final = _table(Queue, *_plain("count"))
_QUEUE_MORE: Final = _table(Queue, *_plain("writers", "reader"))
_COUNTERS: Final = _table(Counters, *_plain(*Counters._fields))
_LOCKS: Final = _table(Zone, *_plain("queue_lock", "door_lock", "again_lock"))
# `wait` comes before.
_THREAD: Final = _table(
    Thread,
    *_plain("syscall", "cache", "errjmp", "label"),
    ("descriptor", chain_to_wire),
    ("local", chain_to_wire),
    ("deferred", _deferred),
)


# Mostly nothing in these parts differs, which comparing them whole says at once.
_SHARED: Final = _MACHINE.part
_AUDIT_DATA: Final = _THREAD.part
_OWNERS: Final = _LOCKS.part
_BEFORE_QUEUE: Final = slice(0, Zone._fields.index("queue"))
_BEHIND_RECORDS: Final = slice(1, Queue._fields.index("reader") + 1)


def _keys(*tables: _Table) -> tuple[str, ...]:
    return tuple(key for table in tables for key, _ in table.keys)


ZONE_KEYS: Final = (
    *_keys(_ZONE),
    "host",
    *_keys(_ZONE_MORE, _QUEUE, _COUNT, _QUEUE_MORE),
    "records",
    *_keys(_COUNTERS, _LOCKS),
)
THREAD_KEYS: Final = ("wait", *_keys(_THREAD))
MACHINE_KEYS: Final = _keys(_MACHINE)


class Observer:
    """Observes the machines of one configuration, whose threads have `names`."""

    def __init__(self, configuration: Configuration) -> None:
        self.names = thread_names(configuration)
        """The threads' names by number."""
        self._zones = [_Zone(number, self.names) for number in range(len(configuration.zones))]
        self._threads = [_thread(name) for name in self.names]
        self._numbers, self._zone_numbers = range(len(self._threads)), range(len(self._zones))

    def all_keys(self) -> list[str]:
        """All keys of an observation in the protocol's order."""
        zones = [f"zone{number}.{key}" for number in range(len(self._zones)) for key in ZONE_KEYS]
        return [*MACHINE_KEYS, *zones, *(f"{name}.{key}" for name in self.names for key in THREAD_KEYS)]

    def observation(self, machine: Machine) -> dict[str, Wire]:
        """Every key of the protocol, with all queued records."""
        seen: dict[str, Wire] = {}
        _MACHINE.all(seen, machine)
        for place, zone in zip(self._zones, machine.zones, strict=True):
            place.observe(seen, zone)
        for (key, table), thread in zip(self._threads, machine.threads, strict=True):
            seen[key] = _wait(thread.wait)
            table.all(seen, thread)
        return seen

    def changed(self, before: Machine, after: Machine) -> dict[str, Wire]:
        """The keys that differ, with the values after."""
        seen: dict[str, Wire] = {}
        if before[_SHARED] != after[_SHARED]:
            _MACHINE.differing(seen, before, after)
        zones, now_zones = before.zones, after.zones
        for number in compress(self._zone_numbers, map(is_not, zones, now_zones)):
            self._zones[number].changed(seen, zones[number], now_zones[number])
        threads, now_threads = before.threads, after.threads
        for number in compress(self._numbers, map(is_not, threads, now_threads)):
            was, now = threads[number], now_threads[number]
            old_wait, wait = was.wait, now.wait
            if wait is not old_wait and wait[:4] != old_wait[:4]:
                seen[self._threads[number][0]] = _IDLE if wait[0] == "idle" else wait[:4]
            if was[_AUDIT_DATA] != now[_AUDIT_DATA]:
                self._threads[number][1].differing(seen, was, now)
        return seen


@lru_cache(maxsize=256)
def _thread(name: str) -> tuple[str, _Table]:
    """The keys of one thread."""
    return f"{name}.wait", _THREAD.under(name)


@lru_cache(maxsize=256)
class _Zone:
    """The keys of one zone."""

    def __init__(self, number: int, names: tuple[str, ...]) -> None:
        def owner(thread: int | None) -> Wire:
            return None if thread is None else names[thread]

        prefix = f"zone{number}"
        self._first, self._then = _ZONE.under(prefix), _ZONE_MORE.under(prefix)
        self._queue = [table.under(prefix) for table in (_QUEUE, _COUNT, _QUEUE_MORE)]
        self._counters = _COUNTERS.under(prefix)
        locks = _LOCKS.under(prefix)
        self._locks = _Table(tuple((key, owner) for key, _ in locks.keys), locks.part)
        self._host, self._records = f"{prefix}.host", f"{prefix}.records"

    def observe(self, seen: dict[str, Wire], zone: Zone) -> None:
        self._first.all(seen, zone)
        seen[self._host] = _host(zone)
        self._then.all(seen, zone)
        for table in self._queue:
            table.all(seen, zone.queue)
        seen[self._records] = [chain_to_wire(record) for record in zone.queue.records.records()]
        self._counters.all(seen, zone.counters)
        self._locks.all(seen, zone)

    def changed(self, seen: dict[str, Wire], old: Zone, new: Zone) -> None:
        if old[_BEFORE_QUEUE] != new[_BEFORE_QUEUE]:
            self._first.differing(seen, old, new)
            if _host(old) != _host(new):
                seen[self._host] = _host(new)
            self._then.differing(seen, old, new)
        if old.queue is not new.queue:
            if old.queue[_BEHIND_RECORDS] != new.queue[_BEHIND_RECORDS]:
                for table in self._queue:
                    table.differing(seen, old.queue, new.queue)
            if old.queue.records is not new.queue.records:
                moved = _moved(old.queue.records, new.queue.records)
                if moved is not None:
                    seen[self._records] = moved
        if old.counters is not new.counters:
            self._counters.differing(seen, old.counters, new.counters)
        if old[_OWNERS] != new[_OWNERS]:
            self._locks.differing(seen, old, new)


def _host(zone: Zone) -> Wire:
    return zone.host_valid, zone.host_type, zone.host_address.hex()


def _moved(old: Fifo, new: Fifo) -> Wire:
    """Records removed at the head and appended at the tail; their numbers tell, so the queue is not walked."""
    removed, end, now_end = new.first - old.first, old.end, new.end
    if not removed and end == now_end:
        return None
    appended = range(max(end, new.first), now_end)
    return {"removed": removed, "appended": [chain_to_wire(new.at(number)) for number in appended]}
