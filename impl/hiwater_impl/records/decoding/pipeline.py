"""Batches in, bytes out: chosen on one thread, printed on several, handed on in the order of the trail."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar

from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.forms import Form
from hiwater_impl.records.decoding.report import Report
from hiwater_impl.records.selection.binding import Selector
from hiwater_impl.records.trail import Batch

Answer = TypeVar("Answer")
Trails = Iterable[tuple[str, Iterable[Batch]]]
"""The name and the batches of each trail."""

JOBS_AHEAD = 2
"""Batches that may be printed before their turn, for each thread."""


def printed(trails: Trails, form: Form, selector: Selector | None, report: Report, jobs: int) -> Iterator[bytes]:
    """The bytes of all trails in one document; `report` is filled on the way.

    With `jobs` above 1 so many threads print, while another one reads and chooses. Raises what reading raises
    (Unreadable), behind the bytes of what was read before.
    """
    work = _Work(trails, form, selector, report)
    for stretches in in_order(work.jobs(), jobs):
        yield from stretches
    if work.last is None:
        yield form.prolog(None)
    yield form.epilog(work.last)


class _Work:
    """The jobs of one document; `last` is the last piece that was handed out, as a row."""

    def __init__(self, trails: Trails, form: Form, selector: Selector | None, report: Report) -> None:
        self.trails, self.form, self.selector, self.report = trails, form, selector, report
        self.last: Any = None

    def jobs(self) -> Iterator[Callable[[], list[bytes]]]:
        for name, batches in self.trails:
            for batch in batches:
                self.report.count(name, batch)
                rows = chosen(batch, self.selector)
                if len(rows):
                    self.report.count_chosen(rows)
                    yield self._job(batch, rows)
                    self.last = rows[-1].copy()

    def _job(self, batch: Batch, rows: Any) -> Callable[[], list[bytes]]:
        before, form = self.last, self.form

        def job() -> list[bytes]:
            start = [form.prolog(rows[0])] if before is None else []
            return [*start, *form.printed(batch, rows, before)]

        return job


def in_order(work: Iterable[Callable[[], Answer]], jobs: int) -> Iterator[Answer]:
    """The answers of the work in its order, done by so many threads, each answer as soon as it is there.

    The work is asked for on a thread of its own, a few pieces ahead. When it raises, the answers of all that was begun
    come first.
    """
    if jobs <= 1:
        for one in work:
            yield one()
        return
    begun: Queue[Future[Answer] | None] = Queue(JOBS_AHEAD * jobs)
    given_up = Event()
    failures: list[BaseException] = []

    def hand_out() -> None:
        try:
            for one in work:
                _put(begun, pool.submit(one), given_up)
                if given_up.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again below, behind the answers
            failures.append(error)
        _put(begun, None, given_up)

    with ThreadPoolExecutor(jobs, "decode") as pool:
        Thread(target=hand_out, name="read", daemon=True).start()
        try:
            while (future := begun.get()) is not None:
                yield future.result()
        finally:
            given_up.set()
        if failures:
            raise failures[0]


def _put(queue: Queue[Any], item: Any, given_up: Event) -> None:
    """Put it as soon as there is room, unless nobody wants it any more."""
    while not given_up.is_set():
        try:
            queue.put(item, timeout=0.2)
        except Full:
            continue
        return
