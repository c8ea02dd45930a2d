"""audit_async_finish, audit_async_block and the softcall's backend (audit_io.c:500-521, audit_io.c:825-883).

Clauses FINISH-01, ABLOCK-01 to ABLOCK-03, BACK-02 to BACK-05. Looking at the high-water mark and queueing are two
separate holds of the lock, so the queue can grow past it by the number of backends in between (quirk Q4).
"""

from typing import NamedTuple

from hiwater_model.asynchronous import done
from hiwater_model.citation import implements
from hiwater_model.constants import (
    EVENT_EXIT_PROM,
    FLAG_DONT_BLOCK,
    FLAG_OK,
    MODIFIER_NON_ATTRIBUTABLE,
)
from hiwater_model.decisions import is_full
from hiwater_model.draft import Draft, UndefinedAct, point, returned
from hiwater_model.machine import Deferred, Time
from hiwater_model.membufs import Chain
from hiwater_model.producers import close, record

_FLAG = FLAG_DONT_BLOCK | FLAG_OK


class Backend(NamedTuple):
    """audit_async_finish_backend in progress; the context is always the global zone's."""

    at: int | str
    entry: Deferred


class AsyncBlock(NamedTuple):
    """audit_async_block in progress."""

    at: int | str
    entry: Deferred


@implements("FINISH-01")
def begin_finish(draft: Draft, descriptor: str, event: int, modifier: int, time: Time | None) -> None:
    """audit_async_finish: close into the global zone, never blocking, marked as not attributable."""
    close.begin(draft, 0, descriptor, _FLAG, event, MODIFIER_NON_ATTRIBUTABLE | modifier, time)


def begin_finish_of(draft: Draft, chain: Chain, event: int, modifier: int, time: Time | None) -> None:
    """audit_async_finish of a descriptor that holds a chain."""
    close.begin_chain(draft, 0, chain, _FLAG, event, MODIFIER_NON_ATTRIBUTABLE | modifier, time)


def begin(draft: Draft, entry: Deferred | None) -> None:
    """audit_async_finish_backend for an entry; for a chain that was freed already there is no defined act."""
    if entry is None:
        raise UndefinedAct("MEMBUF-04", "membufs are freed a second time", None)
    draft.stack.append(Backend(858, entry))
    draft.stack.append(AsyncBlock(511, entry))
    draft.park("enter", 511, "queue lock", 0)


@point(511, "ABLOCK-01")
def queue_lock_entered(draft: Draft, _frame: AsyncBlock) -> None:
    """Is the queue full at this moment?"""
    queue = draft.zones[0].queue
    at = 514 if is_full(queue.count, queue.high_water) else 519
    draft.park("exit", at, "queue lock", 0, why="ABLOCK-01")


@point(514, "ABLOCK-02")
def full(draft: Draft, frame: AsyncBlock) -> None:
    """The record is dropped by the policy for asynchronous events."""
    draft.call_from(516)
    done.begin_drop_in_backend(draft, frame.entry.chain)


@returned(516, "ABLOCK-02")
def dropped(draft: Draft, _frame: AsyncBlock, _value: None) -> None:
    """The backend is told to stop."""
    draft.give(1)


@point(519, "ABLOCK-03")
def room(draft: Draft, _frame: AsyncBlock) -> None:
    """There was room a moment ago."""
    draft.give(0)


@returned(858, "BACK-02")
def fullness_known(draft: Draft, frame: Backend, blocked: int) -> None:
    """Close the record with the saved time, but for EXITPROM, which gets the time of queueing."""
    if blocked:
        draft.clause = "BACK-05"
        draft.give()
        return
    entry = frame.entry
    at, time = (872, None) if entry.event == EVENT_EXIT_PROM else (875, entry.time)
    draft.call_from(at)
    record.begin(draft, 0, entry.chain, entry.flag, entry.event, entry.modifier, time, "BACK-03")


@returned(872, "BACK-03")
@returned(875, "BACK-03")
def record_closed(draft: Draft, _frame: Backend, _value: None) -> None:
    """Counted as generated whether it was queued or tossed."""
    draft.park("count", 879, "generated", 0, 1)


@point(879, "BACK-04")
def generated_counted(draft: Draft, _frame: Backend) -> None:
    """And as one that no process can be blamed for."""
    draft.park("count", 880, "nonattrib", 0, 1)


@point(880, "BACK-04")
def nonattributable_counted(draft: Draft, _frame: Backend) -> None:
    """The softcall is over."""
    draft.clause = "BACK-05"
    draft.give()
