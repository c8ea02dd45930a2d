"""A thread goes on: what it is parked for is done, then its handler runs to the next point.

The two granularities are one relation with two rules for where to stop. Clauses LOCK-01, MEMBUF-01.
"""

from hiwater_model.constants import AGAIN_TICKS
from hiwater_model.draft import CLAUSES, LOCK_FIELDS, POINTS, Draft
from hiwater_model.machine import Machine, Thread, Wait
from hiwater_model.neighbours import producer

ALWAYS = frozenset({"exit", "count", "read", "write", "sync", "wait"})
"""Kinds of point at which a thread may always go on."""


def may_go_on(machine: Machine | Draft, thread: Thread, wait: Wait) -> bool:
    """The thread can do what it is parked for."""
    kind = wait.kind
    if kind in ALWAYS:
        return True
    if kind == "enter":
        return getattr(machine.zones[wait.zone or 0], LOCK_FIELDS[wait.what or ""]) is None
    if kind == "memory":
        return machine.memory or wait.what == "descriptor" or (wait.what == "membuf" and thread.errjmp)
    if kind == "join":
        whole = machine.before if isinstance(machine, Draft) else machine
        return machine.threads[whole.reader(wait.zone or 0)].wait.kind == "idle"
    return False


def go_on(draft: Draft) -> None:
    """One point after the other, as far as the granularity says."""
    while True:
        wait = draft.wait
        place = wait.at
        assert place is not None
        draft.clause = CLAUSES[place]
        if wait.kind == "wait":
            _fall_asleep(draft, wait)
            return
        if wait.kind == "memory" and not draft.memory and wait.what == "membuf":
            producer.jump(draft)
        else:
            _do_pending(draft, wait)
            POINTS[place](draft, draft.stack[-1])
        if draft.fine or not may_go_on(draft, draft.thread, draft.wait):
            return


def _do_pending(draft: Draft, wait: Wait) -> None:
    """The lock is taken or left, the counter changed; other kinds of point are done by their handlers."""
    if wait.kind == "enter":
        draft.hold(wait.zone or 0, LOCK_FIELDS[wait.what or ""], draft.me)
    elif wait.kind == "exit":
        draft.hold(wait.zone or 0, LOCK_FIELDS[wait.what or ""], None)
    elif wait.kind == "count":
        draft.count(wait.zone or 0, wait.what or "", wait.extra)


def _fall_asleep(draft: Draft, wait: Wait) -> None:
    """The lock is given up and the thread sleeps, in one act."""
    zone = wait.zone or 0
    if wait.what == "again_cv":
        draft.set_zone(zone, draft.clause, again_lock=None)
        draft.wait = wait._replace(kind="timed", extra=draft.ticks + AGAIN_TICKS)
    else:
        queue = draft.zones[zone].queue
        if wait.what == "write_cv":
            draft.set_queue(zone, draft.clause, sleeping_writers=(*queue.sleeping_writers, draft.me))
        else:
            draft.set_queue(zone, draft.clause, sleeping_readers=(*queue.sleeping_readers, draft.me))
        draft.set_zone(zone, draft.clause, queue_lock=None)
        draft.wait = wait._replace(kind="asleep")
    draft.writes.append(("thread", draft.me, draft.clause, ("wait",)))
