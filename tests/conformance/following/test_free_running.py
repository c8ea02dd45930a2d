"""The shipped threads at full speed write traces that the model can follow; planted faults are found or reported."""

import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hiwater_conform.following import Consistent, Inconsistent, Verdict, follow, read_trace
from hiwater_impl.surroundings.surroundings import Time
from hiwater_impl.surroundings.threaded import Threaded, ThreadedCondition, ThreadedLock
from hiwater_inspector.command_line.checking.free_run import (
    FreeRun,
    SlowDoor,
    administrator,
    configuration,
    install_door,
    producer,
)


@pytest.fixture(autouse=True)
def _often() -> Iterator[None]:
    """Threads change places often, so that many orders are seen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    yield
    sys.setswitchinterval(before)


def _verdict(run: FreeRun) -> Verdict:
    trace = read_trace(run.trace())
    return follow(trace.header, trace)


def _free(users: int, records: int, door: SlowDoor, administrators: int = 0) -> FreeRun:
    run = FreeRun(configuration(users))
    install_door(run, door)
    scripts = [administrator(run, number, 25) for number in range(administrators)]
    run.run([*scripts, *(producer(run, number, records) for number in range(administrators, users))])
    run.drained()
    return run


@pytest.mark.parametrize(
    ("users", "records", "door", "administrators"),
    [
        (8, 120, SlowDoor(), 0),
        (8, 40, SlowDoor(), 2),
        (8, 25, SlowDoor(seconds=0.0005), 1),
        (8, 25, SlowDoor(again_every=60), 1),
        (32, 12, SlowDoor(), 1),
    ],
    ids=["at once", "with administrators", "slow", "again", "32 threads"],
)
def test_free_runs_are_consistent(users: int, records: int, door: SlowDoor, administrators: int) -> None:
    """Records of all kinds, a full queue, a door that answers at once, slowly, or with EAGAIN now and then."""
    run = _free(users, records, door, administrators)
    verdict = _verdict(run)
    assert isinstance(verdict, Consistent), verdict
    assert verdict.complete
    assert verdict.events > users * records * 4
    assert verdict.unfinished == ("reader0 sleeps on read_cv of zone0 (output:sleep)",)


@pytest.mark.campaign
@pytest.mark.parametrize("users", [8, 16, 32])
def test_long_free_runs_are_consistent(users: int) -> None:
    """Some hundred thousand events, with an administrator all the while."""
    run = FreeRun(configuration(users))
    install_door(run, SlowDoor(again_every=5000))
    producers = [producer(run, number, 12_000 // users) for number in range(1, users)]
    run.run([administrator(run, 0, 400), *producers], seconds=600.0)
    run.drained()
    verdict = _verdict(run)
    assert isinstance(verdict, Consistent), verdict
    assert verdict.complete


def test_a_door_that_fails_ends_the_output_thread() -> None:
    """After EBADF the reader leaves, and the trace says where it has gone; nobody sleeps at high water."""

    class Failing(SlowDoor):
        def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
            return 9, None

    run = FreeRun(configuration(2, high_water=100))
    install_door(run, Failing())
    run.run([producer(run, 1, 20)])
    while run.system.contexts[0].active:
        run.threaded.join_reader(None, 0, run.system.contexts[0])
    verdict = _verdict(run)
    assert isinstance(verdict, Consistent), verdict
    assert not any(told.startswith("reader0") for told in verdict.unfinished)


# Planted faults.


class _Leaky(Threaded):
    """A queue lock that locks nobody out; the first two that are inside meet there, as they write the time."""

    def __init__(self) -> None:
        super().__init__(lambda reason, line: None, lambda failure: None)
        self._first = iter((True, True))
        self._meeting = threading.Barrier(2, timeout=20.0)

    def lock(self, name: str, zone: int) -> ThreadedLock:
        """A lock, which for the queue does nothing."""
        lock = ThreadedLock()
        if name == "queue lock":
            lock.mutex = _Open()
        return lock

    def now(self) -> Time:
        """The time; it is asked for within the queue lock."""
        if next(self._first, False):
            self._meeting.wait()
        return super().now()


class _Open:
    """Locks nobody out."""

    def acquire(self) -> bool:
        """At once."""
        return True

    def release(self) -> None:
        """Nothing was taken."""


class _Deaf(Threaded):
    """A condition of writers that wakes nobody."""

    def condition(self, name: str, zone: int, lock: Any) -> ThreadedCondition:
        condition = super().condition(name, zone, lock)
        if name == "write_cv":
            condition.sleepers = _NobodySleeps()  # type: ignore[assignment]
        return condition


class _NobodySleeps:
    """Takes sleepers, and has none."""

    def append(self, bed: Any) -> None:
        """Forgotten."""

    def __bool__(self) -> bool:
        return False


def test_a_lock_that_does_not_lock() -> None:
    """Two threads between entered and left: inconsistent at the second one's line, and blamed on the lock."""
    run = FreeRun(configuration(2, high_water=10_000), _Leaky())
    close = {
        "function": "au_close",
        "zone": 0,
        "descriptor": "thread",
        "flag": 1,
        "event": 6,
        "modifier": 0,
        "time": None,
    }

    def script(user: Any) -> None:
        run.call(user, {"function": "au_uwrite", "token": ["00"]})
        run.call(user, close)

    run.run([script, script])
    trace = read_trace(run.file_so_far())
    verdict = follow(trace.header, trace)
    assert isinstance(verdict, Inconsistent), verdict
    assert verdict.clause == "LOCK-01"
    assert verdict.what.endswith("takes the lock at audit_io.c:372")


def test_a_broadcast_that_wakes_nobody_is_reported() -> None:
    """The line is there and the sleepers stay asleep: consistent, and told as woken threads that have not gone on."""
    run = FreeRun(configuration(8, high_water=2, low_water=1), _Deaf(lambda reason, line: None))
    install_door(run, SlowDoor(seconds=0.001))
    for number, user in enumerate(run.users):  # some of them never end
        threading.Thread(target=producer(run, number, 40), args=(user,), daemon=True).start()
    run.drained()
    trace = read_trace(run.file_so_far())
    verdict = follow(trace.header, trace)
    assert isinstance(verdict, Consistent), verdict
    assert any("was woken" in told for told in verdict.unfinished)


def test_a_broadcast_that_is_not_made() -> None:
    """The pipeline forgets to wake the writers: inconsistent where the reader goes on."""
    run = FreeRun(configuration(8, high_water=2, low_water=1))
    queue = run.system.contexts[0].queue
    inner = queue.write_condition
    queue.write_condition = _Forgetful(inner)
    install_door(run, SlowDoor(seconds=0.001))
    run.run([producer(run, number, 10) for number in range(8)])
    verdict = _verdict(run)
    assert isinstance(verdict, Inconsistent), verdict
    assert any("wakes all who sleep on write_cv" in reason for reason in verdict.expected)


class _Forgetful:
    """Forgets the first broadcast."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._forgot = False
        self.wait, self.wait_ticks = inner.wait, inner.wait_ticks

    def broadcast(self) -> None:
        """Not the first time."""
        if self._forgot:
            self._inner.broadcast()
        self._forgot = True
