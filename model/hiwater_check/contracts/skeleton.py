"""A machine with a concrete skeleton and any integers in it, and what one step of the shipped relation does to it.

Two zones, of which the global one is looked at, at the fine granularity; thread 0 acts, threads 1 and 2 sleep as
writers, the reader sleeps. The numbers of the queue are any integers, and are not tied to how many sleep or how many
records the list holds: more than the relation can reach, so what is shown is not weaker. Not good for: threads of other
zones, or more sleepers than these three.
"""

from typing import Any, Final, NamedTuple

from hiwater_model import relation
from hiwater_model.beginning import start
from hiwater_model.configuration import Granularity
from hiwater_model.constants import NO_AUDIT
from hiwater_model.events import Broadcast, Event, Freed, Returned, Undefined
from hiwater_model.examples import GLOBAL_ZONE, IN_SYSTEM_CALL, WORLD
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import Machine, Queue, Wait, Zone
from hiwater_model.membufs import Chain
from hiwater_model.neighbours.output_thread import OutputThread
from hiwater_model.producers.block import SyncBlock
from hiwater_model.producers.record import CloseTime
from hiwater_model.relation import Outcome
from hiwater_model.steps import Run, Step

ACTOR: Final = 0
WRITERS: Final = (1, 2)
_OTHER = GLOBAL_ZONE._replace(
    name=b"other", state=NO_AUDIT, high_water=9, low_water=5, buffer_size=32, delay=7, door=None, active=False
)
START: Final = start(
    WORLD._replace(granularity=Granularity.FINE, threads=(IN_SYSTEM_CALL,) * 3, zones=(GLOBAL_ZONE, _OTHER))
)
CLOCK: Final = START.clock
READER: Final = START.reader(0)
SOFTINT: Final = START.softint
RECORD: Final[Chain] = (b"record",)
CALLER: Final = CloseTime(357, 0, RECORD, flag=1, event=1, modifier=0, time=None, byte_count=90)
"""au_close_time, which has called au_enqueue for a record of 90 bytes."""
_WRITERS_SLEEP: Final = Wait("asleep", 493, "write_cv", 0)
_READER_SLEEPS: Final = Wait("asleep", "output:sleep", "read_cv", 0)


class Numbers(NamedTuple):
    """The integers of a queue on which its decisions rest."""

    length: int
    """The kernel's cnt."""
    high_water: int
    low_water: int
    writers: int
    """The kernel's wt_block."""
    reader: int
    """The kernel's rd_block."""


class Seen(NamedTuple):
    """What one step of a thread did."""

    wait: Wait
    """Where the thread is parked now."""
    frames: tuple[Any, ...]
    """Its calls in progress, outermost first."""
    numbers: Numbers
    woken: tuple[str, ...]
    """The conditions that were broadcast: write, read."""
    rest_kept: bool
    """Nothing else has changed or was told, but for what the contract states apart."""


def with_zone(machine: Machine, zone: Zone) -> Machine:
    """The machine with another global zone."""
    return machine._replace(zones=(zone, *machine.zones[1:]))


def sound(numbers: Numbers) -> bool:
    """The marks are as every configuration and A_SETQCTRL leave them, and nothing is negative."""
    return 0 <= numbers.low_water < numbers.high_water and numbers.length >= 0 and numbers.writers >= 0


def numbers_of(queue: Queue) -> Numbers:
    """The integers of a queue."""
    return Numbers(queue.count, queue.high_water, queue.low_water, queue.writers, queue.reader)


def queue_with(queue: Queue, numbers: Numbers) -> Queue:
    """The queue with other integers."""
    length, high_water, low_water, writers, reader = numbers
    return queue._replace(count=length, high_water=high_water, low_water=low_water, writers=writers, reader=reader)


def world(
    numbers: Numbers,
    wait: Wait,
    *frames: Any,
    actor: int = ACTOR,
    records: Fifo = EMPTY,
    zone: Zone = START.zones[0],
    cache: int = 0,
    locked: bool = False,
) -> Machine:
    """The actor parked at `wait` with its frames; `locked` says that it holds the queue lock.

    The queue of `zone` gives what is not in `numbers` and `records`: sizes of the buffer, and the delay.
    """
    threads = list(START.threads)
    for number in WRITERS:
        threads[number] = threads[number]._replace(wait=_WRITERS_SLEEP, frames=(SyncBlock(474, 0),))
    threads[READER] = threads[READER]._replace(wait=_READER_SLEEPS, frames=(OutputThread("output:sleep", 0),))
    threads[actor] = threads[actor]._replace(wait=wait, frames=frames, cache=cache)
    readers = () if actor == READER else (READER,)
    queue = queue_with(zone.queue, numbers)._replace(
        records=records, sleeping_writers=WRITERS, sleeping_readers=readers
    )
    owner = actor if locked else None
    return with_zone(START, zone._replace(queue=queue, queue_lock=owner))._replace(threads=tuple(threads))


