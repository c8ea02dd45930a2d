"""The body that ships, and that also writes down what happened: a line for each event, taken inside the lock concerned.

A line is a tuple put onto one deque, which is an ordered act of the interpreter; a thread of its own makes the text.
No lock is held for a line. What the lines say stands in `specs/hiwater_specs/protocol/README.md`, "Traces".
It differs from what it wraps in one place: two softcalls are appended one after the other, so that their lines have
their order. Not good for: the time of an event, which no line tells.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final, NoReturn, Protocol

from hiwater_impl.pipeline.constants import SOFTCALL_SLOTS
from hiwater_impl.surroundings.surroundings import Condition, Lock, Place, Surroundings, Time, Work
from hiwater_impl.surroundings.trace_writer import Line, TraceWriter

APPENDED_AT: Final = 403
"""Where the queue lock is left with a record more."""


class Context(Protocol):
    """What is read of a zone under its queue lock."""

    sequence: int
    queue: Any


class TracedLock:
    """A lock that tells when it was taken, and when it is about to be given up."""

    __slots__ = ("_trace", "_zone", "inner", "is_of_queue")

    def __init__(self, inner: Lock, trace: "Traced", zone: int, *, is_of_queue: bool) -> None:
        self.inner = inner
        self.is_of_queue = is_of_queue
        self._trace = trace
        self._zone = zone

    def enter(self, thread: Any, at: Place) -> None:
        """Take it, then tell."""
        self.inner.enter(thread, at)
        self._trace.runs(thread)
        self._trace.line("entered", thread.name, at, self._zone)

    def exit(self, thread: Any, at: Place) -> None:
        """Tell, with facts, then give it up."""
        self._trace.line("left", thread.name, at, self._zone, *self._trace.facts(self, self._zone, at))
        self.inner.exit(thread, at)


class TracedCondition:
    """A condition that tells of sleep, of waking with the lock held again, and of broadcasts."""

    def __init__(self, inner: Condition, trace: "Traced", name: str, zone: int, lock: TracedLock) -> None:
        self._inner = inner
        self._trace = trace
        self._name = name.removesuffix("_cv")
        self._zone = zone
        self._lock = lock

    def wait(self, thread: Any, at: Place) -> None:
        """Sleep until a broadcast."""
        self._sleeps(thread, at)
        self._inner.wait(thread, at)
        self._trace.line("woke", thread.name, at, self._zone)

    def wait_ticks(self, thread: Any, at: Place, ticks: int) -> None:
        """Sleep for so many ticks at most."""
        self._sleeps(thread, at)
        self._inner.wait_ticks(thread, at, ticks)
        self._trace.line("woke", thread.name, at, self._zone)

    def broadcast(self) -> None:
        """Tell, then wake all."""
        self._trace.line("broadcast", self._trace.running(), self._zone, self._name)
        self._inner.broadcast()

    def _sleeps(self, thread: Any, at: Place) -> None:
        self._trace.line("sleeps", thread.name, at, self._zone, *self._trace.facts(self._lock, self._zone, None))


class Traced:
    """Surroundings around others. `header` is the first line; `watch` is called before anything runs; then `close`."""

    def __init__(self, inner: Surroundings, header: Mapping[str, Any], file: IO[bytes]) -> None:
        self._inner = inner
        self._contexts: Sequence[Context] = ()
        self._names: dict[int, str] = {}
        self._slots = threading.Semaphore(SOFTCALL_SLOTS)
        self._appending = threading.Lock()
        self._writer = TraceWriter(file, header)
        self.line = self._writer.line
        """Append a line: event, thread's name, and the facts in their order."""

    def watch(self, contexts: Sequence[Context]) -> None:
        """The zones whose queues are looked at under their locks."""
        self._contexts = contexts

    def call_begins(self, thread: Any, call: Mapping[str, Any]) -> None:
        """A user thread is about to call: `function` and its arguments, as in the protocol."""
        self.runs(thread)
        self.line("called", thread.name, call)

    def call_returns(self, thread: Any, function: str, value: Any) -> None:
        """And has come back."""
        self.line("returned", thread.name, function, value)

    def close(self, *, complete: bool = True) -> None:
        """Write what is left, and nothing that comes later; `complete` says that all threads have ended or rest."""
        self._writer.close(("ended",) if complete else None)

    # What locks and conditions ask.

    def runs(self, thread: Any) -> None:
        """This thread of the operating system runs it."""
        self._names[threading.get_ident()] = thread.name

    def running(self) -> str:
        """The name of the thread that runs here."""
        return self._names[threading.get_ident()]

    def facts(self, lock: TracedLock, zone: int, at: Place | None) -> Line:
        """What the queue is like, if it is its lock; with the record that has just been appended."""
        if not lock.is_of_queue:
            return ()
        context = self._contexts[zone]
        queue = context.queue
        facts = (queue.count, queue.writers, queue.reader, context.sequence)
        if at != APPENDED_AT:
            return facts
        return (*facts, bytes(queue.tail.data), tuple(queue.tail.lengths))

    # The protocol of the surroundings.

    def lock(self, name: str, zone: int) -> TracedLock:
        """A lock that tells."""
        return TracedLock(self._inner.lock(name, zone), self, zone, is_of_queue=name == "queue lock")

    def condition(self, name: str, zone: int, lock: Lock) -> TracedCondition:
        """A condition that tells."""
        assert isinstance(lock, TracedLock)
        return TracedCondition(self._inner.condition(name, zone, lock.inner), self, name, zone, lock)

    def read(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """A read without a lock is not told."""
        self._inner.read(thread, at, what, zone)

    def write(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """A write without a lock is told before it is done."""
        self.line("writes", thread.name, at, zone)
        self._inner.write(thread, at, what, zone)

    def count(self, thread: Any, at: Place, context: Any, counter: str, amount: int) -> None:
        """Counting is not told."""
        self._inner.count(thread, at, context, counter, amount)

    def memory(self, thread: Any, at: Place, what: str, *, may_sleep: bool) -> bool:
        """Only that there was none is told."""
        there = self._inner.memory(thread, at, what, may_sleep=may_sleep)
        if not there:
            self.line("lacked", thread.name, at)
        return there

    def ask_door(
        self, thread: Any, at: Place, context: Any, door: Any, kind: int, payload: bytes | memoryview
    ) -> tuple[int, bytes | None]:
        """The question, then the answer."""
        self.line("asked", thread.name, context.zone, kind, bytes(payload))
        error, reply = self._inner.ask_door(thread, at, context, door, kind, payload)
        self.line("answered", thread.name, error, reply, len(payload))
        return error, reply

    def now(self) -> Time:
        """The wall clock."""
        return self._inner.now()

    def softcall(self, thread: Any, work: Work, argument: Any) -> None:
        """Told as it joins the others; what it does begins with a line."""
        self._slots.acquire()
        entry = _of_entry(argument) if isinstance(argument, tuple) else None

        def begun(softint: Any, given: Any) -> None:
            self.line("begun", softint.name)
            self._slots.release()
            self.runs(softint)
            work(softint, given)

        with self._appending:
            self.line("softcall", thread.name, entry)
            self._inner.softcall(thread, begun, argument)

    def timer(self, ticks: int, work: Work, context: Any) -> None:
        """Told as it is armed, and as it begins."""

        def fired(clock: Any, given: Any) -> None:
            self.runs(clock)
            self.line("fired", clock.name, work.__name__, context.zone)
            work(clock, given)

        self.line("armed", self.running(), work.__name__, context.zone, ticks)
        self._inner.timer(ticks, fired, context)

    def begin_reader(self, work: Work, context: Any) -> None:
        """Not told: leaving the lock at `auditdoor:unlock` says it."""

        def begun(reader: Any, given: Any) -> None:
            self.runs(reader)
            work(reader, given)

        self._inner.begin_reader(begun, context)

    def join_reader(self, thread: Any, at: Place, context: Any) -> None:
        """Not told."""
        self._inner.join_reader(thread, at, context)

    def sync(self, thread: Any, at: Place) -> None:
        """Not told: `halted` says it."""
        self._inner.sync(thread, at)

    def halt(self, thread: Any, reason: str, line: int | None) -> NoReturn:
        """The last line."""
        self.line("halted", thread.name, reason, line)
        self._writer.stop()
        self._inner.halt(thread, reason, line)

    def tell(self, thread: Any, event: str, fact: Any) -> None:
        """Assertions that fail and messages are told."""
        if event in ("assertion", "printed"):
            self.line(event, thread.name, fact)
        self._inner.tell(thread, event, fact)


def _of_entry(entry: Any) -> Line:
    """What the softcall is given, as it is now: its chain will grow."""
    return (*entry[:4], bytes(entry.chain.data), tuple(entry.chain.lengths))
