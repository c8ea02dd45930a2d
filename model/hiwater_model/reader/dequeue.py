"""au_dequeue: records up to a given one leave the queue and are freed (audit_io.c:409-454).

Clauses DEQ-01 to DEQ-07.
"""

from typing import NamedTuple

from hiwater_model.decisions import writers_are_woken
from hiwater_model.draft import Draft, UndefinedAct, point
from hiwater_model.membufs import Chain


class Dequeue(NamedTuple):
    """au_dequeue in progress. `free_to` is the number of the last record to go."""

    at: int | str
    zone: int
    free_to: int
    removed: tuple[Chain, ...] = ()


def begin(draft: Draft, zone: int, free_to: int) -> None:
    """The queue lock is wanted."""
    draft.stack.append(Dequeue(422, zone, free_to))
    draft.park("enter", 422, "queue lock", zone)


@point(422, "DEQ-01")
def queue_lock_entered(draft: Draft, frame: Dequeue) -> None:
    """Detach the head up to the given record; wake the writers at low water."""
    queue = draft.zones[frame.zone].queue
    records = queue.records
    if records.first == records.end:
        raise UndefinedAct("DEQ-08", "an empty queue is walked", 432)
    removed = []
    while records.first < records.end and records.first <= frame.free_to:
        removed.append(records.at(records.first))
        records = records.without_head()
    count = queue.count - len(removed)
    draft.set_queue(frame.zone, "DEQ-03", records=records, count=count)
    draft.check(records.first == frame.free_to + 1, 440, "DEQ-04")
    if writers_are_woken(count, queue.low_water, queue.writers):
        draft.wake(frame.zone, "write", "DEQ-05")
    draft.keep(frame, removed=tuple(removed))
    draft.park("exit", 446, "queue lock", frame.zone, why="DEQ-02")


@point(446, "DEQ-06")
def queue_lock_left(draft: Draft, frame: Dequeue) -> None:
    """What was detached is freed outside of the lock."""
    for record in frame.removed:
        draft.free(record, "DEQ-06")
    draft.park("count", 453, "written", frame.zone, len(frame.removed))


@point(453, "DEQ-07")
def written_counted(draft: Draft, _frame: Dequeue) -> None:
    """The records are written, as far as the kernel can tell."""
    draft.give()
