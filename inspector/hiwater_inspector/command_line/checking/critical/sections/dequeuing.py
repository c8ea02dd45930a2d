"""au_dequeue: records leave the queue, and writers are woken at low water (audit_io.c:409-454).

`before` is the queue when the function is entered, `numbers` the queue once its lock is held. The list holds three
records; what the queue counts is any integer.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers, sound  # noqa: F401  # named in a contract
from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.dequeue import dequeue
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import DONE, End  # noqa: F401  # named in a contract
from hiwater_inspector.command_line.checking.critical.shipped import chain
from hiwater_inspector.command_line.checking.critical.situation import Others, of
from hiwater_model.reader import dequeue as modelled

_RECORDS = [(b"first",), (b"second", b"of two membufs"), (b"third",)]
_BEYOND = 99


def _dequeues(before: Numbers, numbers: Numbers, last: int, profile: str = "given") -> End:
    def section(thread: AuditThread, context: ZoneContext) -> None:
        dequeue(thread, context, _numbered(context, last))

    fields = {**of(before), "records": _RECORDS, "profile": profile}
    others = Others({("enter", 422): of(numbers)})
    return both("reader", fields, others, section, lambda draft: modelled.begin(draft, 0, last))


def _numbered(context: ZoneContext, number: int) -> Chain:
    """The record with this number; one that is not queued if there are not so many."""
    record = context.queue.head
    for _ in range(min(number, len(_RECORDS))):
        record = None if record is None else record.next_record
    return chain((b"not queued",)) if record is None else record


@about("DEQ-01 DEQ-02 DEQ-03 DEQ-05 DEQ-06 DEQ-07", dequeue)
def one_record_leaves(before: Numbers, numbers: Numbers) -> End:
    """One less is queued; writers that sleep are woken if no more than low water is left.

    pre: sound(numbers)
    post: __return__ == DONE
    """
    return _dequeues(before, numbers, 0)


@about("DEQ-02 DEQ-03 DEQ-05 DEQ-06 DEQ-07", dequeue)
def several_records_leave(numbers: Numbers, all_of_them: bool) -> End:
    """So many less are queued at once, and all are counted as written.

    pre: sound(numbers)
    post: __return__ == DONE
    """
    return _dequeues(numbers, numbers, 2 if all_of_them else 1)


@about("DEQ-04", dequeue)
def last_record_is_not_there(numbers: Numbers, debug: bool) -> End:
    """All records leave; the assertion fails, which stops a debug system with the lock held.

    pre: sound(numbers)
    post: __return__ == (("halted", "assertion") if debug else DONE)
    """
    return _dequeues(numbers, numbers, _BEYOND, "debug" if debug else "given")
