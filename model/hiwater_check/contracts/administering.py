"""Whom the administrator's calls wake, for all integers: A_SETCOND, A_SETPOLICY, A_SETQCTRL, a zone's shutdown.

These are neighbours of the queue (kernel-queue.md 10.4 to 10.6). The words of policy have the two bits in question and
all others together.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    ACTOR,
    CALLER,  # noqa: F401  # named in a contract
    START,
    Numbers,
    Seen,
    compared,
    is_undefined,  # noqa: F401  # named in a contract
    returned,
    run,
    seen,
    sound,  # noqa: F401  # named in a contract
    take,
    world,
)
from hiwater_model.configuration import Limits
from hiwater_model.constants import POLICY_COUNT, POLICY_LOCAL, POLICY_SHARED_COUNT
from hiwater_model.decisions import is_full, reader_is_woken
from hiwater_model.draft import Draft
from hiwater_model.machine import IDLE, Machine, Queue, Wait
from hiwater_model.neighbours import condition, policy, queue_control, zone_shutdown
from hiwater_model.steps import Call, SetCondition, SetQueueControl

_OTHERS = POLICY_LOCAL - POLICY_COUNT - POLICY_SHARED_COUNT


@about("COND-03", condition.off_locked, Draft.wake)
def turned_off(numbers: Numbers) -> Seen:
    """The reader is woken always, writers if any are counted as asleep.

    post: __return__.woken == (("write", "read") if numbers.writers != 0 else ("read",))
    post: __return__.wait == Wait("exit", "setcond:unlock", "queue lock", 0)
    post: __return__.numbers == numbers and __return__.rest_kept
    """
    frame = condition.Condition("setcond:lock", 0)
    return seen(world(numbers, Wait("enter", "setcond:lock", "queue lock", 0), frame), "queue_lock")


@about("COND-02", condition.set_condition, condition._turned_on)
def turned_on(numbers: Numbers, state: int) -> tuple[Seen, int]:
    """The state becomes AUDITING, and nobody is woken.

    post: __return__ == (Seen(IDLE, (), numbers, (), True), 1)
    """
    before = world(numbers, IDLE, zone=START.zones[0]._replace(state=state))
    after, events, _, _ = take(before, Call(ACTOR, SetCondition(1)))
    assert returned(events) == [0]
    return compared(before, after, (), "state"), after.zones[0].state


@about("COND-02", condition.set_condition, condition._load)
def turned_on_for_the_first_time(numbers: Numbers, state: int) -> tuple[Seen, bool]:
    """The module is loaded and closes the boot record, before the state changes.

    post: __return__[0].frames[0] == condition.Condition("setcond:loaded", 0) and __return__[0].frames[1].event == 113
    post: __return__[0].frames[1].modifier == 0x4000 and __return__[0].frames[1].flag == 3
    post: __return__[0].numbers == numbers and __return__[0].woken == () and __return__[1]
    """
    before = world(numbers, IDLE, zone=START.zones[0]._replace(state=state))._replace(loaded=False)
    after, events, _, _ = take(before, Call(ACTOR, SetCondition(1)))
    thread = after.threads[ACTOR]
    loaded = after.loaded and thread.errjmp and thread.label and after.zones == before.zones
    return compared(before, after, events), loaded


@about("COND-01", condition.set_condition)
def refused_state(state: int, asked: int) -> bool:
    """Only AUDITING and NOAUDIT can be asked for.

    pre: asked != 1 and asked != 2
    post: __return__
    """
    before = world(Numbers(0, 1, 0, 0, 0), IDLE, zone=START.zones[0]._replace(state=state))
    after, events, _, _ = take(before, Call(ACTOR, SetCondition(asked)))
    return after == before and returned(events) == [22]


@about("COND-03", condition.set_condition, condition._turn_off)
def turning_off(numbers: Numbers, state: int) -> bool:
    """The state is NOAUDIT before the lock is taken; if it was that already, nothing happens at all.

    post: __return__
    """
    before = world(numbers, IDLE, zone=START.zones[0]._replace(state=state))
    after, events, _, _ = take(before, Call(ACTOR, SetCondition(2)))
    assert returned(events) == ([0] if state == 2 else [])
    assert after.threads[ACTOR].frames == (() if state == 2 else (condition.Condition("setcond:lock", 0),))
    wait = IDLE if state == 2 else Wait("enter", "setcond:lock", "queue lock", 0)
    return after.zones == (before.zones[0]._replace(state=2), before.zones[1]) and after.threads[ACTOR].wait == wait


@about("POLICY-04", policy.policy_locked, is_full, Draft.wake)
def policy_in_force(numbers: Numbers, counts: bool, shared: bool, others: bool) -> Seen:
    """Writers of a full queue are woken if the new word has CNT or SCNT; below high water nobody is.

    pre: not (counts and shared)
    post: (__return__.woken == ("write",)) == ((counts or shared) and numbers.length >= numbers.high_water)
    post: __return__.wait == Wait("exit", "setpolicy:unlock", "queue lock", 0) and __return__.rest_kept
    """
    word = (POLICY_COUNT if counts else 0) + (POLICY_SHARED_COUNT if shared else 0) + (_OTHERS if others else 0)
    frame = policy.Policy("setpolicy:lock", 0, word)
    return seen(world(numbers, Wait("enter", "setpolicy:lock", "queue lock", 0), frame), "queue_lock")


def _control(numbers: Numbers, control: SetQueueControl) -> Machine:
    frame = queue_control.QueueControl("setqctrl:lock", 0, control)
    return world(numbers, Wait("enter", "setqctrl:lock", "queue lock", 0), frame)


@about("QCTRL-02 QCTRL-03", queue_control.control_stored, is_full, reader_is_woken, Draft.wake)
def marks_changed(numbers: Numbers, high_water: int, low_water: int) -> Seen:
    """The reader is woken if it sleeps above the new low water, writers if there is room below the new high water.

    pre: sound(numbers) and 0 <= low_water < high_water
    post: ("read" in __return__.woken) == (numbers.reader != 0 and numbers.length > low_water)
    post: ("write" in __return__.woken) == (numbers.writers != 0 and numbers.length < high_water)
    post: __return__.numbers == numbers._replace(high_water=high_water, low_water=low_water) and __return__.rest_kept
    post: __return__.wait == Wait("exit", "setqctrl:unlock", "queue lock", 0)
    """
    return seen(_control(numbers, SetQueueControl(high_water, low_water, 64, 20)), "queue_lock")


@about("QCTRL-02", queue_control.control_stored)
def control_stored(control: SetQueueControl) -> Queue:
    """All four are stored together; the staging buffer keeps its length.

    post: __return__.high_water == control.high_water and __return__.low_water == control.low_water
    post: __return__.buffer_size == control.buffer_size and __return__.delay == control.delay
    post: __return__.buffer_length == 64
    """
    return run(_control(Numbers(0, 1, 0, 0, 0), control))[0].zones[0].queue


def _asked(control: SetQueueControl, limits: Limits) -> int | None:
    """The error; None if the call goes on. On an error nothing else has changed."""
    before = world(Numbers(0, 1, 0, 0, 0), IDLE)
    before = before._replace(configuration=before.configuration._replace(limits=limits))
    after, events, _, _ = take(before, Call(ACTOR, control))
    assert after.zones == before.zones
    thread = after.threads[ACTOR]
    if thread.wait == Wait("enter", "setqctrl:lock", "queue lock", 0):
        assert events == ()
        assert thread.frames == (queue_control.QueueControl("setqctrl:lock", 0, control),)
        return None
    assert thread.wait == IDLE
    (error,) = returned(events)
    assert isinstance(error, int)
    return error


@about("QCTRL-01", queue_control.set_queue_control, queue_control._breaks_limits)
def refused_marks(high_water: int, low_water: int) -> int | None:
    """The marks that the kernel accepts: 0 <= low < high, and 10 <= high <= 100000; no others get into a queue.

    post: (__return__ == 22) == (low_water < 0 or high_water <= low_water or high_water < 10 or high_water > 100000)
    """
    return _asked(SetQueueControl(high_water, low_water, 8192, 1), Limits.KERNEL)


@about("QCTRL-01", queue_control._breaks_limits)
def refused_sizes(buffer_size: int, delay: int) -> int | None:
    """Buffers from 8192 bytes to 1048576, delays up to 20000 ticks but 0; a negative delay passes.

    post: (__return__ == 22) == (buffer_size < 8192 or buffer_size > 1048576 or delay == 0 or delay > 20000)
    """
    return _asked(SetQueueControl(10, 0, buffer_size, delay), Limits.KERNEL)


@about("QCTRL-01", queue_control._breaks_limits)
def refused_in_a_small_world(high_water: int, low_water: int, buffer_size: int) -> int | None:
    """Bounded scopes may have marks and buffers from 1 on, and still need 0 <= low < high.

    pre: high_water <= 100000 and buffer_size <= 8192
    post: (__return__ == 22) == (low_water < 0 or high_water <= low_water or buffer_size < 1)
    """
    return _asked(SetQueueControl(high_water, low_water, buffer_size, 1), Limits.SMALL)


@about("ZONE-03", zone_shutdown.shutdown_locked, Draft.wake)
def zone_going_down(numbers: Numbers) -> Seen:
    """The reader is woken, writers are not.

    post: __return__.woken == ("read",) and __return__.numbers == numbers and __return__.rest_kept
    post: __return__.wait == Wait("exit", "zone_shutdown:unlock", "queue lock", 0)
    """
    frame = zone_shutdown.Shutdown("zone_shutdown:lock", 0)
    return seen(world(numbers, Wait("enter", "zone_shutdown:lock", "queue lock", 0), frame), "queue_lock")


@about("ZONE-02", zone_shutdown.invalidated)
def zone_invalidated(numbers: Numbers, state: int, active: bool) -> tuple[Seen, bool, int]:
    """The context is invalid and off, and nobody is woken by that; only an active reader is waited for.

    post: __return__[0].woken == () and __return__[0].numbers == numbers and __return__[0].rest_kept
    post: __return__[0].wait == (Wait("enter", "zone_shutdown:lock", "queue lock", 0) if active else IDLE)
    post: __return__[1:] == (False, 2)
    """
    zone = START.zones[0]._replace(state=state, active=active)
    frame = zone_shutdown.Shutdown("zone_shutdown:invalid", 0)
    before = world(numbers, Wait("write", "zone_shutdown:invalid", "state", 0), frame, zone=zone)
    after = run(before)[0].zones[0]
    return seen(before, "valid state"), after.valid, after.state
