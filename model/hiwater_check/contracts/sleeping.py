"""Two rules of sleep: no writer sleeps at or below low water, and the reader never sleeps above it.

Each contract is one inductive step of the shipped relation: the rules hold before, and after. `rules` says what an
induction needs besides; it holds in every machine at its start. The marks may be changed by A_SETQCTRL, since that
wakes both sides; `broken.py` shows which wake-ups and which hypotheses the rules cannot do without. Not good for:
saying that a woken thread ever runs, or that a step which is not here keeps the rules (the explorer of states looks at
all of them, at small scopes).
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    ACTOR,
    CALLER,
    CLOCK,
    READER,
    RECORD,
    WRITERS,
    Numbers,
    run,
    sound,
    with_zone,
    world,
)
from hiwater_model.fifo import EMPTY, Fifo
from hiwater_model.machine import Machine, Wait
from hiwater_model.neighbours import condition, output_thread, policy, queue_control, timers
from hiwater_model.producers import block, enqueue
from hiwater_model.reader import dequeue
from hiwater_model.steps import SetQueueControl

_HEADING_FOR_SLEEP = (474, 475, 489, 493)


def rules(machine: Machine) -> bool:
    """The two rules, the counts of sleepers, and what a thread knows that holds the lock on its way to sleep."""
    queue = machine.zones[0].queue
    numbers = Numbers(queue.count, queue.high_water, queue.low_water, queue.writers, queue.reader)
    if not sound(numbers):
        return False
    if queue.sleeping_writers and (queue.count <= queue.low_water or queue.writers < len(queue.sleeping_writers)):
        return False
    if queue.sleeping_readers and (queue.count > queue.low_water or queue.reader == 0):
        return False
    return all(_knows(machine, number) for number in (ACTOR, READER))


def _knows(machine: Machine, number: int) -> bool:
    """A writer on its way to sleep holds the lock of a full queue, a reader that of an empty one."""
    wait, queue = machine.threads[number].wait, machine.zones[0].queue
    if wait.at in _HEADING_FOR_SLEEP and wait.kind in ("read", "count", "wait"):
        asleep = len(queue.sleeping_writers) + (wait.kind == "wait")
        return machine.zones[0].queue_lock == number and queue.count >= queue.high_water and queue.writers >= asleep
    if wait.at in ("output:rblocked", "output:sleep") and wait.kind in ("count", "wait"):
        return machine.zones[0].queue_lock == number and queue.count == 0 and queue.reader != 0
    return True


def _kept(before: Machine, actor: int = ACTOR) -> bool:
    """The rules hold after a step; that they held before is each contract's precondition."""
    return rules(run(before, actor)[0])


def arriving(numbers: Numbers, cache: int, dont_block: bool, *, writers_sleep: bool, reader_sleeps: bool) -> Machine:
    """A record is about to arrive, of a thread with this cached state."""
    frame = enqueue.Enqueue(372, 0, RECORD, None, None, wide=True, dont_block=dont_block)
    before = world(numbers, Wait("enter", 372, "queue lock", 0), CALLER, frame, cache=cache)
    return _sleepers(before, writers_sleep, reader_sleeps)


def _sleepers(machine: Machine, writers_sleep: bool, reader_sleeps: bool) -> Machine:
    """Only some of the sleepers sleep; the others wait for the lock."""
    zone, threads = machine.zones[0], list(machine.threads)
    queue = zone.queue
    if not writers_sleep:
        queue = queue._replace(sleeping_writers=())
        for number in WRITERS:
            threads[number] = threads[number]._replace(wait=Wait("enter", 493, "queue lock", 0))
    if not reader_sleeps:
        queue = queue._replace(sleeping_readers=())
        if threads[READER].wait.kind == "asleep":
            threads[READER] = threads[READER]._replace(wait=Wait("enter", "output:sleep", "queue lock", 0))
    return with_zone(machine, zone._replace(queue=queue))._replace(threads=tuple(threads))


@about("ENQ-08", enqueue.queue_lock_entered, enqueue._append)
def record_arrives(numbers: Numbers, cache: int, dont_block: bool) -> bool:
    """A record that arrives while the reader sleeps.

    pre: rules(arriving(numbers, cache, dont_block, writers_sleep=False, reader_sleeps=True))
    post: __return__
    """
    return _kept(arriving(numbers, cache, dont_block, writers_sleep=False, reader_sleeps=True))


@about("ENQ-08", enqueue.queue_lock_entered, enqueue._append)
def record_arrives_behind_sleepers(numbers: Numbers, cache: int, dont_block: bool) -> bool:
    """A record that arrives while writers sleep.

    pre: rules(arriving(numbers, cache, dont_block, writers_sleep=True, reader_sleeps=False))
    post: __return__
    """
    return _kept(arriving(numbers, cache, dont_block, writers_sleep=True, reader_sleeps=False))


def in_block(numbers: Numbers, wait: Wait, *, writers_sleep: bool, reader_sleeps: bool) -> Machine:
    """A writer is in audit_sync_block."""
    frame = enqueue.Enqueue(375, 0, RECORD, None, None, wide=True, dont_block=False)
    before = world(numbers, wait, CALLER, frame, block.SyncBlock(474, 0), locked=wait.kind != "enter")
    return _sleepers(before, writers_sleep, reader_sleeps)


@about("BLOCK-02 BLOCK-05", block.state_read, block.policy_read, block.block_counted)
def writer_on_its_way(numbers: Numbers, point: int, others_sleep: bool) -> bool:
    """Each of the four steps by which a writer falls asleep; the queue is full, so the reader is awake.

    pre: 0 <= point < 4 and rules(to_sleep(numbers, point, others_sleep))
    post: __return__
    """
    return _kept(to_sleep(numbers, point, others_sleep))


