"""audit_sync_block: at high water a record is dropped, or its thread sleeps until there is room (audit_io.c:456-498).

Clauses BLOCK-01 to BLOCK-06. State and policy are looked at only while the queue is full, and a thread's cached state
wins over its zone's (quirk Q11). The queue lock is held throughout, but for the sleep.
"""

from typing import NamedTuple

from hiwater_model.constants import UNSET
from hiwater_model.decisions import drops_by_policy, drops_by_state, is_full, reader_is_woken
from hiwater_model.draft import Draft, point


class SyncBlock(NamedTuple):
    """audit_sync_block in progress."""

    at: int | str
    zone: int


def begin(draft: Draft, zone: int) -> None:
    """Called with the queue lock held and the queue full."""
    draft.stack.append(SyncBlock(474, zone))
    _drop_or_sleep(draft, zone)


def _drop_or_sleep(draft: Draft, zone: int) -> None:
    if draft.thread.cache == UNSET:
        draft.park("read", 474, "state", zone)
    else:
        _by_state(draft, zone, draft.thread.cache)


@point(474, "BLOCK-01")
def state_read(draft: Draft, frame: SyncBlock) -> None:
    """No state is cached, so the zone's is in force."""
    _by_state(draft, frame.zone, draft.zones[frame.zone].state)


def _by_state(draft: Draft, zone: int, state: int) -> None:
    if drops_by_state(state):
        draft.park("count", 478, "dropped", zone, 1, why="BLOCK-01")
    else:
        draft.park("read", 475, "policy", zone, why="BLOCK-01")


@point(475, "BLOCK-01")
def policy_read(draft: Draft, frame: SyncBlock) -> None:
    """CNT drops; otherwise the reader is kicked and the thread is about to sleep."""
    zone = draft.zones[frame.zone]
    if drops_by_policy(zone.policy):
        draft.park("count", 478, "dropped", frame.zone, 1, why="BLOCK-01")
        return
    if reader_is_woken(zone.queue.count, zone.queue.low_water, zone.queue.reader):
        draft.wake(frame.zone, "read", "BLOCK-03")
    draft.park("count", 489, "wblocked", frame.zone, 1, why="BLOCK-01")


@point(478, "BLOCK-02")
def drop_counted(draft: Draft, _frame: SyncBlock) -> None:
    """The caller is told to free the record."""
    draft.give(1)


@point(489, "BLOCK-04")
def block_counted(draft: Draft, frame: SyncBlock) -> None:
    """One writer more sleeps: wt_block is a count, whatever its header says (quirk Q12)."""
    draft.set_queue(frame.zone, "BLOCK-05", writers=draft.zones[frame.zone].queue.writers + 1)
    draft.park("wait", 493, "write_cv", frame.zone)


@point(493, "BLOCK-05")
def woken(draft: Draft, frame: SyncBlock) -> None:
    """Awake and holding the lock again: with room now the record goes on, whatever state and policy say."""
    queue = draft.zones[frame.zone].queue
    draft.set_queue(frame.zone, "BLOCK-05", writers=queue.writers - 1)
    draft.clause = "BLOCK-06"
    if is_full(queue.count, queue.high_water):
        _drop_or_sleep(draft, frame.zone)
    else:
        draft.give(0)
