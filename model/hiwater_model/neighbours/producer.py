"""A producer of asynchronous events: it starts under a jump label, builds tokens, finishes; without memory it jumps.

Neighbour: audit.c, audit_kernel.h, audit_mem.c (kernel-queue.md 3, 7). Clauses PRODUCER-01, PRODUCER-02, MEMBUF-01.
"""

from typing import NamedTuple

from hiwater_model import events
from hiwater_model.asynchronous import backend, done, start
from hiwater_model.draft import Draft, UndefinedAct, point, returned
from hiwater_model.machine import Time
from hiwater_model.membufs import Chain
from hiwater_model.producers import write


class Producer(NamedTuple):
    """An event being produced; its frame is the live jump label."""

    at: int | str
    event: int
    tokens: tuple[Chain, ...]
    modifier: int
    time: Time | None


def begin(draft: Draft, event: int, sorf: int, tokens: tuple[Chain, ...], modifier: int, time: Time | None) -> None:
    """The label is set up first; then audit_async_start decides. Without the module the hook does nothing."""
    if not draft.before.loaded:
        draft.clause = "PRODUCER-01"
        draft.resume(1)
        return
    draft.stack.append(Producer("async_event:start", event, tokens, modifier, time))
    start.begin(draft, event, sorf)


@returned("async_event:start", "PRODUCER-01")
def started(draft: Draft, frame: Producer, refused: int) -> None:
    """Not audited: the producer gives up, uncounted."""
    if refused:
        draft.clause = "PRODUCER-01"
        draft.give(1)
    else:
        _next_token(draft, frame)


def _next_token(draft: Draft, frame: Producer) -> None:
    if frame.tokens:
        draft.park("memory", "async_event:token", "membuf", None)
        return
    draft.call_from("async_event:finish")
    backend.begin_finish(draft, "local", frame.event, frame.modifier, frame.time)


@point("async_event:token", "PRODUCER-01")
def token_made(draft: Draft, frame: Producer) -> None:
    """One token more in the descriptor."""
    draft.keep(frame, at="async_event:written", tokens=frame.tokens[1:])
    write.begin(draft, "local", frame.tokens[0])


@returned("async_event:written", "PRODUCER-01")
def token_written(draft: Draft, frame: Producer, _value: None) -> None:
    """And the next."""
    _next_token(draft, frame)


@returned("async_event:finish", "PRODUCER-01")
def finished(draft: Draft, _frame: Producer, _value: None) -> None:
    """The rest is the softcall's."""
    draft.clause = "PRODUCER-01"
    draft.give(0)


def jump(draft: Draft) -> None:
    """au_getclr without memory under ERRJMP: to the producer's label, or into a frame that is dead (quirk Q7)."""
    for depth in range(len(draft.stack) - 1, -1, -1):
        if isinstance(draft.stack[depth], Producer):
            del draft.stack[depth + 1 :]
            draft.call_from("async_event:jump")
            draft.events.append(events.Jumped("MEMBUF-01", draft.me))
            done.begin_drop(draft, "local", 0)
            return
    at = draft.wait.at
    raise UndefinedAct("MEMBUF-05", "a dead label is jumped to", at if isinstance(at, int) else None)


@returned("async_event:jump", "PRODUCER-02")
def dropped(draft: Draft, _frame: Producer, _value: None) -> None:
    """The event is lost and counted; the producer returns."""
    draft.clause = "PRODUCER-02"
    draft.give(2)
