"""The body that ships: locks, conditions, softcalls and timers on real threads."""

import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from hiwater_impl.pipeline.constants import SOFTCALL_SLOTS
from hiwater_impl.pipeline.context import Counters
from hiwater_impl.pipeline.outcomes import Halted, Undefined
from hiwater_impl.surroundings.threaded import Threaded

SECONDS = 10.0
ME = SimpleNamespace(name="me")


@pytest.fixture
def surroundings() -> Iterator[Threaded]:
    """Surroundings whose halt stops nothing."""
    made = Threaded(on_halt=lambda reason, line: None)
    made.new_thread = lambda name, zone: SimpleNamespace(name=name, zone=zone)
    yield made
    made.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail when it takes too long."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_broadcast_without_the_lock_wakes_all(surroundings: Threaded) -> None:
    """Every sleeper wakes, each with the lock to itself."""
    lock = surroundings.lock("queue lock", 0)
    condition = surroundings.condition("read_cv", 0, lock)
    inside: list[int] = []
    most: list[int] = []

    def sleep() -> None:
        lock.enter(ME, 0)
        condition.wait(ME, 0)
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.001)
        inside.pop()
        lock.exit(ME, 0)

    threads = [threading.Thread(target=sleep) for _ in range(8)]
    for thread in threads:
        thread.start()
    until(lambda: len(condition.sleepers) == 8)
    condition.broadcast()
    for thread in threads:
        thread.join(SECONDS)
    assert most == [1] * 8


def test_a_timed_sleep_ends_by_itself_and_leaves_no_bed(surroundings: Threaded) -> None:
    """Two ticks are 20 ms; nobody is left among the sleepers."""
    lock = surroundings.lock("again lock", 0)
    condition = surroundings.condition("again_cv", 0, lock)
    lock.enter(ME, 560)
    began = time.monotonic()
    condition.wait_ticks(ME, 561, 2)
    assert time.monotonic() - began >= 0.015
    assert not condition.sleepers
    lock.exit(ME, 564)


def test_softcalls_run_in_order_on_a_thread_of_their_own(surroundings: Threaded) -> None:
    """More softcalls than there are slots: producers wait, all run, first in, first out."""
    seen: list[tuple[str, int]] = []

    def work(thread: Any, argument: int) -> None:
        seen.append((thread.name, argument))

    for number in range(3 * SOFTCALL_SLOTS):
        surroundings.softcall(ME, work, number)
    until(lambda: len(seen) == 3 * SOFTCALL_SLOTS)
    assert seen == [("softint", number) for number in range(3 * SOFTCALL_SLOTS)]


def test_timers_run_by_due_time(surroundings: Threaded) -> None:
    """The timer that is due first runs first, whatever the order of arming; a negative delay has no meaning."""
    seen: list[str] = []
    surroundings.timer(6, lambda thread, context: seen.append("late"), None)
    surroundings.timer(1, lambda thread, context: seen.append("early"), None)
    until(lambda: len(seen) == 2)
    assert seen == ["early", "late"]
    with pytest.raises(Undefined):
        surroundings.timer(-1, lambda thread, context: None, None)


def test_counts_are_exact_and_wrap(surroundings: Threaded) -> None:
    """Eight threads count together without losing one, modulo 2^32."""
    context = SimpleNamespace(zone=0, counters=Counters())
    context.counters.enqueue = 2**32 - 1000

    def count() -> None:
        for _ in range(2_000):
            surroundings.count(ME, 406, context, "enqueue", 1)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert context.counters.enqueue == 15_000


def test_a_halt_that_comes_back_leaves_the_system_halted(surroundings: Threaded) -> None:
    """The callback is told why; whoever called for it gets no further."""
    with pytest.raises(Halted):
        surroundings.halt(ME, "panic", 787)
    assert surroundings.halted is not None
    assert (surroundings.halted.reason, surroundings.halted.line) == ("panic", 787)


def test_a_failure_on_a_thread_of_ours_is_told() -> None:
    """What fails on the softcalls' thread goes to whoever asked to be told, and the next softcall runs."""
    failures: list[BaseException] = []
    surroundings = Threaded(on_failure=failures.append)
    surroundings.softcall(ME, lambda thread, argument: 1 // argument, 0)
    done = threading.Event()
    surroundings.softcall(ME, lambda thread, argument: done.set(), None)
    assert done.wait(SECONDS)
    surroundings.close()
    assert [type(failure) for failure in failures] == [ZeroDivisionError]
