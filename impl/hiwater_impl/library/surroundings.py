"""The shipped surroundings as the library needs them: it hears of output threads that left, and of a halt.

`Unwilling` is what a thread sees that must not sleep, such as that of an event loop.
"""

import threading
from typing import Any, NoReturn

from hiwater_impl.pipeline.constants import EINTR, SOFTCALL_SLOTS
from hiwater_impl.surroundings.surroundings import Place, Work
from hiwater_impl.surroundings.threaded import Threaded


class ServiceSurroundings(Threaded):
    """Threaded surroundings of one audit context."""

    def __init__(self, on_halt: Any, on_failure: Any, someone_left: threading.Event) -> None:
        super().__init__(on_halt, on_failure)
        self._someone_left = someone_left
        self.running: dict[int, threading.Event] = {}
        """For each zone an event that is set once its output thread has ended."""

    def begin_reader(self, work: Work, context: Any) -> None:
        """Begin an output thread; its end is told."""
        ended = self.running[context.zone] = threading.Event()

        def watched(thread: Any, argument: Any) -> None:
            try:
                work(thread, argument)
            finally:
                ended.set()
                self._someone_left.set()

        super().begin_reader(watched, context)

    def ask_door(
        self, thread: Any, at: Place, context: Any, door: Any, kind: int, payload: bytes | memoryview
    ) -> tuple[int, bytes | None]:
        """Call the door; one that raises has failed as one does that is interrupted."""
        try:
            return super().ask_door(thread, at, context, door, kind, payload)
        except Exception:  # noqa: BLE001 a door of the user's own
            return EINTR, None

    def softcall(self, thread: Any, work: Work, argument: Any) -> None:
        """Append; waits for a slot. Raises Halted: nobody runs them any more."""
        super().softcall(thread, work, argument)
        if self.halted is not None:
            raise self.halted

    def halt(self, thread: Any, reason: str, line: int | None) -> NoReturn:
        """Halt; who waits for a softcall's slot goes on, and is told."""
        try:
            super().halt(thread, reason, line)
        finally:
            self._slots.release(SOFTCALL_SLOTS)


class WouldSleep(Exception):
    """The queue is full, and the thread would have to wait for room. Its record is not queued."""


class Unwilling:
    """Surroundings in which a thread does not fall asleep at high water: `WouldSleep` comes out instead.

    audit_sync_block counts a writer as blocked, with the queue lock held, before it sleeps: whether there is room is
    decided under that lock, and no race can make the thread sleep after all.
    """

    _SAME = ("read", "write", "memory", "now", "softcall", "sync", "halt", "tell")

    def __init__(self, surroundings: ServiceSurroundings) -> None:
        for name in self._SAME:
            setattr(self, name, getattr(surroundings, name))
        self._count = surroundings.count

    def count(self, thread: Any, at: Place, context: Any, counter: str, amount: int) -> None:
        """Add to a counter. Raises WouldSleep for that of blocked writers."""
        if counter == "wblocked":
            raise WouldSleep
        self._count(thread, at, context, counter, amount)
