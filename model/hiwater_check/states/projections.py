"""What may be forgotten of a machine: each projection gives one machine for all that differ only in what it forgets.

None changes what can happen next: `validation.py` holds every state of a class against every other, at the small
scopes. Not good for: scopes whose calls read what is forgotten (A_GETSTAT reads the counters).
"""

from typing import Any, Final

from hiwater_model.fifo import EMPTY
from hiwater_model.machine import Counters, Machine, Thread, Zone

_ZERO: Final = Counters()
_NUMBERS: Final = ("record", "finished", "free_to")
"""Fields of frames that hold the number of a record."""


def nothing(machine: Machine) -> Machine:
    """Forgets nothing."""
    return machine


def counters(machine: Machine) -> Machine:
    """Forgets statistics and the count of syncs, which no step of the scopes reads. An edge still shows each count."""
    if all(zone.counters == _ZERO for zone in machine.zones) and machine.syncs == 0:
        return machine
    zones = tuple(zone._replace(counters=_ZERO) for zone in machine.zones)
    return machine._replace(zones=zones, syncs=0)


def clock(machine: Machine) -> Machine:
    """Forgets the time of day: timers and timed sleeps count from now. Records to come bear the time of the start."""
    if machine.ticks == 0:
        return machine
    ago = machine.ticks
    timers = tuple(timer._replace(due=timer.due - ago) for timer in machine.timers)
    threads = tuple(_earlier(thread, ago) for thread in machine.threads)
    return machine._replace(ticks=0, timers=timers, threads=threads)


def record_numbers(machine: Machine) -> Machine:
    """Forgets how many records have left: the head of each queue is record 0, and the records stand in one row."""
    if all(zone.queue.records.first == 0 for zone in machine.zones):
        return machine
    zones = machine.zones
    threads = tuple(_renumbered(thread, zones) for thread in machine.threads)
    return machine._replace(zones=tuple(map(_from_zero, zones)), threads=threads)


def standard(machine: Machine) -> Machine:
    """Forgets counters, how many records have left, and the time of day; bytes and their order are kept."""
    return record_numbers(clock(counters(machine)))


def _earlier(thread: Thread, ago: int) -> Thread:
    wait = thread.wait
    return thread._replace(wait=wait._replace(extra=wait.extra - ago)) if wait.kind == "timed" else thread


def _from_zero(zone: Zone) -> Zone:
    records = EMPTY
    for record in zone.queue.records.records():
        records = records.append(record)
    return zone._replace(queue=zone.queue._replace(records=records))


def _renumbered(thread: Thread, zones: tuple[Zone, ...]) -> Thread:
    frames = tuple(_frame_renumbered(frame, zones) for frame in thread.frames)
    return thread if frames == thread.frames else thread._replace(frames=frames)


def _frame_renumbered(frame: Any, zones: tuple[Zone, ...]) -> Any:
    changes = {
        name: number - zones[frame.zone].queue.records.first
        for name in _NUMBERS
        if (number := getattr(frame, name, None)) is not None and isinstance(number, int)
    }
    return frame._replace(**changes) if changes else frame
