"""What the pipeline meets outside itself: locks, conditions, time, memory, softcalls, timers, doors, the halt.

The pipeline is written once, against these protocols. `threaded.py` is the body that ships, `controlled.py` the one in
which a scheduler picks who goes on at every point, `traced.py` the one that ships and also writes down what happened.

A *point* is a place at which a thread is about to do one thing that others can notice. It is named by its line of
audit_io.c, or by a label `program:point` where the kernel does it in another file. The points and their kinds are
those of `specs/hiwater_specs/protocol/README.md`.
"""

from collections.abc import Callable
from typing import Any, NoReturn, Protocol, TypeAlias

Place: TypeAlias = int | str
"""A line of audit_io.c, or a label in a neighbour."""
Time: TypeAlias = tuple[int, int]
"""Seconds, nanoseconds."""
TICKS_PER_SECOND = 100

Work: TypeAlias = Callable[[Any, Any], None]
"""A function of the pipeline that runs on a thread of the surroundings: it is given that thread and its argument."""


class Door(Protocol):
    """A daemon that can be asked."""

    def upcall(self, kind: int, payload: bytes | memoryview) -> tuple[int, bytes | None]:
        """Send a buffer: 0 and the reply (None: no reply buffer), or an errno and None. Never raises."""


class Lock(Protocol):
    """A kernel mutex. It may not be entered twice by one thread."""

    def enter(self, thread: Any, at: Place) -> None:
        """Wait until it is free, and take it."""

    def exit(self, thread: Any, at: Place) -> None:
        """Give it up."""


class Condition(Protocol):
    """A kernel condition variable, used with one lock."""

    def wait(self, thread: Any, at: Place) -> None:
        """Give the lock up, sleep until a broadcast, take the lock again. It does not wake by itself.

        An exception (a signal's handler raised) comes out with the lock taken again.
        """

    def wait_ticks(self, thread: Any, at: Place, ticks: int) -> None:
        """The same, for at most so many ticks of 10 ms."""

    def broadcast(self) -> None:
        """Wake all who sleep. The lock need not be held."""


class Surroundings(Protocol):
    """One for a whole system: all its zones and threads."""

    def lock(self, name: str, zone: int) -> Lock:
        """A new lock: `queue lock`, `door lock` or `again lock` of a zone."""

    def condition(self, name: str, zone: int, lock: Lock) -> Condition:
        """A new condition: `write_cv`, `read_cv` or `again_cv` of a zone."""

    def read(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """The thread is about to read shared state without its lock."""

    def write(self, thread: Any, at: Place, what: str, zone: int | None) -> None:
        """The thread is about to write shared state without its lock."""

    def count(self, thread: Any, at: Place, context: Any, counter: str, amount: int) -> None:
        """Add to one of a zone's counters, modulo 2^32, as one act."""

    def memory(self, thread: Any, at: Place, what: str, *, may_sleep: bool) -> bool:
        """Whether there is memory for a `membuf`, `descriptor`, `buffer` or `message`; waits for it if it may."""

    def ask_door(
        self, thread: Any, at: Place, context: Any, door: Any, kind: int, payload: bytes | memoryview
    ) -> tuple[int, bytes | None]:
        """Call a door: as `Door.upcall`."""

    def now(self) -> Time:
        """The wall clock."""

    def softcall(self, thread: Any, work: Work, argument: Any) -> None:
        """Append to the softcalls: they run first in, first out, on a thread of their own."""

    def timer(self, ticks: int, work: Work, context: Any) -> None:
        """Have the clock run this for a zone after so many ticks."""

    def begin_reader(self, work: Work, context: Any) -> None:
        """Have the zone's output thread begin."""

    def join_reader(self, thread: Any, at: Place, context: Any) -> None:
        """Wait until the zone's output thread has ended."""

    def sync(self, thread: Any, at: Place) -> None:
        """Sync the disks."""

    def halt(self, thread: Any, reason: str, line: int | None) -> NoReturn:
        """Stop everything: `panic`, `assertion` or `softcalls`."""

    def tell(self, thread: Any, event: str, fact: Any) -> None:
        """Something happened that nobody waits for.

        `freed` with the lengths of a chain's membufs, `assertion` and `printed` with a line, `jumped` with None.
        """
