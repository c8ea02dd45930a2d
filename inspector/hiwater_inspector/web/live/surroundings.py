"""The surroundings that ship, in which memory can be taken away and time stands still while nobody looks.

What waits for memory waits as in the kernel: until there is some. Timers that are armed while time rests are armed when
it goes on; a trace does not tell times, so the model has nothing to say about that.
"""

import threading
from collections.abc import Callable
from typing import Any

from hiwater_impl.surroundings.surroundings import Place, Work
from hiwater_impl.surroundings.threaded import OnHalt, Threaded


class LiveSurroundings(Threaded):
    """Threaded surroundings of a live run; `changed` is called when a thread begins or ends to wait for memory."""

    def __init__(
        self, on_halt: OnHalt, on_failure: Callable[[BaseException], None], changed: Callable[[], None]
    ) -> None:
        super().__init__(on_halt, on_failure)
        self._changed = changed
        self._memory_is_back = threading.Condition()
        self._held: list[tuple[int, Work, Any]] | None = None
        self._holding = threading.Lock()
        self.there_is_memory = True
        self.lacking: tuple[str, ...] = ()
        """Threads that wait for memory, by name."""

    def memory(self, thread: Any, at: Place, what: str, *, may_sleep: bool) -> bool:
        """Whether there is memory; whoever may sleep waits for it."""
        if self.there_is_memory:
            return True
        if not may_sleep:
            return False
        with self._memory_is_back:
            self.lacking = (*self.lacking, thread.name)
            self._changed()
            while not self.there_is_memory:
                self._memory_is_back.wait()
            self.lacking = tuple(name for name in self.lacking if name != thread.name)
        self._changed()
        return True

    def set_memory(self, there: bool) -> None:
        """Take memory away, or give it back."""
        with self._memory_is_back:
            self.there_is_memory = there
            self._memory_is_back.notify_all()
        self._changed()

    def timer(self, ticks: int, work: Work, context: Any) -> None:
        """Arm a timer, once time goes on."""
        with self._holding:
            if self._held is not None:
                self._held.append((ticks, work, context))
                return
        super().timer(ticks, work, context)

    def rest(self) -> None:
        """Time stands still: timers that are armed now run out, and no others are armed."""
        with self._holding:
            if self._held is None:
                self._held = []

    def go_on(self) -> None:
        """Time goes on."""
        with self._holding:
            held, self._held = self._held or [], None
        for ticks, work, context in held:
            super().timer(ticks, work, context)
