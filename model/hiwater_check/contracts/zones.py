"""Each zone has a queue of its own: a step in one of them leaves the other as it is, for all integers."""

from typing import Any

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import ACTOR, CALLER, RECORD, START, Numbers, queue_with, run
from hiwater_model import going_on
from hiwater_model.draft import Draft
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Wait
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue

_ENQUEUE = enqueue.Enqueue(372, 0, RECORD, None, None, wide=True, dont_block=False)


def _parked(zone: int, point: int) -> tuple[Wait, tuple[Any, ...]]:
    """Where the thread is parked, and what it is in: both sides of the queue of a zone, its sleep, a counter."""
    enqueueing = _ENQUEUE._replace(zone=zone)
    blocked = (CALLER, enqueueing._replace(at=375), block.SyncBlock(474, zone))
    points: tuple[tuple[Wait, tuple[Any, ...]], ...] = (
        (Wait("enter", 372, "queue lock", zone), (CALLER, enqueueing)),
        (Wait("exit", 403, "queue lock", zone), (CALLER, enqueueing)),
        (Wait("count", 406, "enqueue", zone, 1), (CALLER, enqueueing)),
        (Wait("wait", 493, "write_cv", zone), blocked),
        (Wait("enter", 493, "queue lock", zone), blocked),
        (Wait("enter", 422, "queue lock", zone), (dequeue.Dequeue(422, zone, 0),)),
    )
    return points[point]


def _stays_at_home(numbers: Numbers, zone: int, point: int) -> bool:
    """A step in a zone does its one thing there, and nothing to the other zone."""
    wait, frames = _parked(zone, point)
    queue = queue_with(START.zones[zone].queue, numbers)._replace(records=Fifo(0, (RECORD,), (), ()))
    lock = ACTOR if wait.kind in ("exit", "wait") else None
    old, other = START.zones[zone]._replace(queue=queue, queue_lock=lock), START.zones[1 - zone]
    thread = START.threads[ACTOR]._replace(wait=wait, frames=frames, zone=zone)
    zones = (other, old) if zone else (old, other)
    after = run(START._replace(threads=(thread, *START.threads[1:]), zones=zones))[0]
    new = after.zones[zone]
    happened = (
        new.queue_lock == ACTOR and new.queue.count == numbers.length + 1,
        new.queue_lock is None,
        new.counters.enqueue == 1,
        new.queue_lock is None and new.queue.sleeping_writers == (*queue.sleeping_writers, ACTOR),
        new.queue_lock == ACTOR and new.queue.writers == numbers.writers - 1,
        new.queue_lock == ACTOR and new.queue.count == numbers.length - 1,
    )
    return after.zones[1 - zone] == other and new != old and happened[point]


@about("ENQ-02 BLOCK-05 DEQ-02 LOCK-01", going_on._do_pending, going_on._fall_asleep, Draft.count, Draft.wake)
def step_of_the_global_zone(numbers: Numbers, point: int) -> bool:
    """What a thread does in the global zone happens to its queue: lock, counter, sleep, arrival, departure.

    pre: 0 <= point < 6 and numbers.length < numbers.high_water
    post: __return__
    """
    return _stays_at_home(numbers, 0, point)


@about("ENQ-02 BLOCK-05 DEQ-02 LOCK-01", going_on._do_pending, going_on._fall_asleep, Draft.count, Draft.wake)
def step_of_another_zone(numbers: Numbers, point: int) -> bool:
    """And what it does in zone 1 happens to that of zone 1.

    pre: 0 <= point < 6 and numbers.length < numbers.high_water
    post: __return__
    """
    return _stays_at_home(numbers, 1, point)
