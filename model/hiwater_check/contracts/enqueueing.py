"""au_enqueue for all integers: a record joins the queue, or its thread waits for room (audit_io.c:364-407).

What is bounded: the list holds one record before, while the number of records that the queue counts is any integer.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    ACTOR,  # noqa: F401  # named in a contract
    CALLER,
    RECORD,
    START,
    Numbers,
    Seen,
    counted,
    is_undefined,
    run,
    seen,
    sound,  # noqa: F401  # named in a contract
    world,
)
from hiwater_model import going_on, tokens
from hiwater_model.decisions import is_full, reader_is_woken
from hiwater_model.draft import Draft
from hiwater_model.fifo import Fifo
from hiwater_model.machine import Machine, Wait, Zone
from hiwater_model.producers import block, enqueue, record

_WANTED = Wait("enter", 372, "queue lock", 0)
_QUEUED = Wait("exit", 403, "queue lock", 0)
_STATE_IS_READ = Wait("read", 474, "state", 0)
_CHAIN = (b"head with room for the time", tokens.sequence())


def _frame(
    *, at: int = 372, dont_block: bool = False, time_offset: int | None = None, sequence_membuf: int | None = None
) -> enqueue.Enqueue:
    return enqueue.Enqueue(at, 0, _CHAIN, time_offset, sequence_membuf, wide=True, dont_block=dont_block)


def _arrives(numbers: Numbers, frame: enqueue.Enqueue, first: int = 0, zone: Zone = START.zones[0]) -> Machine:
    return world(numbers, _WANTED, CALLER, frame, records=Fifo(first, (RECORD,), (), ()), zone=zone)


@about("ENQ-02 ENQ-03 ENQ-07 ENQ-08", enqueue.queue_lock_entered, enqueue._append, is_full, reader_is_woken, Draft.wake)
def record_that_finds_room(numbers: Numbers) -> Seen:
    """Below high water it joins the queue, and a reader that sleeps is woken if more than low water is queued then.

    pre: sound(numbers) and numbers.length < numbers.high_water
    post: __return__.wait == _QUEUED and __return__.rest_kept and __return__.frames == (CALLER, _frame())
    post: __return__.numbers == numbers._replace(length=numbers.length + 1)
    post: __return__.woken == (("read",) if numbers.reader != 0 and numbers.length >= numbers.low_water else ())
    """
    return seen(_arrives(numbers, _frame()), "records queue_lock")


@about("ENQ-03", enqueue.queue_lock_entered, is_full, block.begin, block._drop_or_sleep)
def record_that_finds_a_full_queue(numbers: Numbers) -> Seen:
    """At high water or above nothing happens but that audit_sync_block begins.

    pre: sound(numbers) and numbers.length >= numbers.high_water
    post: __return__ == Seen(_STATE_IS_READ, (CALLER, _frame(at=375), block.SyncBlock(474, 0)), numbers, (), True)
    """
    return seen(_arrives(numbers, _frame()), "queue_lock")


@about("ENQ-02 ENQ-07 ENQ-08", enqueue.queue_lock_entered, enqueue._append, reader_is_woken)
def record_that_never_waits(numbers: Numbers) -> Seen:
    """It joins the queue whatever the marks say: an asynchronous record can push the queue beyond high water.

    post: __return__.wait == _QUEUED and __return__.rest_kept
    post: __return__.numbers == numbers._replace(length=numbers.length + 1)
    post: __return__.woken == (("read",) if numbers.reader != 0 and numbers.length >= numbers.low_water else ())
    """
    return seen(_arrives(numbers, _frame(dont_block=True)), "records queue_lock")


@about("ENQ-06", enqueue._append)
def record_goes_last(first: int) -> Machine:
    """It is the last one, one number behind, with its bytes; the lock is held.

    post: __return__.zones[0].queue.records == Fifo(first, (RECORD,), (), (_CHAIN,))
    post: __return__.zones[0].queue.records.end == first + 2 and __return__.zones[0].queue_lock == ACTOR
    """
    return run(_arrives(Numbers(0, 1, 0, 0, 0), _frame(dont_block=True), first))[0]


@about("ENQ-05", enqueue._append, tokens.sequence_number)
def record_gets_a_number(sequence: int) -> tuple[int, bytes]:
    """The number is one higher, and its four bytes are what it is modulo 2^32; the signed word of the kernel wraps.

    pre: -(2**31) <= sequence < 2**31
    post: __return__[0] == (sequence + 1 if sequence < 2**31 - 1 else -(2**31))
    post: __return__[1] == b"/" + ((sequence + 1) % 2**32).to_bytes(4, "big")
    """
    zone = START.zones[0]._replace(sequence=sequence)
    after = run(_arrives(Numbers(0, 1, 0, 0, 0), _frame(sequence_membuf=1), zone=zone))[0]
    return after.zones[0].sequence, after.zones[0].queue.records.at(1)[1]


@about("ENQ-05", enqueue._append)
def record_without_number(sequence: int) -> int:
    """Without a sequence token the number stays.

    post: __return__ == sequence
    """
    zone = START.zones[0]._replace(sequence=sequence)
    return run(_arrives(Numbers(0, 1, 0, 0, 0), _frame(), zone=zone))[0].zones[0].sequence


@about("ENQ-04 AUDIT-05", enqueue._with_time)
def time_beyond_the_membuf(offset: int) -> bool:
    """Sixteen bytes of time fit into a membuf of 128 up to offset 112; any other place is no defined act.

    pre: offset < 0 or offset > 112
    post: __return__
    """
    after, events = run(_arrives(Numbers(0, 1, 0, 0, 0), _frame(time_offset=offset)))
    return is_undefined(after, events, "AUDIT-05", 383)


@about("ENQ-03", enqueue.dropped_record_freed, going_on._do_pending)
def dropped_record(numbers: Numbers) -> Seen:
    """The lock is left, the record is freed, and the caller goes on as if it had been queued.

    post: __return__ == Seen(Wait("count", 361, "totalsize", 0, 90), (CALLER,), numbers, (), True)
    """
    before = world(numbers, Wait("exit", 376, "queue lock", 0), CALLER, _frame(at=375), locked=True)
    return seen(before, "queue_lock", freed=(_CHAIN,))


@about("ENQ-09", enqueue.queue_lock_left, going_on._do_pending)
def queue_lock_left(numbers: Numbers) -> tuple[Seen, int | None]:
    """The lock is free before the record is counted.

    post: __return__[0] == Seen(Wait("count", 406, "enqueue", 0, 1), (CALLER, _frame()), numbers, (), True)
    post: __return__[1] is None
    """
    before = world(numbers, Wait("exit", 403, "queue lock", 0), CALLER, _frame(), locked=True)
    return seen(before, "queue_lock"), run(before)[0].zones[0].queue_lock


@about("ENQ-10 RECORD-16", enqueue.record_counted, record.queued_or_dropped, going_on._do_pending, Draft.count)
def record_counted(numbers: Numbers, value: int) -> tuple[Seen, int]:
    """One more is enqueued, modulo 2^32, and then the bytes are counted.

    pre: 0 <= value < 2**32
    post: __return__[0] == Seen(Wait("count", 361, "totalsize", 0, 90), (CALLER,), numbers, (), True)
    post: __return__[1] == (value + 1 if value < 2**32 - 1 else 0)
    """
    return counted(world(numbers, Wait("count", 406, "enqueue", 0, 1), CALLER, _frame()), "enqueue", value)
