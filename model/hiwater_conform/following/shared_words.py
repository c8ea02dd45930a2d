"""Words that are read without a lock: which step reads which, and what it may have seen.

A line is written before or after the act that it tells, and hidden steps lie between lines. So a word that another
thread changes between two lines of a reader has two values, and the follower tries both. A change is known to lie
between two lines of its writer; that the readers must also agree among themselves about its moment is not held
against them. Not good for: telling a stale read of a few microseconds from a late one.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any, Final, NamedTuple

from hiwater_conform.following.candidate import Change
from hiwater_model import steps
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import Machine, Wait, Zone
from hiwater_model.relation import Outcome

Key = tuple[int, str]
NOWHERE: Final = -1
"""The zone of words that belong to none."""
GLOBAL_POLICY: Final[Key] = (NOWHERE, "global policy")
LOADED: Final[Key] = (NOWHERE, "loaded")

_ZONE_WORDS: Final = ("valid", "state", "policy", "host_valid", "door", "active")
_QUEUE_WORDS: Final = ("buffer_size", "delay")
_READ_AT_POINT: Final[dict[str, tuple[str, ...]]] = {
    "state": ("state",),
    "policy": ("policy",),
    "host valid": ("host_valid",),
    "info": ("host",),
    "door": ("door",),
    "delay": ("delay",),
    "buffer size": ("buffer_size",),
    "count": ("delay",),
    "reader": ("delay",),
    "global policy": (),
}
_READ_BY_CALL: Final[dict[type, tuple[str, ...]]] = {
    steps.Audit: ("global policy", "loaded", "state"),
    steps.SyscallEnter: ("global policy", "loaded", "state"),
    steps.SyscallExit: ("global policy",),
    steps.AsyncEvent: ("loaded",),
    steps.Auditdoor: ("global policy", "loaded"),
    steps.SetCondition: ("global policy", "loaded", "state"),
    steps.SetPolicy: ("global policy",),
    steps.SetQueueControl: ("global policy",),
    steps.GetStatistics: ("global policy",),
    steps.SetStatistics: ("global policy",),
    steps.SetKernelAddress: ("global policy",),
}
WRITING_CALLS: Final = (steps.SetCondition, steps.SetPolicy, steps.SetKernelAddress)
"""Calls that change such a word before their first point."""
WRITES_AT: Final = frozenset(
    {
        *("setpolicy:local", "setkaudit:valid", "zone_shutdown:invalid", "auditdoor:lock", "output:release"),
        *("setqctrl:lock", 151),
    }
)
"""Points that change one; 151 does when the module was loaded."""


class View(NamedTuple):
    """Older values that a step sees, by their keys, and for each key the first change it has surely seen."""

    seen: dict[Key, Any]
    floors: dict[Key, int]


def read_by_call(machine: Machine, thread: int, call: Any) -> tuple[Key, ...]:
    """What the first step of a call reads, in the thread's own zone or the global one."""
    zones = {0, machine.threads[thread].zone}
    keys: list[Key] = []
    for name in _READ_BY_CALL.get(type(call), ()):
        keys += [(NOWHERE, name)] if name in ("global policy", "loaded") else [(zone, name) for zone in zones]
    return tuple(keys)


def read_at(machine: Machine, thread: int, wait: Wait) -> tuple[Key, ...]:
    """What a step reads at a point."""
    zone = wait.zone or 0
    if wait.kind == "read":
        keys = tuple((zone, name) for name in _READ_AT_POINT.get(wait.what or "", ()))
        if wait.at == 768:
            return (GLOBAL_POLICY,)
        return (*keys, LOADED) if wait.at == "zone_shutdown:door" else keys
    if wait.at == 300:
        return (GLOBAL_POLICY, *((zone, "host") for zone in {0, machine.threads[thread].zone}))
    if wait.at == "zone_shutdown:invalid":
        return ((zone, "active"),)
    return ()


