"""Each zone has a queue of its own: a step in one of them leaves the other as it is, for all integers."""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import ACTOR, CALLER, RECORD, START, Numbers, queue_with, run
from hiwater_model import going_on
from hiwater_model.draft import Draft
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Machine, Wait
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue

_ENQUEUE = enqueue.Enqueue(372, 1, RECORD, None, None, wide=True, dont_block=False)
_BLOCKED = (CALLER, _ENQUEUE._replace(at=375), block.SyncBlock(474, 1))
_GONE = dequeue.Dequeue(422, 1, 0)
_POINTS = (
    (Wait("enter", 372, "queue lock", 1), (CALLER, _ENQUEUE)),
    (Wait("exit", 403, "queue lock", 1), (CALLER, _ENQUEUE)),
    (Wait("count", 406, "enqueue", 1, 1), (CALLER, _ENQUEUE)),
    (Wait("wait", 493, "write_cv", 1), _BLOCKED),
    (Wait("enter", 493, "queue lock", 1), _BLOCKED),
    (Wait("enter", 422, "queue lock", 1), (_GONE,)),
)


def _in_zone_one(numbers: Numbers, point: int) -> Machine:
    wait, frames = _POINTS[point]
    zone = START.zones[1]
    queue = queue_with(zone.queue, numbers)._replace(records=Fifo(0, (RECORD,), (), ()))
    zone = zone._replace(queue=queue, queue_lock=ACTOR if wait.kind in ("exit", "wait") else None)
    thread = START.threads[ACTOR]._replace(wait=wait, frames=frames, zone=1)
    return START._replace(threads=(thread, *START.threads[1:]), zones=(START.zones[0], zone))


@about("ENQ-02 BLOCK-05 DEQ-02 LOCK-01", going_on._do_pending, going_on._fall_asleep, Draft.count, Draft.wake)
def step_of_another_zone(numbers: Numbers, point: int) -> bool:
    """What a thread does in zone 1 happens to the queue of zone 1: lock, counter, sleep, arrival, departure.

    pre: 0 <= point < 6 and numbers.length < numbers.high_water
    post: __return__
    """
    before = _in_zone_one(numbers, point)
    after = run(before)[0]
    old, new = before.zones[1], after.zones[1]
    happened = (
        new.queue_lock == ACTOR and new.queue.count == numbers.length + 1,
        new.queue_lock is None,
        new.counters.enqueue == 1,
        new.queue_lock is None and new.queue.sleeping_writers == (ACTOR,),
        new.queue_lock == ACTOR and new.queue.writers == numbers.writers - 1,
        new.queue_lock == ACTOR and new.queue.count == numbers.length - 1,
    )
    return after.zones[0] == before.zones[0] and new != old and happened[point]
