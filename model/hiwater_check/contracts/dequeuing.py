"""au_dequeue for all integers: records up to a given one leave, and writers are woken (audit_io.c:409-454).

What is bounded: the list holds one to three records; the number that the queue counts, and their numbers, are any.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    CALLER,
    RECORD,
    Numbers,
    Seen,
    counted,
    is_undefined,
    run,
    seen,
    sound,  # noqa: F401  # named in a contract
    world,
)
from hiwater_model import going_on
from hiwater_model.configuration import Profile
from hiwater_model.decisions import writers_are_woken
from hiwater_model.draft import Draft
from hiwater_model.events import AssertionFailed
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import Machine, Wait
from hiwater_model.neighbours.output_thread import OutputThread
from hiwater_model.reader import dequeue, doorio

_LISTS = tuple((RECORD, (b"two", b"membufs"), (b"last",))[:size] for size in range(4))
_WANTED = Wait("enter", 422, "queue lock", 0)
_LEFT = Wait("exit", 446, "queue lock", 0)


def _asked(numbers: Numbers, first: int, listed: int, gone: int) -> Machine:
    """The first `gone` of `listed` records are to leave."""
    frame = dequeue.Dequeue(422, 0, first + gone - 1)
    return world(numbers, _WANTED, CALLER, frame, records=Fifo(first, _LISTS[listed], (), ()))


def _without(numbers: Numbers, gone: int) -> Numbers:
    return numbers._replace(length=numbers.length - gone)


@about("DEQ-01 DEQ-02 DEQ-03 DEQ-05", dequeue.queue_lock_entered, writers_are_woken, Draft.wake)
def records_leave(numbers: Numbers, first: int, gone: int) -> Seen:
    """So many are taken off the count, and sleeping writers are woken if no more than low water is left.

    pre: 1 <= gone <= 3
    post: (__return__.woken == ("write",)) == (numbers.writers != 0 and numbers.length - gone <= numbers.low_water)
    post: __return__._replace(woken=(), frames=()) == Seen(_LEFT, (), _without(numbers, gone), (), True)
    """
    return seen(_asked(numbers, first, 3, gone), "records queue_lock")


@about("DEQ-03 DEQ-04", dequeue.queue_lock_entered)
def head_leaves(first: int, listed: int, gone: int) -> bool:
    """The head goes in its order and is kept to be freed; what follows stays in place, and no assertion fails.

    pre: 1 <= gone <= listed <= 3
    post: __return__
    """
    after, events = run(_asked(Numbers(9, 9, 0, 0, 0), first, listed, gone))
    queue, frame = after.zones[0].queue, after.threads[0].frames[-1]
    rest = Fifo(first + gone, _LISTS[listed][gone:], (), ())
    return queue.records == rest and frame.removed == _LISTS[listed][:gone] and events == ()


@about("DEQ-04", dequeue.queue_lock_entered, Draft.check)
def end_never_met(first: int, beyond: int) -> bool:
    """If the given record is not in the list, all leave, and the assertion that it was met says so.

    pre: beyond >= 1
    post: __return__
    """
    frame = dequeue.Dequeue(422, 0, first + beyond)
    after, events = run(world(Numbers(9, 9, 0, 0, 0), _WANTED, CALLER, frame, records=Fifo(first, (RECORD,), (), ())))
    failed = [event.line for event in events if isinstance(event, AssertionFailed)]
    return failed == [440] and after.zones[0].queue.records.front == ()


@about("DEQ-04", Draft.check, Draft.halt)
def end_never_met_under_debug(first: int, beyond: int) -> bool:
    """Under DEBUG the failed assertion halts the machine there.

    pre: beyond >= 1
    post: __return__
    """
    frame = dequeue.Dequeue(422, 0, first + beyond)
    before = world(Numbers(9, 9, 0, 0, 0), _WANTED, CALLER, frame, records=Fifo(first, (RECORD,), (), ()))
    debug = before.configuration._replace(profile=Profile.DEBUG)
    after, events = run(before._replace(configuration=debug))
    assert after.threads[0].wait == _WANTED
    return after.halted == "assertion" and [event[1:] for event in events] == [(440,), ("assertion", 440)]


@about("DEQ-08", dequeue.queue_lock_entered)
def empty_queue(numbers: Numbers, first: int, free_to: int) -> bool:
    """Walking an empty queue is no defined act, whatever the count says.

    post: __return__
    """
    frame = dequeue.Dequeue(422, 0, free_to)
    before = world(numbers, _WANTED, CALLER, frame, records=EMPTY._replace(first=first))
    return is_undefined(*run(before), "DEQ-08", 432)


@about("DEQ-06", dequeue.queue_lock_left, going_on._do_pending)
def records_are_freed(numbers: Numbers, gone: int) -> Seen:
    """Each is freed once, in order, and as many will be counted as written.

    pre: 1 <= gone <= 3
    post: __return__.wait == Wait("count", 453, "written", 0, gone) and __return__.rest_kept
    post: __return__.numbers == numbers and __return__.woken == ()
    """
    frame = dequeue.Dequeue(422, 0, 0, _LISTS[3][:gone])
    before = world(numbers, _LEFT, CALLER, frame, locked=True)
    return seen(before, "queue_lock", freed=_LISTS[3][:gone])


@about("DEQ-07 IO-09 IO-11", dequeue.written_counted, going_on._do_pending, Draft.count)
def written_counted(numbers: Numbers, written: int, gone: int) -> tuple[Seen, int]:
    """So many more are written, modulo 2^32, and au_doorio goes on; here it had no further record, and is over.

    pre: 0 <= written < 2**32 and 0 <= gone
    post: __return__[1] == (written + gone) % 2**32
    post: __return__[0].wait == Wait("read", "output:state", "state", 0) and __return__[0].numbers == numbers
    post: __return__[0].woken == ()
    """
    frames = (OutputThread("output:drain", 0), doorio.DoorIo(712, 0), dequeue.Dequeue(422, 0, 0))
    return counted(world(numbers, Wait("count", 453, "written", 0, gone), *frames), "written", written)


@about("DEQ-05", dequeue.queue_lock_entered, writers_are_woken)
def low_water_is_exact(numbers: Numbers) -> bool:
    """Of two dequeues of one record, the one that reaches low water wakes, and the one before it does not.

    pre: sound(numbers) and numbers.writers > 0
    post: __return__
    """
    reaching = _asked(numbers._replace(length=numbers.low_water + 1), 0, 1, 1)
    before = _asked(numbers._replace(length=numbers.low_water + 2), 0, 1, 1)
    return seen(reaching).woken == ("write",) and seen(before).woken == ()
