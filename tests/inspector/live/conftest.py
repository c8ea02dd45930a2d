"""A live run for a test: real threads, a real daemon; ended behind it, and no patience without a limit."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.queue.run import Act

DEADLINE = 8.0


def until(holds: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait until something is so; fail if that takes too long."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.01)


@pytest.fixture
def others() -> set[threading.Thread]:
    """The threads that were there before the run; other tests have theirs."""
    return set(threading.enumerate())


@pytest.fixture
def run(others: set[threading.Thread]) -> Iterator[LiveRun]:
    """One whose workload is paused, so that a test knows what is made. It begins when `others` are known."""
    found = LiveRun("run-1")
    found.pause(None)
    settle(found)
    yield found
    found.close()


def burst(run: LiveRun, times: int) -> str:
    """So many records from all producers."""
    return run.act(Act(act="burst", times=times), None)


def settle(run: LiveRun) -> None:
    """Wait until nobody owes a record, and what is queued was written."""
    parts = run.parts

    def done() -> bool:
        view = run.view()
        quiet = all(caller.owed == 0 for caller in parts.producers) and not view.softcalls.pending
        return quiet and not view.queue.length and view.counters.as_enqueue == view.counters.as_written

    until(done)
