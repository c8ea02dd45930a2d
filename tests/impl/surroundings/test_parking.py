"""Parked threads: real ones, one at a time, that leave when they are abandoned."""

import threading

import pytest

from hiwater_impl.surroundings.parking import Abandoned, Worker, borrow, give_back


def test_work_runs_on_another_thread_up_to_where_it_parks() -> None:
    """A worker's work runs on a thread of its own, stops where it parks, and goes on from there."""
    worker, threads = Worker(), []

    def work() -> None:
        threads.append(threading.get_ident())
        worker.park()
        threads.append(threading.get_ident())

    worker.begin(work)
    assert len(threads) == 1
    assert worker.busy
    worker.go_on()
    assert len(threads) == 2
    assert not worker.busy
    assert len({*threads, threading.get_ident()}) == 2


def test_failure_is_kept_for_the_scheduler() -> None:
    """What the work raised is there to be looked at, and the worker can work again."""
    worker = Worker()
    worker.begin(lambda: 1 / 0)
    assert isinstance(worker.failure, ZeroDivisionError)
    worker.begin(lambda: None)
    assert worker.failure is None


def test_abandoned_work_leaves_through_its_clean_up() -> None:
    """Abandoned, the work leaves its parking place and every one that its clean-up would come to."""
    worker, seen = borrow(), []

    def work() -> None:
        try:
            worker.park()
        except Abandoned:
            seen.append("left")
            with pytest.raises(Abandoned):
                worker.park()
            raise

    worker.begin(work)
    give_back(worker)
    assert seen == ["left"]
    assert not worker.busy
    assert borrow() is worker
    give_back(worker)
