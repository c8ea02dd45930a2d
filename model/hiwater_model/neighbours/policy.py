"""auditon(A_SETPOLICY): the policy is replaced as a whole, in two places, and the daemon is told.

Neighbour: auditsys.c (kernel-queue.md 10.5). Clauses POLICY-01 to POLICY-04.
Both words are written without the queue lock.
"""

from typing import NamedTuple

from hiwater_model.constants import (
    EINVAL,
    MESSAGE_POLICY,
    POLICY_ALL,
    POLICY_COUNT,
    POLICY_GLOBAL,
    POLICY_LOCAL,
    POLICY_SHARED_COUNT,
)
from hiwater_model.decisions import is_full
from hiwater_model.draft import Draft, point, returned
from hiwater_model.neighbours.control import may_not_control
from hiwater_model.reader import door


class Policy(NamedTuple):
    """A_SETPOLICY in progress."""

    at: int | str
    zone: int
    policy: int


def set_policy(draft: Draft, policy: int) -> None:
    """A_SETPOLICY: the global bits are stored at once, the local ones in the next step."""
    draft.clause = "POLICY-01"
    zone = draft.thread.zone
    allowed = POLICY_ALL if zone == 0 else POLICY_LOCAL
    if may_not_control(draft) or policy & ~allowed:
        draft.resume(EINVAL)
        return
    if zone == 0:
        draft.set_machine("POLICY-02", policy=policy & POLICY_GLOBAL)
    draft.stack.append(Policy("setpolicy:local", zone, policy))
    draft.park("write", "setpolicy:local", "policy", zone)


@point("setpolicy:local", "POLICY-02")
def local_stored(draft: Draft, frame: Policy) -> None:
    """Records that are being closed may see the old word or the new one."""
    draft.set_zone(frame.zone, "POLICY-02", policy=frame.policy & POLICY_LOCAL)
    draft.park("read", "setpolicy:door", "door", frame.zone)


@point("setpolicy:door", "POLICY-03")
def door_tested(draft: Draft, frame: Policy) -> None:
    """The daemon is told, through a door that may be gone by then (quirk Q14)."""
    if draft.zones[frame.zone].door is None:
        _wanted(draft, frame)
    else:
        draft.call_from("setpolicy:message")
        door.begin_message(draft, frame.zone, MESSAGE_POLICY, frame.policy)


@returned("setpolicy:message", "POLICY-03")
def daemon_told(draft: Draft, frame: Policy, _value: int) -> None:
    """What the daemon answers does not matter."""
    _wanted(draft, frame)


def _wanted(draft: Draft, frame: Policy) -> None:
    draft.park("enter", "setpolicy:lock", "queue lock", frame.zone, why="POLICY-03")


@point("setpolicy:lock", "POLICY-04")
def policy_locked(draft: Draft, frame: Policy) -> None:
    """Writers are woken to look at the new policy; SCNT wakes them for nothing."""
    queue = draft.zones[frame.zone].queue
    if frame.policy & (POLICY_COUNT | POLICY_SHARED_COUNT) and is_full(queue.count, queue.high_water):
        draft.wake(frame.zone, "write", "POLICY-04")
    draft.park("exit", "setpolicy:unlock", "queue lock", frame.zone)


@point("setpolicy:unlock", "POLICY-04")
def policy_set(draft: Draft, _frame: Policy) -> None:
    """The policy is in force."""
    draft.give(0)
