"""audit_async_start: is this asynchronous event audited at all? (audit_io.c:791-823). Clauses START-01 to START-03."""

from typing import NamedTuple

from hiwater_model.constants import AUDITING, INIT_AUDIT, LAST_EVENT, SELECT_FAILURE, SELECT_SUCCESS
from hiwater_model.draft import Draft, UndefinedAct, point


class AsyncStart(NamedTuple):
    """audit_async_start in progress. `success` is what the success half has selected."""

    at: int | str
    event: int
    sorf: int
    success: int = 0


def begin(draft: Draft, event: int, sorf: int) -> None:
    """The global zone's state is read once or twice."""
    draft.stack.append(AsyncStart(800, event, sorf))
    draft.park("read", 800, "state", 0)


@point(800, "START-01")
def state_read(draft: Draft, frame: AsyncStart) -> None:
    """AUDITING goes on at once; for another state it is read again."""
    if draft.zones[0].state == AUDITING:
        _preselect(draft, frame)
    else:
        draft.park("read", 801, "state", 0)


@point(801, "START-01")
def state_read_again(draft: Draft, frame: AsyncStart) -> None:
    """The second read is compared with INIT_AUDIT alone."""
    if draft.zones[0].state == INIT_AUDIT:
        _preselect(draft, frame)
    else:
        draft.give(1)


def _preselect(draft: Draft, frame: AsyncStart) -> None:
    draft.clause = "START-02"
    if frame.event > LAST_EVENT:
        raise UndefinedAct("START-04", "the class of an event beyond the table is read", 808)
    if frame.sorf & SELECT_SUCCESS:
        draft.park("read", 811, "info", 0)
    else:
        _failure_half(draft, frame)


@point(811, "START-02")
def success_selected(draft: Draft, frame: AsyncStart) -> None:
    """The success half of the mask for events that no process can be blamed for."""
    success = draft.before.configuration.zones[0].success_mask & _class_of(draft, frame.event)
    _failure_half(draft, draft.keep(frame, success=success))


def _failure_half(draft: Draft, frame: AsyncStart) -> None:
    if frame.sorf & SELECT_FAILURE:
        draft.park("read", 813, "info", 0)
    else:
        _decide(draft, frame.success)


@point(813, "START-02")
def failure_selected(draft: Draft, frame: AsyncStart) -> None:
    """The failure half."""
    failure = draft.before.configuration.zones[0].failure_mask & _class_of(draft, frame.event)
    _decide(draft, frame.success | failure)


def _decide(draft: Draft, selected: int) -> None:
    if selected == 0:
        draft.give(1)
        return
    draft.clause = "START-03"
    draft.check(not draft.thread.label, 818, "START-03")
    draft.set_thread("START-03", label=True, errjmp=True)
    draft.give(0)


def _class_of(draft: Draft, event: int) -> int:
    for known, mask in draft.before.configuration.classes:
        if known == event:
            return mask
    return 1