def views(changes: list[Change], keys: tuple[Key, ...], floors: dict[Key, int]) -> Iterator[View]:
    """Every choice of values that the step may see; `changes` are those that the thread may not have seen."""
    open_keys = [key for key in keys if any((one.zone, one.name) == key for one in changes)]
    if not open_keys:
        yield View({}, floors)
        return
    olds = {key: [one.old for one in changes if (one.zone, one.name) == key] for key in open_keys}
    choices = [list(_choices(olds[key], key, floors)) for key in open_keys]
    for chosen in product(*choices):
        seen = {key: value for key, (at, value, newest) in zip(open_keys, chosen, strict=True) if not newest}
        yield View(seen, {**floors, **{key: at for key, (at, _, _) in zip(open_keys, chosen, strict=True)}})


def _choices(olds: list[Any], key: Key, floors: dict[Key, int]) -> Iterator[tuple[int, Any, bool]]:
    """The newest value first, then older ones, but none older than what the thread has seen."""
    yield len(olds), None, True
    for at in range(len(olds) - 1, floors.get(key, 0) - 1, -1):
        yield at, olds[at], False


def with_view(machine: Machine, seen: dict[Key, Any]) -> Machine:
    """The machine as the step sees it."""
    for key, value in seen.items():
        machine = _put(machine, key, value)
    return machine


def without_view(machine: Machine, outcome: Outcome, seen: dict[Key, Any]) -> Machine:
    """The machine after the step, with the present values of what it saw older, unless it wrote them itself."""
    after = outcome.machine
    for key in seen:
        if not _wrote(outcome, key):
            after = _put(after, key, _get(machine, key))
    return after


def changes_of(before: Machine, after: Machine, line: int, writer: int) -> tuple[Change, ...]:
    """What a step changed of such words."""
    found = []
    if before.policy != after.policy:
        found.append(Change(*GLOBAL_POLICY, before.policy, line, writer))
    if before.loaded != after.loaded:
        found.append(Change(*LOADED, before.loaded, line, writer))
    for number, (old, new) in enumerate(zip(before.zones, after.zones, strict=True)):
        if old is not new:
            names = (*_ZONE_WORDS, "host", *_QUEUE_WORDS)
            found += [
                Change(number, name, _of_zone(old, name), line, writer)
                for name in names
                if _of_zone(old, name) != _of_zone(new, name)
            ]
    return tuple(found)


def records_until(records: Fifo, end: int) -> Fifo:
    """A queue of which only so many records are seen; their bytes are not for reading."""
    return EMPTY._replace(first=records.first, front=((b"",),) * max(0, end - records.first))


def _wrote(outcome: Outcome, key: Key) -> bool:
    zone, name = key
    field = "policy" if key == GLOBAL_POLICY else name
    subject = ("machine", -1) if zone == NOWHERE else ("zone", zone)
    fields = {"host_type", "host_address"} if name == "host" else {field}
    return any((kind, number) == subject and not fields.isdisjoint(names) for kind, number, _, names in outcome.writes)


def _of_zone(zone: Zone, name: str) -> Any:
    if name == "host":
        return zone.host_type, zone.host_address
    return getattr(zone.queue if name in _QUEUE_FIELDS else zone, name)


_QUEUE_FIELDS: Final = frozenset({*_QUEUE_WORDS, "records", "count", "reader"})


def _get(machine: Machine, key: Key) -> Any:
    zone, name = key
    if zone == NOWHERE:
        return machine.loaded if name == "loaded" else machine.policy
    return _of_zone(machine.zones[zone], name)


def _put(machine: Machine, key: Key, value: Any) -> Machine:
    number, name = key
    if number == NOWHERE:
        return machine._replace(**{"loaded" if name == "loaded" else "policy": value})
    zone = machine.zones[number]
    if name == "host":
        zone = zone._replace(host_type=value[0], host_address=value[1])
    elif name in _QUEUE_FIELDS:
        zone = zone._replace(queue=zone.queue._replace(**{name: value}))
    else:
        zone = zone._replace(**{name: value})
    return machine._replace(zones=(*machine.zones[:number], zone, *machine.zones[number + 1 :]))
