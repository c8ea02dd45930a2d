"""False properties of the shipped functions, each of which CrossHair must refute: if one is not, the tool is broken.

They are near to the true ones, or true but for one number out of very many.
"""

from hiwater_check.contracts.skeleton import ACTOR, CALLER, START, Numbers, at_once, counted, run, seen, take, world
from hiwater_model import decisions, tokens
from hiwater_model.machine import IDLE, Wait
from hiwater_model.producers import block, enqueue
from hiwater_model.records import integers
from hiwater_model.steps import Call, SetQueueControl

_ENQUEUE = enqueue.Enqueue(372, 0, (b"record", tokens.sequence()), None, 1, wide=True, dont_block=False)
_WANTED = Wait("enter", 372, "queue lock", 0)


def never_full_at_one_number(length: int, high_water: int) -> bool:
    """One length out of all.

    pre: high_water == 4093
    post: __return__ == (length > high_water)
    """
    return decisions.is_full(length, high_water)


def reader_woken_at_low_water(length: int, low_water: int) -> bool:
    """At low water the reader sleeps on.

    post: __return__ == (length >= low_water)
    """
    return decisions.reader_is_woken(length, low_water, 1)


def writers_woken_below_low_water(length: int, low_water: int, writers: int) -> bool:
    """At low water they are woken already.

    post: __return__ == (length < low_water and writers != 0)
    """
    return decisions.writers_are_woken(length, low_water, writers)


def types_go_on(last_type: int) -> int:
    """After COMPLETE and LAST a record begins.

    pre: 0 <= last_type < 4
    post: __return__ in (0, 3) or __return__ == 2
    """
    return decisions.next_type(last_type, True)


def counter_never_shrinks(dropped: int) -> tuple[object, int]:
    """It wraps at 2^32.

    pre: 0 <= dropped < 2**32
    post: __return__[1] > dropped
    """
    before = world(
        Numbers(0, 1, 0, 0, 0),
        Wait("count", 478, "dropped", 0, 1),
        CALLER,
        _ENQUEUE._replace(at=375),
        block.SyncBlock(474, 0),
        locked=True,
    )
    return counted(before, "dropped", dropped)


def number_never_shrinks(sequence: int) -> int:
    """It wraps at 2^31.

    pre: -(2**31) <= sequence < 2**31
    post: __return__ > sequence
    """
    before = world(Numbers(0, 1, 0, 0, 0), _WANTED, CALLER, _ENQUEUE, zone=START.zones[0]._replace(sequence=sequence))
    return run(before)[0].zones[0].sequence


def record_always_joins(numbers: Numbers) -> bool:
    """Not at high water.

    pre: numbers.high_water > 1000000
    post: __return__
    """
    return seen(world(numbers, _WANTED, CALLER, _ENQUEUE)).wait.at == 403


def nothing_else_changes(numbers: Numbers) -> bool:
    """The frame is not the whole machine: the record joins the list.

    pre: numbers.length < numbers.high_water
    post: __return__
    """
    return seen(world(numbers, _WANTED, CALLER, _ENQUEUE)).rest_kept


def woken_writer_looks_at_the_state(numbers: Numbers, state: int) -> bool:
    """With room the state does not matter to it.

    pre: 0 < numbers.high_water
    post: __return__ == (state == 1)
    """
    frames = (CALLER, _ENQUEUE._replace(at=375), block.SyncBlock(474, 0))
    zone = START.zones[0]._replace(state=state)
    after = at_once(world(numbers, Wait("enter", 493, "queue lock", 0), *frames, zone=zone))
    return after.zones[0].counters.dropped == 0


def negative_delays_are_refused(delay: int) -> bool:
    """They pass all seven checks.

    pre: delay != 0
    post: __return__ == (0 < delay <= 20000)
    """
    after = take(world(Numbers(0, 1, 0, 0, 0), IDLE), Call(ACTOR, SetQueueControl(2, 1, 64, delay))).machine
    return after.threads[ACTOR].wait is not IDLE


def buffer_sent_when_over_full(length: int, used: int) -> bool:
    """Only a buffer that is exactly full is sent.

    pre: length < 2**20
    post: __return__ == (used >= length)
    """
    return decisions.buffer_is_sent(length, used, True)


def octets_have_no_order(number: int) -> bytes:
    """The highest comes first.

    pre: 0 <= number < 2**16
    post: __return__[0] == number % 256
    """
    return integers.write_u16(number)


def error_is_always_final(error: int) -> int:
    """All but one.

    post: __return__ == 0
    """
    return decisions.ticks_before_retry(error)
