"""The queue with its threads counted, not named: who waits for whom around the two marks, for one zone.

Every step is one stay inside the queue lock, and asks the model's own decisions (`hiwater_model.decisions`). The
functions are run on integers and translated to solver terms, so they keep to what `translation` takes. Left out: what
records hold, the door, policies and states. So a writer at a full queue may sleep or not, a backend may queue its
record or lose it, and whoever may broadcast does so at any time: there are more runs here than in the model, and what
holds in all of these holds in those. Not good for: saying that anybody ever goes on.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from hiwater_model.decisions import is_full, reader_is_woken, writers_are_woken


class Counted(NamedTuple):
    """A zone's queue with its threads counted. All are integers; the flags are 0 or 1."""

    high: int
    low: int
    queued: int  # cnt
    writers: int  # wt_block
    asleep: int
    """Writers asleep on write_cv, or about to be with the lock held."""
    woken: int
    """Writers that were woken and have not run since."""
    reader: int  # rd_block
    reader_asleep: int
    """The output thread sleeps on read_cv, or is about to with the lock held."""
    reader_woken: int
    """It was woken and has not run since."""
    in_flight: int
    """Asynchronous backends that found room, and have not queued their record yet."""
    backends: int
    """How many backends there can be at once."""
    enqueued: int
    removed: int


def queue_one(s: Counted) -> Counted:
    """A record is appended, and the output thread woken above low water (audit_io.c:395-400)."""
    wakes = reader_is_woken(s.queued + 1, s.low, s.reader)
    return s._replace(
        queued=s.queued + 1,
        enqueued=s.enqueued + 1,
        reader_asleep=0 if wakes else s.reader_asleep,
        reader_woken=s.reader_asleep + s.reader_woken if wakes else s.reader_woken,
    )


def wake_writers(s: Counted) -> Counted:
    """A broadcast on write_cv, of whomever: au_dequeue, the output thread, an administrator, a timer."""
    return s._replace(asleep=0, woken=s.woken + s.asleep)


def wake_reader(s: Counted) -> Counted:
    """A broadcast on read_cv, of whomever: a writer that is about to sleep, the kick, an administrator."""
    return s._replace(reader_asleep=0, reader_woken=s.reader_asleep + s.reader_woken)


def may_enqueue(s: Counted) -> bool:
    """Below high water a writer queues its record (audit_io.c:374)."""
    return not is_full(s.queued, s.high)


def may_sleep(s: Counted) -> bool:
    """At high water a writer may sleep (audit_io.c:374-375, audit_io.c:495)."""
    return is_full(s.queued, s.high)


def sleep(s: Counted) -> Counted:
    """One writer more (audit_io.c:491-493)."""
    return s._replace(writers=s.writers + 1, asleep=s.asleep + 1)


def may_retry(s: Counted) -> bool:
    """A woken writer holds the lock again, and the queue is no longer full (audit_io.c:494-496)."""
    return s.woken > 0 and not is_full(s.queued, s.high)


def retry(s: Counted) -> Counted:
    """It goes on, and queues its record."""
    return queue_one(s._replace(woken=s.woken - 1, writers=s.writers - 1))


def may_retry_in_vain(s: Counted) -> bool:
    """A woken writer holds the lock again, and the queue is full: it drops, or sleeps again."""
    return s.woken > 0 and is_full(s.queued, s.high)


def retry_in_vain(s: Counted) -> Counted:
    """It no longer counts as waiting; to sleep again is a step of its own."""
    return s._replace(woken=s.woken - 1, writers=s.writers - 1)


def may_find_room(s: Counted) -> bool:
    """A backend that has not looked yet finds room (audit_io.c:511-519)."""
    return s.in_flight < s.backends and not is_full(s.queued, s.high)


def find_room(s: Counted) -> Counted:
    """It will queue its record, whatever happens until then."""
    return s._replace(in_flight=s.in_flight + 1)


