"""The output thread and its timers for all integers: when the reader sleeps, and who is woken (kernel-queue.md 8)."""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    CLOCK,
    READER,
    RECORD,
    START,
    Numbers,
    Seen,
    compared,
    counted,
    is_undefined,
    run,
    seen,
    take,
    with_zone,
    world,
)
from hiwater_model import going_on
from hiwater_model.draft import Draft
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import IDLE, Machine, Timer, Wait  # noqa: F401  # IDLE is named in a contract
from hiwater_model.neighbours import output_thread, timers
from hiwater_model.steps import TimerFires

_ONE = Fifo(0, (RECORD,), (), ())


def _reads(numbers: Numbers, wait: Wait, state: int = 1, *, listed: bool = False, locked: bool = True) -> Machine:
    frame = output_thread.OutputThread("output:start", 0)
    zone = START.zones[0]._replace(state=state)
    records = _ONE if listed else EMPTY
    return world(numbers, wait, frame, actor=READER, records=records, zone=zone, locked=locked)


def _ticks(numbers: Numbers, wait: Wait, frame: timers.Kick | timers.DontStop, delay: int = 20) -> Machine:
    zone = START.zones[0]
    zone = zone._replace(queue=zone.queue._replace(delay=delay))
    return world(numbers, wait, frame, actor=CLOCK, zone=zone)


@about("OUTPUT-02", output_thread.state_read, output_thread._leave)
def state_before_the_lock(numbers: Numbers, state: int) -> Seen:
    """Only AUDITING goes on to the queue; every other state ends the thread.

    post: (__return__.wait == Wait("enter", "output:lock", "queue lock", 0)) == (state == 1)
    post: (__return__.wait == Wait("enter", "output:release", "door lock", 0)) == (state != 1)
    post: __return__.woken == () and __return__.numbers == numbers and __return__.rest_kept
    """
    return seen(_reads(numbers, Wait("read", "output:state", "state", 0), state, locked=False), actor=READER)


@about("OUTPUT-03 OUTPUT-04", output_thread.queue_lock_entered, output_thread._sleep_or_drain, Draft.wake)
def reader_finds(numbers: Numbers, listed: bool) -> Seen:
    """Nothing queued: writers are woken if any are counted, and the reader will sleep; otherwise it drains.

    post: (__return__.woken == ("write",)) == (not listed and numbers.writers != 0)
    post: __return__.numbers == (numbers if listed else numbers._replace(reader=1)) and __return__.rest_kept
    post: (__return__.wait == Wait("exit", "output:unlock", "queue lock", 0)) == listed
    post: (__return__.wait == Wait("count", "output:rblocked", "rblocked", 0, 1)) == (not listed)
    """
    wanted = Wait("enter", "output:lock", "queue lock", 0)
    return seen(_reads(numbers, wanted, listed=listed, locked=False), "queue_lock", READER)


@about("OUTPUT-04", output_thread.block_counted, Draft.count)
def reader_counted(numbers: Numbers, blocked: int) -> tuple[Seen, int]:
    """One more sleep of the reader, modulo 2^32.

    pre: 0 <= blocked < 2**32
    post: __return__[0].wait == Wait("wait", "output:sleep", "read_cv", 0) and __return__[0].rest_kept
    post: __return__[0].numbers == numbers and __return__[1] == (blocked + 1) % 2**32
    """
    before = _reads(numbers, Wait("count", "output:rblocked", "rblocked", 0, 1))
    return counted(before, "rblocked", blocked, READER)


@about("OUTPUT-04 LOCK-02", going_on._fall_asleep)
def reader_asleep(numbers: Numbers) -> tuple[Seen, bool]:
    """It gives up the lock and sleeps in one act.

    post: __return__[0].wait == Wait("asleep", "output:sleep", "read_cv", 0) and __return__[0].numbers == numbers
    post: __return__[0].woken == () and __return__[0].rest_kept and __return__[1]
    """
    before = _reads(numbers, Wait("wait", "output:sleep", "read_cv", 0))
    zone = run(before, READER)[0].zones[0]
    free = zone.queue_lock is None and zone.queue.sleeping_readers == (READER,)
    return seen(before, "sleeping_readers queue_lock", READER), free


@about("OUTPUT-04", output_thread.woken)
def reader_awake(numbers: Numbers) -> Seen:
    """Awake, it is no longer marked as asleep, and looks at the state first.

    post: __return__.wait == Wait("read", "output:recheck", "state", 0) and __return__.rest_kept
    post: __return__.numbers == numbers._replace(reader=0) and __return__.woken == ()
    """
    wanted = Wait("enter", "output:sleep", "queue lock", 0)
    return seen(_reads(numbers, wanted, locked=False), "queue_lock", READER)


@about("OUTPUT-05", output_thread.state_read_again, output_thread._sleep_or_drain)
def state_after_the_sleep(numbers: Numbers, state: int, listed: bool) -> Seen:
    """Turned off: it leaves, whatever is queued, and wakes nobody; else it looks at the queue as at first.

    post: (__return__.wait == Wait("exit", "output:off", "queue lock", 0)) == (state != 1)
    post: (__return__.woken == ("write",)) == (state == 1 and not listed and numbers.writers != 0)
    post: __return__.numbers == (numbers._replace(reader=1) if state == 1 and not listed else numbers)
    """
    return seen(_reads(numbers, Wait("read", "output:recheck", "state", 0), state, listed=listed), actor=READER)