def to_sleep(numbers: Numbers, point: int, others_sleep: bool) -> Machine:
    """A writer at one of the four points on its way to sleep."""
    wait = (
        Wait("read", 474, "state", 0),
        Wait("read", 475, "policy", 0),
        Wait("count", 489, "wblocked", 0, 1),
        Wait("wait", 493, "write_cv", 0),
    )[point]
    return in_block(numbers, wait, writers_sleep=others_sleep, reader_sleeps=False)


def leaving(numbers: Numbers, gone: int) -> Machine:
    """Records are about to leave, while writers sleep."""
    records = Fifo(0, (RECORD, RECORD, RECORD), (), ())
    wanted = Wait("enter", 422, "queue lock", 0)
    before = world(numbers, wanted, dequeue.Dequeue(422, 0, gone - 1), actor=READER, records=records)
    return _sleepers(before, True, False)


@about("DEQ-05", dequeue.queue_lock_entered)
def records_leave(numbers: Numbers, gone: int) -> bool:
    """One to three records leave while writers sleep.

    pre: 1 <= gone <= 3 and gone <= numbers.length and rules(leaving(numbers, gone))
    post: __return__
    """
    return _kept(leaving(numbers, gone), READER)


def reading(numbers: Numbers, point: int) -> Machine:
    """The reader at one of five points on its way to sleep or awake; no writer sleeps beside an empty list."""
    frame = output_thread.OutputThread("output:start", 0)
    wait = (
        Wait("enter", "output:lock", "queue lock", 0),
        Wait("count", "output:rblocked", "rblocked", 0, 1),
        Wait("wait", "output:sleep", "read_cv", 0),
        Wait("enter", "output:sleep", "queue lock", 0),
        Wait("read", "output:recheck", "state", 0),
    )[point]
    before = world(numbers, wait, frame, actor=READER, records=EMPTY, locked=wait.kind != "enter")
    return _sleepers(before, False, False)


@about(
    "OUTPUT-03 OUTPUT-04 OUTPUT-05",
    output_thread._sleep_or_drain,
    output_thread.block_counted,
    output_thread.woken,
    output_thread.state_read_again,
)
def reader_on_its_way(numbers: Numbers, point: int) -> bool:
    """Each of the five steps by which the reader falls asleep or wakes; the list is empty, and so the count is 0.

    pre: numbers.length == 0 and 0 <= point < 5 and rules(reading(numbers, point))
    post: __return__
    """
    return _kept(reading(numbers, point), READER)


def marks(numbers: Numbers, high_water: int, low_water: int, reader_sleeps: bool) -> Machine:
    """A_SETQCTRL is about to store new marks, while one side sleeps."""
    frame = queue_control.QueueControl("setqctrl:lock", 0, SetQueueControl(high_water, low_water, 64, 20))
    before = world(numbers, Wait("enter", "setqctrl:lock", "queue lock", 0), frame)
    return _sleepers(before, not reader_sleeps, reader_sleeps)


@about("QCTRL-03", queue_control.control_stored)
def marks_change(numbers: Numbers, high_water: int, low_water: int, reader_sleeps: bool) -> bool:
    """New marks, to any sound values, at any length: A_SETQCTRL wakes whom they concern.

    pre: 0 <= low_water < high_water and rules(marks(numbers, high_water, low_water, reader_sleeps))
    post: __return__
    """
    return _kept(marks(numbers, high_water, low_water, reader_sleeps))


def others(numbers: Numbers, point: int, reader_sleeps: bool) -> Machine:
    """Somebody is about to look at the queue, or to wake its sleepers."""
    wait, frame, actor = (
        (Wait("enter", "setcond:lock", "queue lock", 0), condition.Condition("setcond:lock", 0), ACTOR),
        (Wait("enter", "setpolicy:lock", "queue lock", 0), policy.Policy("setpolicy:lock", 0, 1), ACTOR),
        (Wait("enter", "dont_stop:lock", "queue lock", 0), timers.DontStop("dont_stop:lock", 0), CLOCK),
        (Wait("read", "kick:count", "count", 0), timers.Kick("kick:count", 0), CLOCK),
        (Wait("read", "kick:reader", "reader", 0), timers.Kick("kick:count", 0), CLOCK),
    )[point]
    return _sleepers(world(numbers, wait, frame, actor=actor), not reader_sleeps, reader_sleeps)


@about("COND-03 POLICY-04 TIMER-02 TIMER-04", condition.off_locked, policy.policy_locked, timers.reader_read)
def others_look(numbers: Numbers, point: int, reader_sleeps: bool) -> bool:
    """Those who look at the queue or wake its sleepers, and change nothing else.

    pre: 0 <= point < 5 and rules(others(numbers, point, reader_sleeps))
    post: __return__
    """
    return _kept(others(numbers, point, reader_sleeps), ACTOR if point < 2 else CLOCK)


@about("BLOCK-05 BLOCK-06", block.woken)
def writer_awake(numbers: Numbers, reader_sleeps: bool) -> bool:
    """A writer that wakes is still counted, besides those who sleep.

    pre: numbers.writers >= 3 and rules(awake(numbers, reader_sleeps))
    post: __return__
    """
    return _kept(awake(numbers, reader_sleeps))


def awake(numbers: Numbers, reader_sleeps: bool) -> Machine:
    """A woken writer is about to have the lock."""
    wait = Wait("enter", 493, "queue lock", 0)
    return in_block(numbers, wait, writers_sleep=not reader_sleeps, reader_sleeps=reader_sleeps)