def may_queue_late(s: Counted) -> bool:
    """A backend found room some time ago."""
    return s.in_flight > 0


def queue_late(s: Counted) -> Counted:
    """It queues its record without looking again (quirk Q4)."""
    return queue_one(s._replace(in_flight=s.in_flight - 1))


def toss(s: Counted) -> Counted:
    """It loses its record."""
    return s._replace(in_flight=s.in_flight - 1)


def may_dequeue(s: Counted) -> bool:
    """There is a record to remove."""
    return s.queued > 0


def dequeue(s: Counted) -> Counted:
    """A record leaves, and the writers are woken at low water (audit_io.c:432-443)."""
    wakes = writers_are_woken(s.queued - 1, s.low, s.writers)
    return s._replace(
        queued=s.queued - 1,
        removed=s.removed + 1,
        asleep=0 if wakes else s.asleep,
        woken=s.woken + s.asleep if wakes else s.woken,
    )


def may_rest(s: Counted) -> bool:
    """The output thread is awake and finds the queue empty."""
    return s.queued == 0 and s.reader == 0


def rest(s: Counted) -> Counted:
    """It wakes whatever writers there are, and sleeps."""
    return s._replace(
        asleep=0 if s.writers != 0 else s.asleep,
        woken=s.woken + s.asleep if s.writers != 0 else s.woken,
        reader=1,
        reader_asleep=1,
    )


def may_rise(s: Counted) -> bool:
    """The output thread was woken."""
    return s.reader_woken > 0


def rise(s: Counted) -> Counted:
    """It holds the lock again."""
    return s._replace(reader=0, reader_woken=0)


def always(s: Counted) -> bool:
    """Whoever broadcasts may do so."""
    return s.high > s.low


class Action(NamedTuple):
    """A step: when it may be taken, and what it makes of the queue."""

    name: str
    may: Callable[[Counted], bool]
    does: Callable[[Counted], Counted]


ACTIONS: Final = (
    Action("a writer queues", may_enqueue, queue_one),
    Action("a writer sleeps", may_sleep, sleep),
    Action("a woken writer queues", may_retry, retry),
    Action("a woken writer finds it full", may_retry_in_vain, retry_in_vain),
    Action("a backend finds room", may_find_room, find_room),
    Action("a backend queues", may_queue_late, queue_late),
    Action("a backend loses its record", may_queue_late, toss),
    Action("a record is removed", may_dequeue, dequeue),
    Action("the output thread sleeps", may_rest, rest),
    Action("the output thread rises", may_rise, rise),
    Action("writers are woken", always, wake_writers),
    Action("the output thread is woken", always, wake_reader),
)
"""Everything that can happen while the marks stay as they are."""


def may_set_marks(s: Counted, high: int, low: int) -> bool:
    """What auditon(A_SETQCTRL) accepts, its own limits apart."""
    return low >= 0 and low < high and s.high > s.low


def set_marks(s: Counted, high: int, low: int) -> Counted:
    """New marks; each side is woken if they let it go on."""
    wakes_reader = reader_is_woken(s.queued, low, s.reader)
    wakes_writers = s.writers != 0 and not is_full(s.queued, high)
    return s._replace(
        high=high,
        low=low,
        reader_asleep=0 if wakes_reader else s.reader_asleep,
        reader_woken=s.reader_asleep + s.reader_woken if wakes_reader else s.reader_woken,
        asleep=0 if wakes_writers else s.asleep,
        woken=s.woken + s.asleep if wakes_writers else s.woken,
    )


def initial(s: Counted) -> bool:
    """An empty queue, nobody asleep, marks and backends as they please."""
    return (
        s.low >= 0
        and s.low < s.high
        and s.backends >= 0
        and s.queued == 0
        and s.writers == 0
        and s.asleep == 0
        and s.woken == 0
        and s.reader == 0
        and s.reader_asleep == 0
        and s.reader_woken == 0
        and s.in_flight == 0
        and s.enqueued == 0
        and s.removed == 0
    )
