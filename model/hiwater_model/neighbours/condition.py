"""auditon(A_SETCOND): auditing is turned on, loading the module the first time, or off.

Neighbour: auditsys.c, audit_start.c (kernel-queue.md 10.2, 10.4). Clauses COND-01 to COND-03. The state is written
without the queue lock.
"""

from typing import NamedTuple

from hiwater_model import tokens
from hiwater_model.asynchronous import backend
from hiwater_model.constants import AUDITING, EINVAL, EVENT_SYSTEM_BOOT, NO_AUDIT
from hiwater_model.draft import Draft, point, returned
from hiwater_model.neighbours.control import may_not_control


class Condition(NamedTuple):
    """A_SETCOND in progress."""

    at: int | str
    zone: int


def set_condition(draft: Draft, state: int) -> None:
    """A_SETCOND: only AUDITING and NOAUDIT can be set."""
    draft.clause = "COND-01"
    zone = draft.thread.zone
    if may_not_control(draft) or state not in (AUDITING, NO_AUDIT):
        draft.resume(EINVAL)
    elif state == NO_AUDIT:
        _turn_off(draft, zone)
    elif draft.before.loaded:
        _turned_on(draft, zone)
    else:
        _load(draft, zone)


def _load(draft: Draft, zone: int) -> None:
    """The first one to turn auditing on loads the module, which closes the boot record (COND-02)."""
    draft.set_machine("COND-02", loaded=True)
    draft.stack.append(Condition("setcond:loaded", zone))
    boot = (tokens.text(b"booting kernel"),)
    configuration = draft.before.configuration
    time = (configuration.seconds, configuration.nanoseconds)
    draft.set_thread("COND-02", errjmp=True, label=True)
    backend.begin_finish_of(draft, boot, EVENT_SYSTEM_BOOT, 0, time)


@returned("setcond:loaded", "COND-02")
def module_loaded(draft: Draft, frame: Condition, _value: None) -> None:
    """Only then is the state AUDITING."""
    draft.stack.pop()
    _turned_on(draft, frame.zone)


def _turned_on(draft: Draft, zone: int) -> None:
    """Nobody is woken."""
    draft.clause = "COND-02"
    draft.set_zone(zone, "COND-02", state=AUDITING)
    draft.resume(0)


def _turn_off(draft: Draft, zone: int) -> None:
    """The queue is kept (quirk Q31)."""
    if draft.zones[zone].state == NO_AUDIT:
        draft.resume(0)
        return
    draft.set_zone(zone, "COND-03", state=NO_AUDIT)
    draft.stack.append(Condition("setcond:lock", zone))
    draft.park("enter", "setcond:lock", "queue lock", zone)


@point("setcond:lock", "COND-03")
def off_locked(draft: Draft, frame: Condition) -> None:
    """Both sides are woken."""
    if draft.zones[frame.zone].queue.writers:
        draft.wake(frame.zone, "write", "COND-03")
    draft.wake(frame.zone, "read", "COND-03")
    draft.park("exit", "setcond:unlock", "queue lock", frame.zone)


@point("setcond:unlock", "COND-03")
def turned_off(draft: Draft, _frame: Condition) -> None:
    """Auditing is off."""
    draft.give(0)
