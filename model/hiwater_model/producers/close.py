"""au_close and au_close_defer: a descriptor is closed now, or put aside (audit_io.c:99-188).

Clauses CLOSE-01 to CLOSE-04 and DEFER-01 to DEFER-06.
"""

from typing import NamedTuple

from hiwater_model.asynchronous import done
from hiwater_model.citation import implements
from hiwater_model.constants import FLAG_DONT_BLOCK, FLAG_OK
from hiwater_model.decisions import is_deferred
from hiwater_model.draft import Draft, point
from hiwater_model.machine import Deferred, Time
from hiwater_model.membufs import Chain
from hiwater_model.producers import record


class CloseDefer(NamedTuple):
    """au_close_defer, while it asks for memory."""

    at: int | str
    chain: Chain
    flag: int
    event: int
    modifier: int
    time: Time | None


def begin(draft: Draft, zone: int, descriptor: str, flag: int, event: int, modifier: int, time: Time | None) -> None:
    """au_close: the descriptor is emptied; its chain is closed at once or later."""
    draft.clause = "CLOSE-01"
    chain = draft.take(descriptor, "CLOSE-02")
    if chain is None:
        draft.resume()
    else:
        begin_chain(draft, zone, chain, flag, event, modifier, time)


@implements("CLOSE-03", "CLOSE-04")
def begin_chain(draft: Draft, zone: int, chain: Chain, flag: int, event: int, modifier: int, time: Time | None) -> None:
    """au_close of a chain that its descriptor has given up: now or later."""
    if is_deferred(flag, draft.thread.syscall):
        begin_defer(draft, chain, flag, event, modifier, time)
    else:
        record.begin(draft, zone, chain, flag, event, modifier, time, "CLOSE-04")


def begin_defer(draft: Draft, chain: Chain, flag: int, event: int, modifier: int, time: Time | None) -> None:
    """au_close_defer: the chain is kept with its attributes, unless it is not to be written."""
    if flag & FLAG_OK == 0:
        draft.clause = "DEFER-01"
        draft.free(chain, "DEFER-01")
        draft.resume()
        return
    draft.stack.append(CloseDefer(151, chain, flag, event, modifier, time))
    draft.park("memory", 151, "descriptor", None, why="CLOSE-03")


@point(151, "DEFER-02")
def descriptor_asked_for(draft: Draft, frame: CloseDefer) -> None:
    """The answer of kmem_alloc, which must not sleep: without memory the record is lost, and not counted."""
    if not draft.memory:
        draft.free(frame.chain, "DEFER-02")
        draft.give()
        return
    entry = _kept(draft, frame)
    if frame.flag & FLAG_DONT_BLOCK:
        draft.clause = "DEFER-05"
        draft.add_softcall(entry, "DEFER-05")
        draft.stack.pop()
        done.begin(draft, "none", 0)
        return
    draft.clause = "DEFER-06"
    draft.set_thread("DEFER-06", deferred=(*draft.thread.deferred, entry))
    draft.give()


@implements("DEFER-03", "DEFER-04")
def _kept(draft: Draft, frame: CloseDefer) -> Deferred:
    """All that the close was called with; the time is the present one if none was given."""
    time = frame.time if frame.time is not None else draft.now()
    return Deferred(frame.event, frame.modifier, frame.flag, time, frame.chain)
