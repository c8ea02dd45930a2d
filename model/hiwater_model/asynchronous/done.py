"""audit_async_done and audit_async_drop: an asynchronous event is over, or lost (audit_io.c:726-789).

Clauses DONE-01, DONE-02 and DROP-01 to DROP-03. What a lost event costs is decided by AHLT in the global policy word.
"""

from typing import NamedTuple

from hiwater_model import events
from hiwater_model.citation import implements
from hiwater_model.constants import FLAG_BACKEND
from hiwater_model.decisions import drop_is_forgiven, halts_by_policy
from hiwater_model.draft import Draft, point
from hiwater_model.membufs import Chain


class AsyncDrop(NamedTuple):
    """audit_async_drop in progress; the context is always the global zone's."""

    at: int | str


def begin(draft: Draft, descriptor: str, flags: int) -> None:
    """audit_async_done: clear the jump state, toss the partial record."""
    _clean_up(draft, flags)
    draft.free(draft.take(descriptor, "DONE-02"), "DONE-02")
    draft.resume()


@implements("DROP-01")
def begin_drop(draft: Draft, descriptor: str, flags: int) -> None:
    """audit_async_drop of the partial record in a descriptor."""
    _clean_up(draft, flags)
    draft.free(draft.take(descriptor, "DONE-02"), "DONE-02")
    _lose(draft)


def begin_drop_in_backend(draft: Draft, record: Chain) -> None:
    """audit_async_drop as the softcall calls it: the thread has no jump state to clear."""
    draft.clause = "DONE-02"
    draft.free(record, "DONE-02")
    _lose(draft)


def _lose(draft: Draft) -> None:
    draft.stack.append(AsyncDrop(768))
    draft.park("read", 768, "global policy", None)


def _clean_up(draft: Draft, flags: int) -> None:
    draft.clause = "DONE-01"
    if flags & FLAG_BACKEND:
        return
    draft.check(draft.thread.errjmp, 739, "DONE-01")
    draft.set_thread("DONE-01", errjmp=False, label=False)


@point(768, "DROP-02")
def policy_read(draft: Draft, _frame: AsyncDrop) -> None:
    """Without AHLT the loss is only counted."""
    if halts_by_policy(draft.global_policy):
        draft.park("read", 769, "state", 0)
    else:
        draft.park("count", 771, "dropped", 0, 1)


@point(769, "DROP-02")
def state_read(draft: Draft, _frame: AsyncDrop) -> None:
    """Before the daemon has ever run, too; every other state halts, even with auditing off (quirk Q24)."""
    if drop_is_forgiven(draft.zones[0].state):
        draft.park("count", 771, "dropped", 0, 1)
    else:
        draft.park("sync", 781, "disks", None)


@point(771, "DROP-02")
def drop_counted(draft: Draft, _frame: AsyncDrop) -> None:
    """The loss is counted in the global zone."""
    draft.give()


@point(781, "DROP-03")
def synced_once(draft: Draft, _frame: AsyncDrop) -> None:
    """The disks are synced before the end."""
    _sync(draft)
    draft.park("sync", 782, "disks", None)


@point(782, "DROP-03")
def synced_twice(draft: Draft, _frame: AsyncDrop) -> None:
    """And again; then the machine stops."""
    _sync(draft)
    draft.halt("DROP-03", "panic", 787)


def _sync(draft: Draft) -> None:
    syncs: int = draft.fields.get("syncs", draft.before.syncs)
    draft.set_machine("DROP-03", syncs=syncs + 1)
    draft.events.append(events.Synced("DROP-03"))
