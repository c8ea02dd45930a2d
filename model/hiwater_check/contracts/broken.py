"""What the rules of sleep cannot do without: each property here is false, and its refutation is a witness.

Beside each stands a confirmed one in `sleeping.py`. The marks may change at run time, because A_SETQCTRL wakes whom the
new ones concern; what breaks are the bound that the marks give, and the rules without one of their hypotheses.
"""

from hiwater_check.contracts.skeleton import ACTOR, READER, Numbers, run, sound, with_zone  # noqa: F401  # named in a contract
from hiwater_check.contracts.sleeping import arriving, leaving, marks, rules
from hiwater_model.constants import AUDITING


def marks_bound_the_queue(numbers: Numbers, high_water: int) -> bool:
    """A queue that is not beyond high water stays so when the marks change: false, a lower mark leaves it beyond.

    pre: sound(numbers) and numbers.length <= numbers.high_water and high_water > 0
    post: __return__
    """
    queue = run(marks(numbers, high_water, 0, False))[0].zones[0].queue
    return queue.count <= queue.high_water


def marks_bound_a_queue_of_waiting_writers(numbers: Numbers) -> bool:
    """No record makes a queue grow beyond high water: false for one that never waits.

    pre: sound(numbers) and numbers.length <= numbers.high_water
    post: __return__
    """
    queue = run(arriving(numbers, AUDITING, True, writers_sleep=True, reader_sleeps=False))[0].zones[0].queue
    return queue.count <= queue.high_water


def marks_without_wake_ups(numbers: Numbers, high_water: int, low_water: int, reader_sleeps: bool) -> bool:
    """New marks could be stored without waking anybody: false, either side may be stranded.

    pre: 0 <= low_water < high_water and rules(marks(numbers, high_water, low_water, reader_sleeps))
    post: __return__
    """
    before = marks(numbers, high_water, low_water, reader_sleeps)
    zone = before.zones[0]
    queue = zone.queue._replace(high_water=high_water, low_water=low_water)
    return rules(with_zone(before, zone._replace(queue=queue)))


def marks_without_order(numbers: Numbers, high_water: int, low_water: int) -> bool:
    """High water need not be above low water: false, a writer would sleep where dequeuing had no reason to wake it.

    pre: rules(marks(numbers, high_water, low_water, False))
    post: __return__
    """
    after = run(marks(numbers, high_water, low_water, False))[0].zones[0].queue
    return after.sleeping_writers == () or after.count > after.low_water


def uncounted_sleepers(numbers: Numbers) -> bool:
    """Sleepers need not be counted for dequeuing to wake them: false.

    pre: sound(numbers) and numbers.low_water < numbers.length
    post: __return__
    """
    after = run(leaving(numbers, 1), READER)[0].zones[0].queue
    return after.sleeping_writers == () or after.count > after.low_water


def unmarked_reader(numbers: Numbers) -> bool:
    """A reader that sleeps need not be marked as asleep to be woken: false.

    pre: sound(numbers) and numbers.length <= numbers.low_water
    post: __return__
    """
    after = run(arriving(numbers, AUDITING, False, writers_sleep=False, reader_sleeps=True))[0].zones[0].queue
    return after.sleeping_readers == () or after.count <= after.low_water


def woken_at_the_first_record(numbers: Numbers) -> bool:
    """A reader never sleeps while something is queued: false, up to low water it does, until the kick.

    pre: sound(numbers) and numbers.length == 0
    post: __return__
    """
    after = run(arriving(numbers, AUDITING, False, writers_sleep=False, reader_sleeps=True), ACTOR)[0].zones[0].queue
    return after.sleeping_readers == () or after.count == 0
