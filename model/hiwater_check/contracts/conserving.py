"""Conservation of records for all integers: enqueued = written + queued, whatever is still about to be counted.

The counters change after the lock is left, so the ledger adds what threads are about to count; it is kept modulo 2^32,
as the counters are. A second ledger, without modulus: what the queue counts, and what its list holds, change together.
Each contract is one step of the shipped relation. Not good for: A_SETSTAT, which resets counters.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import ACTOR, CALLER, RECORD, START, Numbers, run, world
from hiwater_model import going_on
from hiwater_model.asynchronous import backend, done
from hiwater_model.draft import Draft
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Deferred, Machine, Wait
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue

_ENQUEUE = enqueue.Enqueue(372, 0, RECORD, None, None, wide=True, dont_block=False)
_BLOCKED = (CALLER, _ENQUEUE._replace(at=375), block.SyncBlock(474, 0))
_GONE = dequeue.Dequeue(422, 0, 1, (RECORD, RECORD))
_ENTRY = Deferred(1, 0, 3, (0, 0), RECORD)
_LOST = (backend.Backend(858, _ENTRY), backend.AsyncBlock(516, _ENTRY), done.AsyncDrop(768))
_PUTS = (
    (Wait("enter", 372, "queue lock", 0), (CALLER, _ENQUEUE)),
    (Wait("enter", 493, "queue lock", 0), _BLOCKED),
    (Wait("exit", 403, "queue lock", 0), (CALLER, _ENQUEUE)),
    (Wait("count", 406, "enqueue", 0, 1), (CALLER, _ENQUEUE)),
)
_TAKES = (
    (Wait("enter", 422, "queue lock", 0), (CALLER, _GONE)),
    (Wait("exit", 446, "queue lock", 0), (CALLER, _GONE)),
    (Wait("count", 453, "written", 0, 2), (CALLER, _GONE)),
)
_DROPS = (
    (Wait("count", 478, "dropped", 0, 1), _BLOCKED),
    (Wait("exit", 376, "queue lock", 0), (CALLER, _ENQUEUE._replace(at=375))),
    (Wait("count", 771, "dropped", 0, 1), _LOST),
)


def ledger(machine: Machine) -> tuple[int, int]:
    """Enqueued less written less queued, with what the actor is about to count, modulo 2^32; and queued less listed."""
    zone, thread = machine.zones[0], machine.threads[ACTOR]
    at, frame = thread.wait.at, thread.frames[-1]
    joining = 1 if at in (403, 406) else 0
    leaving = len(frame.removed) if at == 446 else thread.wait.extra if at == 453 else 0
    owed = zone.counters.enqueue + joining - zone.counters.written - leaving - zone.queue.count
    records = zone.queue.records
    return owed % 2**32, zone.queue.count - (records.end - records.first)


def _counted(numbers: Numbers, enqueued: int, written: int, wait: Wait, frames: tuple[object, ...]) -> Machine:
    zone = START.zones[0]
    zone = zone._replace(counters=zone.counters._replace(enqueue=enqueued, written=written))
    records = Fifo(0, (RECORD,) * 3, (), ())
    return world(numbers, wait, *frames, records=records, zone=zone, locked=wait.kind == "exit")


@about("ENQ-07 ENQ-09 ENQ-10", enqueue._append, enqueue.queue_lock_left, block.woken, Draft.count)
def joining(numbers: Numbers, enqueued: int, written: int, point: int) -> bool:
    """A record that arrives, one whose writer was woken, and the counting of both.

    pre: 0 <= enqueued < 2**32 and 0 <= written < 2**32 and 0 <= point < 4
    post: __return__
    """
    before = _counted(numbers, enqueued, written, *_PUTS[point])
    return ledger(run(before)[0]) == ledger(before)


@about("DEQ-02 DEQ-03 DEQ-06 DEQ-07", dequeue.queue_lock_entered, dequeue.queue_lock_left, going_on._do_pending)
def leaving(numbers: Numbers, enqueued: int, written: int, point: int) -> bool:
    """Two records that leave, and the counting of them.

    pre: 0 <= enqueued < 2**32 and 0 <= written < 2**32 and 0 <= point < 3
    post: __return__
    """
    before = _counted(numbers, enqueued, written, *_TAKES[point])
    return ledger(run(before)[0]) == ledger(before)


@about("BLOCK-02 DROP-02", block.drop_counted, enqueue.dropped_record_freed, done.drop_counted)
def dropping(numbers: Numbers, enqueued: int, written: int, point: int) -> bool:
    """A record that is dropped, by the one decision or by the other, is neither enqueued nor written.

    pre: 0 <= enqueued < 2**32 and 0 <= written < 2**32 and 0 <= point < 3
    post: __return__
    """
    before = _counted(numbers, enqueued, written, *_DROPS[point])
    after = run(before)[0].zones[0]
    records = after.queue.records
    assert after.counters.dropped == (0 if point == 1 else 1)
    return (after.counters.enqueue, after.counters.written, after.queue.count, records.end - records.first) == (
        enqueued,
        written,
        numbers.length,
        3,
    )
