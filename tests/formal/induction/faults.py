"""Steps of the counted queue with a fault each, which must break an obligation or be no image of the model's steps."""

from collections.abc import Callable
from typing import Final, NamedTuple

from hiwater_check.induction.protocol import Counted, dequeue, queue_late, retry
from hiwater_model.decisions import is_full, reader_is_woken


class Fault(NamedTuple):
    """What is changed in which action, and a word of the property that falls."""

    what: str
    action: str
    does: Callable[[Counted], Counted] | None
    may: Callable[[Counted], bool] | None
    property: str


def lost_reader_broadcast(s: Counted) -> Counted:
    """Queueing wakes nobody."""
    return s._replace(queued=s.queued + 1, enqueued=s.enqueued + 1)


def lost_writer_broadcast(s: Counted) -> Counted:
    """Removing wakes nobody."""
    return s._replace(queued=s.queued - 1, removed=s.removed + 1)


def woken_below_low_water(s: Counted) -> Counted:
    """Writers are woken below low water."""
    wakes = s.writers != 0 and s.queued - 1 < s.low
    return s._replace(
        queued=s.queued - 1,
        removed=s.removed + 1,
        asleep=0 if wakes else s.asleep,
        woken=s.woken + s.asleep if wakes else s.woken,
    )


def woken_above_low_water_and_one(s: Counted) -> Counted:
    """The output thread is woken one record late."""
    wakes = reader_is_woken(s.queued, s.low, s.reader)
    return s._replace(
        queued=s.queued + 1,
        enqueued=s.enqueued + 1,
        reader_asleep=0 if wakes else s.reader_asleep,
        reader_woken=s.reader_asleep + s.reader_woken if wakes else s.reader_woken,
    )


def removed_uncounted(s: Counted) -> Counted:
    """A removed record is not counted as removed."""
    return dequeue(s)._replace(removed=s.removed)


def lost_in_flight(s: Counted) -> Counted:
    """A late record is queued, and its backend still in flight."""
    return queue_late(s)._replace(in_flight=s.in_flight)


def sleeps_at_low_water(s: Counted) -> bool:
    """A writer sleeps when the queue is at low water."""
    return s.queued >= s.low


def queues_when_full(s: Counted) -> bool:
    """A writer queues its record at high water too."""
    return s.queued <= s.high


def retries_without_looking(s: Counted) -> bool:
    """If for while: a woken writer does not look again."""
    return s.woken > 0


def one_backend_too_many(s: Counted) -> bool:
    """One backend too many finds room."""
    return s.in_flight <= s.backends and not is_full(s.queued, s.high)


def rests_with_records(s: Counted) -> bool:
    """The output thread sleeps though records are queued."""
    return s.reader == 0


def still_counted(s: Counted) -> Counted:
    """A writer that goes on is still counted as waiting."""
    return retry(s)._replace(writers=s.writers)


def rests_without_waking(s: Counted) -> Counted:
    """The output thread sleeps and does not set its flag."""
    return s._replace(reader_asleep=1)


def rises_with_its_flag(s: Counted) -> Counted:
    """The flag stays set after it has risen."""
    return s._replace(reader_woken=0)


FAULTS: Final = (
    Fault("lost broadcast to the reader", "a writer queues", lost_reader_broadcast, None, "reader never sleeps"),
    Fault("lost broadcast to writers", "a record is removed", lost_writer_broadcast, None, "no writer sleeps"),
    Fault("writers woken too late", "a record is removed", woken_below_low_water, None, "no writer sleeps"),
    Fault("reader woken too late", "a writer queues", woken_above_low_water_and_one, None, "reader never sleeps"),
    Fault("removed and not counted", "a record is removed", removed_uncounted, None, "records are kept"),
    Fault("in flight for ever", "a backend queues", lost_in_flight, None, "high water bounds"),
    Fault("asleep too soon", "a writer sleeps", None, sleeps_at_low_water, "no writer sleeps"),
    Fault("queued at high water", "a writer queues", None, queues_when_full, "high water bounds"),
    Fault("no second look", "a woken writer queues", None, retries_without_looking, "high water bounds"),
    Fault("one backend too many", "a backend finds room", None, one_backend_too_many, "sound"),
    Fault("asleep with records", "the output thread sleeps", None, rests_with_records, "reader never sleeps"),
    Fault("counted twice", "a woken writer queues", still_counted, None, "writers are counted"),
    Fault("asleep without its flag", "the output thread sleeps", rests_without_waking, None, "reader is counted"),
    Fault("awake with its flag", "the output thread rises", rises_with_its_flag, None, "reader is counted"),
)