def run(machine: Machine, actor: int = ACTOR) -> tuple[Machine, tuple[Event, ...]]:
    """The machine after one step of the actor, and the events."""
    outcome = take(machine, Run(actor))
    return outcome.machine, outcome.events


def take(machine: Machine, step: Step) -> Outcome:
    """One step of the shipped relation, and the one place where contracts take it."""
    return relation.apply(machine, step)


def seen(before: Machine, stated: str = "", actor: int = ACTOR, freed: tuple[Chain, ...] = ()) -> Seen:
    """One step of the actor.

    `stated` names fields of queue and zone of which the contract speaks apart, or leaves open; `freed` are the chains
    that are freed, in order.
    """
    after, events = run(before, actor)
    return compared(before, after, events, stated, actor, freed)


def compared(
    before: Machine,
    after: Machine,
    events: tuple[Event, ...],
    stated: str = "",
    actor: int = ACTOR,
    freed: tuple[Chain, ...] = (),
) -> Seen:
    """What happened between two machines. What a broadcast does is taken back before the rest is compared."""
    queue = after.zones[0].queue
    woken = tuple(event.condition for event in events if isinstance(event, Broadcast))
    plain = queue_with(queue, numbers_of(before.zones[0].queue))
    threads = list(after.threads)
    if "write" in woken:
        plain = _asleep_again(before, plain, threads, "sleeping_writers")
    if "read" in woken:
        plain = _asleep_again(before, plain, threads, "sleeping_readers")
    old = before.threads[actor]
    threads[actor] = threads[actor]._replace(wait=old.wait, frames=old.frames)
    zone = _with_fields(after.zones[0]._replace(queue=plain), before.zones[0], stated.split())
    told = [event[1:] for event in events if not isinstance(event, Broadcast)]
    silent = told == [Freed("", tuple(map(len, chain)))[1:] for chain in freed]
    kept = silent and with_zone(after, zone)._replace(threads=tuple(threads)) == before
    now = after.threads[actor]
    return Seen(now.wait, now.frames, numbers_of(queue), woken, kept)


def _asleep_again(before: Machine, queue: Queue, threads: list[Any], sleepers: str) -> Queue:
    """Put those back to sleep that the broadcast has sent to the queue lock; what it forgot is made to show."""
    for number in getattr(before.zones[0].queue, sleepers):
        if threads[number].wait == Wait("enter", before.threads[number].wait.at, "queue lock", 0):
            threads[number] = threads[number]._replace(wait=before.threads[number].wait)
        else:
            threads[number] = threads[number]._replace(wait=Wait("lost"))
    back: dict[str, Any] = {sleepers: getattr(before.zones[0].queue, sleepers)}
    if getattr(queue, sleepers) != ():
        back = {sleepers: (-1,)}
    return queue._replace(**back)


def _with_fields(zone: Zone, other: Zone, names: list[str]) -> Zone:
    """The zone with some fields, of its own or of its queue, taken from another one."""
    for name in names:
        if name in Queue._fields:
            zone = zone._replace(queue=zone.queue._replace(**{name: getattr(other.queue, name)}))
        else:
            zone = zone._replace(**{name: getattr(other, name)})
    return zone


def counted(before: Machine, counter: str, value: int, actor: int = ACTOR) -> tuple[Seen, int]:
    """A step of the actor that counts: what else it did, and the counter after it, which had `value`."""
    before = _with_counter(before, counter, value)
    after, events = run(before, actor)
    grown: int = getattr(after.zones[0].counters, counter)
    return compared(before, _with_counter(after, counter, value), events, "", actor), grown


def _with_counter(machine: Machine, counter: str, value: int) -> Machine:
    zone = machine.zones[0]
    return with_zone(machine, zone._replace(counters=zone.counters._replace(**{counter: value})))


def returned(events: tuple[Event, ...]) -> list[Any]:
    """The values that calls of user threads gave back."""
    return [event.value for event in events if isinstance(event, Returned)]


def at_once(machine: Machine, actor: int = ACTOR) -> Machine:
    """The machine after one step of the blocking granularity: the actor goes on until it waits or ends."""
    coarse = machine.configuration._replace(granularity=Granularity.BLOCKING)
    return run(machine._replace(configuration=coarse), actor)[0]


def is_undefined(after: Machine, events: tuple[Event, ...], clause: str, line: int | None) -> bool:
    """The step ended in an undefined act of this clause and line, after which nothing is enabled."""
    last = events[-1] if events else None
    return after.halted == "undefined" and isinstance(last, Undefined) and (last.clause, last.line) == (clause, line)
