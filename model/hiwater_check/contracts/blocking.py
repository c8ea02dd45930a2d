"""audit_sync_block for all integers: at high water a record is dropped, or its thread sleeps (audit_io.c:456-498).

First every point by itself, then the whole decision in one step of the blocking granularity, as the queue's users know
it. The thread after its wake-up is entered where it stands.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    ACTOR,
    CALLER,
    START,
    WRITERS,  # noqa: F401  # named in a contract
    Numbers,
    Seen,
    at_once,
    counted,
    run,
    seen,
    sound,  # noqa: F401  # named in a contract
    world,
)
from hiwater_model import going_on, tokens
from hiwater_model.constants import POLICY_COUNT, POLICY_LOCAL
from hiwater_model.decisions import drops_by_policy, drops_by_state, is_full, reader_is_woken
from hiwater_model.draft import Draft
from hiwater_model.machine import IDLE, Machine, Wait
from hiwater_model.producers import block, enqueue

_CHAIN = (b"record", tokens.sequence())
_ENQUEUE = enqueue.Enqueue(375, 0, _CHAIN, None, None, wide=True, dont_block=False)
_FRAMES = (CALLER, _ENQUEUE, block.SyncBlock(474, 0))
_DROPPED = Wait("count", 478, "dropped", 0, 1)
_POLICY_IS_READ = Wait("read", 475, "policy", 0)
_BLOCKED = Wait("count", 489, "wblocked", 0, 1)
_AWAKE = Wait("enter", 493, "queue lock", 0)


def _in_block(numbers: Numbers, wait: Wait, state: int = 1, policy: int = 0, cache: int = 0) -> Machine:
    zone = START.zones[0]._replace(state=state, policy=policy)
    return world(numbers, wait, *_FRAMES, zone=zone, cache=cache, locked=wait.kind != "enter")


def _policy(drops: bool, others: bool) -> int:
    return (POLICY_COUNT if drops else 0) + (POLICY_LOCAL - POLICY_COUNT if others else 0)


@about("BLOCK-01", block.state_read, block._by_state, drops_by_state)
def state_looked_at(numbers: Numbers, state: int) -> Seen:
    """In every state but AUDITING the record is dropped; in that one the policy is looked at.

    post: __return__ == Seen(_POLICY_IS_READ if state == 1 else _DROPPED, _FRAMES, numbers, (), True)
    """
    return seen(_in_block(numbers, Wait("read", 474, "state", 0), state))


@about("BLOCK-01 BLOCK-02", block.policy_read, drops_by_policy, reader_is_woken, Draft.wake)
def policy_looked_at(numbers: Numbers, drops: bool, others: bool) -> Seen:
    """CNT drops, and wakes nobody; without it a reader that sleeps above low water is woken, and the writer will sleep.

    post: __return__.wait == (_DROPPED if drops else _BLOCKED)
    post: (__return__.woken == ("read",)) == (not drops and numbers.reader != 0 and numbers.length > numbers.low_water)
    post: __return__.numbers == numbers and __return__.frames == _FRAMES and __return__.rest_kept
    """
    return seen(_in_block(numbers, Wait("read", 475, "policy", 0), policy=_policy(drops, others)))


@about("BLOCK-02", block.drop_counted, enqueue.waited_for_room, going_on._do_pending, Draft.count)
def drop_counted(numbers: Numbers, dropped: int) -> tuple[Seen, int]:
    """One more is dropped, modulo 2^32, and the lock will be left.

    pre: 0 <= dropped < 2**32
    post: __return__[0] == Seen(Wait("exit", 376, "queue lock", 0), _FRAMES[:2], numbers, (), True)
    post: __return__[1] == (dropped + 1) % 2**32
    """
    return counted(_in_block(numbers, _DROPPED), "dropped", dropped)


@about("BLOCK-04 BLOCK-05", block.block_counted, going_on._do_pending, Draft.count)
def block_counted(numbers: Numbers, blocked: int) -> tuple[Seen, int]:
    """One more has been blocked, modulo 2^32, and one writer more is about to sleep.

    pre: 0 <= blocked < 2**32
    post: __return__[0].numbers == numbers._replace(writers=numbers.writers + 1)
    post: __return__[0].wait == Wait("wait", 493, "write_cv", 0) and __return__[0].rest_kept
    post: __return__[1] == (blocked + 1) % 2**32
    """
    return counted(_in_block(numbers, _BLOCKED), "wblocked", blocked)


@about("BLOCK-05 LOCK-02", going_on._fall_asleep)
def fallen_asleep(numbers: Numbers) -> tuple[Seen, tuple[int, ...], int | None]:
    """The lock is given up and the thread sleeps behind those who slept before, in one act.

    post: __return__[0] == Seen(Wait("asleep", 493, "write_cv", 0), _FRAMES, numbers, (), True)
    post: __return__[1] == (*WRITERS, ACTOR) and __return__[2] is None
    """
    before = _in_block(numbers, Wait("wait", 493, "write_cv", 0))
    zone = run(before)[0].zones[0]
    return seen(before, "sleeping_writers queue_lock"), zone.queue.sleeping_writers, zone.queue_lock


@about("BLOCK-05 BLOCK-06", block.woken, is_full, block._drop_or_sleep)
def woken_and_full_again(numbers: Numbers) -> Seen:
    """Still full: one sleeper less is counted, and state and policy are looked at as at first.

    pre: sound(numbers) and numbers.length >= numbers.high_water
    post: __return__.wait == Wait("read", 474, "state", 0) and __return__.frames == _FRAMES
    post: __return__.numbers == numbers._replace(writers=numbers.writers - 1)
    post: __return__.woken == () and __return__.rest_kept
    """
    return seen(_in_block(numbers, _AWAKE), "queue_lock")


@about("BLOCK-05 BLOCK-06 ENQ-07 ENQ-08", block.woken, is_full, enqueue.waited_for_room, enqueue._append)
def woken_and_room(numbers: Numbers, state: int, drops: bool) -> Seen:
    """Room now: the record joins the queue, whatever state and policy have become.

    pre: sound(numbers) and numbers.length < numbers.high_water
    post: __return__.wait == Wait("exit", 403, "queue lock", 0) and __return__.frames == _FRAMES[:2]
    post: __return__.numbers == numbers._replace(writers=numbers.writers - 1, length=numbers.length + 1)
    post: __return__.woken == (("read",) if numbers.reader != 0 and numbers.length >= numbers.low_water else ())
    post: __return__.rest_kept
    """
    return seen(_in_block(numbers, _AWAKE, state, _policy(drops, False)), "records queue_lock")


@about("BLOCK-01 BLOCK-05", block._drop_or_sleep, block._by_state, drops_by_state)
def cached_state_wins(numbers: Numbers, cache: int, state: int) -> Seen:
    """A cached state decides alone; the zone's state is read only without one.

    pre: numbers.length >= numbers.high_water
    post: (__return__.wait == Wait("read", 474, "state", 0)) == (cache == 0)
    post: (__return__.wait == _POLICY_IS_READ) == (cache == 1)
    post: (__return__.wait == _DROPPED) == (cache != 0 and cache != 1)
    """
    return seen(_in_block(numbers, _AWAKE, state, cache=cache), "queue_lock")


@about("BLOCK-01 BLOCK-02 BLOCK-05 BLOCK-06", block.begin, block._drop_or_sleep, drops_by_state, drops_by_policy)
def whole_decision(numbers: Numbers, cache: int, state: int, drops: bool, others: bool) -> bool:
    """At a full queue the thread sleeps if the state in force is AUDITING and CNT is not set; else the record drops.

    pre: sound(numbers) and numbers.length >= numbers.high_water
    post: __return__ == ((cache == 1 or (cache == 0 and state == 1)) and not drops)
    """
    frame = _ENQUEUE._replace(at=372)
    zone = START.zones[0]._replace(state=state, policy=_policy(drops, others))
    wanted = Wait("enter", 372, "queue lock", 0)
    after = at_once(world(numbers, wanted, CALLER, frame, zone=zone, cache=cache))
    slept = after.threads[ACTOR].wait == Wait("asleep", 493, "write_cv", 0)
    dropped = after.threads[ACTOR].wait == IDLE and after.zones[0].counters.dropped == 1
    assert slept != dropped
    assert slept == (after.zones[0].queue.writers == numbers.writers + 1)
    return slept


@about("BLOCK-02 BLOCK-05", block.policy_read, block.block_counted)
def nobody_sleeps_beside_a_sleeping_reader(numbers: Numbers) -> bool:
    """A writer that falls asleep has woken the reader, if that slept: both never sleep on each other.

    pre: sound(numbers) and numbers.length >= numbers.high_water and numbers.reader != 0
    post: __return__
    """
    after = at_once(_in_block(numbers, Wait("read", 475, "policy", 0)))
    return after.zones[0].queue.sleeping_readers == () and after.threads[ACTOR].wait.kind == "asleep"
