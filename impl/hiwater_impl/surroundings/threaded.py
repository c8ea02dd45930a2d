"""The body that ships: Python's own locks and threads, the machine's clock, a real door; nobody is told of points.

Its threads (softcalls, clock, output threads) are begun when first needed and are daemon threads. It differs from the
kernel in two places. A burst of asynchronous events that fills the 200 softcall slots makes its producers wait, where
the kernel's soft interrupt would have run in between and a full table halts. Memory does not run out.
"""

import heapq
import itertools
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NoReturn

from hiwater_impl.pipeline.constants import SOFTCALL_SLOTS
from hiwater_impl.pipeline.outcomes import Halted, Undefined
from hiwater_impl.surroundings.surroundings import TICKS_PER_SECOND, Lock, Place, Time, Work

_WORD = 0xFFFFFFFF
OnHalt = Callable[[str, int | None], None]
"""What a halt does; it is given the reason and the line of audit_io.c. If it returns, the system stays halted."""


def abort(reason: str, line: int | None) -> None:
    """Stop the process with a core dump, as the kernel does (the disks were synced before)."""
    place = "" if line is None else f" (audit_io.c:{line})"
    os.write(2, f"hiwater: audit halt: {reason}{place}; the process stops\n".encode())
    os.abort()


class ThreadedLock:
    """A lock of `threading` that knows its owner: a Ctrl-C can come between any two acts of the main thread."""

    __slots__ = ("mutex",)

    def __init__(self) -> None:
        self.mutex: Any = threading.RLock()

    def enter(self, thread: Any, at: Place) -> None:
        """Wait until it is free, and take it."""
        self.mutex.acquire()

    def exit(self, thread: Any, at: Place) -> None:
        """Give it up."""
        self.mutex.release()

    def is_held(self) -> bool:
        """Whether the thread that asks has it."""
        held: bool = self.mutex._is_owned()
        return held


class ThreadedCondition:
    """Sleepers, each on a lock of its own. A broadcast needs no lock held, as the kernel's needs none."""

    __slots__ = ("mutex", "sleepers")

    def __init__(self, mutex: Any) -> None:
        self.mutex = mutex
        self.sleepers: deque[threading.Lock] = deque()

    def wait(self, thread: Any, at: Place) -> None:
        """Sleep until a broadcast."""
        self._sleep(-1)

    def wait_ticks(self, thread: Any, at: Place, ticks: int) -> None:
        """Sleep until a broadcast, for at most so many ticks."""
        self._sleep(ticks / TICKS_PER_SECOND)

    def broadcast(self) -> None:
        """Wake all, in the order in which they fell asleep."""
        sleepers = self.sleepers
        while sleepers:
            try:
                sleepers.popleft().release()
            except IndexError:  # another broadcast was quicker
                return

    def _sleep(self, seconds: float) -> None:
        bed = threading.Lock()
        bed.acquire()
        self.sleepers.append(bed)
        self.mutex.release()
        try:
            bed.acquire(timeout=seconds)
        finally:
            self.mutex.acquire()
            if seconds >= 0 and bed in self.sleepers:
                self.sleepers.remove(bed)