@about("OUTPUT-07", output_thread.door_released)
def door_given_up(numbers: Numbers, door: int) -> Seen:
    """Whatever door there is is given up, and nobody is woken: writers may be left asleep.

    post: __return__.woken == () and __return__.numbers == numbers and __return__.rest_kept
    post: __return__.wait == Wait("exit", "output:ended", "door lock", 0)
    """
    before = _reads(numbers, Wait("enter", "output:release", "door lock", 0), locked=False)
    before = with_zone(before, before.zones[0]._replace(door=door))
    after = run(before, READER)[0].zones[0]
    assert after.door is None and not after.active  # noqa: PT018  # one fact
    return seen(before, "door active door_lock", READER)


@about("TIMER-02", timers.count_read)
def kick_counts(numbers: Numbers) -> Seen:
    """The kick looks at the count without the lock; an empty queue needs no look at the reader.

    post: (__return__.wait == Wait("read", "kick:reader", "reader", 0)) == (numbers.length != 0)
    post: (__return__.wait == IDLE) == (numbers.length == 0)
    post: __return__.woken == () and __return__.numbers == numbers
    """
    return seen(_ticks(numbers, Wait("read", "kick:count", "count", 0), timers.Kick("kick:count", 0)), actor=CLOCK)


@about("TIMER-02 TIMER-03", timers.reader_read, timers._armed_again, timers._over, Draft.wake, Draft.arm)
def kick_wakes(numbers: Numbers, delay: int) -> tuple[Seen, tuple[Timer, ...]]:
    """A reader marked as asleep is woken, whatever the marks say, and the kick is armed again by the delay of now.

    pre: delay >= 0
    post: __return__[0].woken == (("read",) if numbers.reader != 0 else ()) and __return__[0].wait == IDLE
    post: __return__[1] == (Timer(delay, "kick", 0),)
    post: __return__[0].numbers == numbers and __return__[0].rest_kept and __return__[0].frames == ()
    """
    before = _ticks(numbers, Wait("read", "kick:reader", "reader", 0), timers.Kick("kick:count", 0), delay)
    after, events = run(before, CLOCK)
    return compared(before, after._replace(timers=()), events, "", CLOCK), after.timers


@about("TIMER-05", Draft.arm)
def kick_with_a_negative_delay(numbers: Numbers, delay: int) -> bool:
    """There is no defined act for a timer in the past.

    pre: delay < 0
    post: __return__
    """
    before = _ticks(numbers, Wait("read", "kick:reader", "reader", 0), timers.Kick("kick:count", 0), delay)
    return is_undefined(*run(before, CLOCK), "TIMER-05", None)


@about("TIMER-02 TIMER-03", Draft.arm)
def order_of_timers(ticks: int, due: int, later: int, delay: int) -> int:
    """A timer is put behind those that are due no later, and before those that are due later.

    pre: 0 <= delay and due <= later
    post: __return__ == (due <= ticks + delay) + (later <= ticks + delay)
    """
    draft = Draft(START._replace(ticks=ticks, timers=(Timer(due, "kick", 0), Timer(later, "kick", 0))))
    draft.arm("dont_stop", 0, delay, "TIMER-03")
    place = [timer.kind for timer in draft.timers].index("dont_stop")
    assert draft.timers[place] == Timer(ticks + delay, "dont_stop", 0)
    assert (*draft.timers[:place], *draft.timers[place + 1 :]) == (Timer(due, "kick", 0), Timer(later, "kick", 0))
    return place


@about("TIMER-01", timers.begin)
def timer_fires(state: int, valid: bool, ticks: int, due: int, kick: bool) -> bool:
    """A timer goes to its first point only in a valid zone that is not turned off, and is gone otherwise.

    pre: due <= ticks
    post: __return__ == (valid and state != 2)
    """
    timer = Timer(due, "kick" if kick else "dont_stop", 0)
    before = with_zone(START, START.zones[0]._replace(state=state, valid=valid))
    after = take(before._replace(ticks=ticks, timers=(timer,)), TimerFires()).machine
    thread = after.threads[CLOCK]
    assert after.timers == () and after.zones == before.zones  # noqa: PT018  # one fact
    if thread == START.threads[CLOCK]:
        return False
    frame = timers.Kick("kick:count", 0) if kick else timers.DontStop("dont_stop:lock", 0)
    first = Wait("read", "kick:count", "count", 0) if kick else Wait("enter", "dont_stop:lock", "queue lock", 0)
    assert (thread.wait, thread.frames) == (first, (frame,))
    return True


@about("TIMER-04", timers.queue_lock_entered, Draft.wake)
def second_chance(numbers: Numbers) -> Seen:
    """Writers are woken, however many are counted.

    post: __return__.woken == ("write",) and __return__.numbers == numbers and __return__.rest_kept
    post: __return__.wait == Wait("exit", "dont_stop:unlock", "queue lock", 0)
    """
    wanted = Wait("enter", "dont_stop:lock", "queue lock", 0)
    return seen(_ticks(numbers, wanted, timers.DontStop("dont_stop:lock", 0)), "queue_lock", CLOCK)