class Threaded:
    """The surroundings of a system that runs for real. `close` ends its threads."""

    def __init__(self, on_halt: OnHalt = abort, on_failure: Callable[[BaseException], None] | None = None) -> None:
        self._on_halt = on_halt
        self._on_failure = on_failure
        self._counting = threading.Lock()
        self._softcalls: deque[tuple[Work, Any]] = deque()
        self._slots = threading.Semaphore(SOFTCALL_SLOTS)
        self._pending = threading.Semaphore(0)
        self._timers: list[tuple[float, int, Work, Any]] = []
        self._armed = threading.Condition()
        self._order = itertools.count()
        self._begun: dict[str, threading.Thread] = {}
        self._beginning = threading.Lock()
        self._readers: dict[int, threading.Thread] = {}
        self._closed = False
        self.halted: Halted | None = None
        """What has stopped the system, if anything has."""
        self.new_thread: Callable[[str, int], Any] = lambda name, zone: None
        """Makes the audit data of a thread that begins here; set by whoever makes the system."""

    def lock(self, name: str, zone: int) -> ThreadedLock:
        """A lock."""
        return ThreadedLock()

    def condition(self, name: str, zone: int, lock: Lock) -> ThreadedCondition:
        """A condition of that lock."""
        assert isinstance(lock, ThreadedLock)
        return ThreadedCondition(lock.mutex)

    def read(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """Nothing happens."""

    def write(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """Nothing happens."""

    def count(self, thread: Any, at: Place, context: Any, counter: str, amount: int) -> None:
        """Add to a counter."""
        counters = context.counters
        with self._counting:
            setattr(counters, counter, (getattr(counters, counter) + amount) & _WORD)

    def memory(self, thread: Any, at: Place, what: str, *, may_sleep: bool) -> bool:
        """There is memory."""
        return True

    def ask_door(
        self, thread: Any, at: Place, context: Any, door: Any, kind: int, payload: bytes | memoryview
    ) -> tuple[int, bytes | None]:
        """Call the door."""
        answer: tuple[int, bytes | None] = door.upcall(kind, payload)
        return answer

    def now(self) -> Time:
        """The wall clock."""
        return divmod(time.time_ns(), 1_000_000_000)

    def softcall(self, thread: Any, work: Work, argument: Any) -> None:
        """Append; waits for a slot."""
        self._begin("softint", self._run_softcalls)
        self._slots.acquire()
        self._softcalls.append((work, argument))
        self._pending.release()

    def timer(self, ticks: int, work: Work, context: Any) -> None:
        """Arm a timer. Raises Undefined for a negative delay."""
        if ticks < 0:
            raise Undefined("a timer is armed with a negative delay", None)
        due = time.monotonic() + ticks / TICKS_PER_SECOND
        with self._armed:
            heapq.heappush(self._timers, (due, next(self._order), work, context))
            self._armed.notify()
        self._begin("clock", self._run_timers)

    def begin_reader(self, work: Work, context: Any) -> None:
        """Begin an output thread."""
        thread = self.new_thread(f"reader{context.zone}", context.zone)
        reader = threading.Thread(
            target=self._run, args=(work, thread, context), name=f"hiwater {thread.name}", daemon=True
        )
        self._readers[context.zone] = reader
        reader.start()

    def join_reader(self, thread: Any, at: Place, context: Any) -> None:
        """Wait for an output thread."""
        reader = self._readers.get(context.zone)
        if reader is not None:
            reader.join()

    def sync(self, thread: Any, at: Place) -> None:
        """Have the operating system write all it has to the disks."""
        os.sync()

    def halt(self, thread: Any, reason: str, line: int | None) -> NoReturn:
        """Do what was asked for; whoever comes back from that finds the system halted."""
        self.halted = Halted(reason, line)
        self._on_halt(reason, line)
        raise self.halted

    def tell(self, thread: Any, event: str, fact: Any) -> None:
        """Nobody listens."""

    def close(self) -> None:
        """End the softcalls' thread, once it has run all, and the clock, which forgets its timers."""
        with self._beginning:
            self._closed = True
        self._pending.release()
        with self._armed:
            self._armed.notify()
        for thread in self._begun.values():
            if thread is not threading.current_thread():
                thread.join()

    def _begin(self, name: str, loop: Callable[[Any], None]) -> None:
        if name in self._begun:
            return
        with self._beginning:
            if name not in self._begun and not self._closed:
                thread = threading.Thread(
                    target=loop, args=(self.new_thread(name, 0),), name=f"hiwater {name}", daemon=True
                )
                self._begun[name] = thread
                thread.start()

    def _run_softcalls(self, thread: Any) -> None:
        while True:
            self._pending.acquire()
            if not self._softcalls:
                return  # closed
            work, argument = self._softcalls.popleft()
            self._slots.release()
            if not self._run(work, thread, argument):
                return

    def _run_timers(self, thread: Any) -> None:
        while True:
            with self._armed:
                while not self._closed:
                    wait = self._timers[0][0] - time.monotonic() if self._timers else None
                    if wait is not None and wait <= 0:
                        break
                    self._armed.wait(wait)
                if self._closed:
                    return
                _, _, work, context = heapq.heappop(self._timers)
            if not self._run(work, thread, context):
                return

    def _run(self, work: Work, thread: Any, argument: Any) -> bool:
        """Run something on a thread of ours; whether that thread may go on."""
        try:
            work(thread, argument)
        except Halted:
            return False
        except Exception as failure:
            if self._on_failure is None:
                raise
            self._on_failure(failure)
        return True
