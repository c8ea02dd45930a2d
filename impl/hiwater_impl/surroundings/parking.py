"""Real threads that run one at a time: each parks at a point until a scheduler lets it go on.

A thread and its scheduler pass one baton by two locks. Not good for: running anything in parallel.
"""

import threading
from collections.abc import Callable
from typing import Any


class Abandoned(BaseException):
    """The system that a parked thread was in is no longer wanted: the thread leaves whatever it was in."""


class Worker:
    """An operating system's thread that runs one piece of work at a time for a scheduler."""

    def __init__(self) -> None:
        self._go = threading.Lock()
        self._back = threading.Lock()
        self._go.acquire()
        self._back.acquire()
        self._work: Callable[[], Any] | None = None
        self._abandoned = False
        self.failure: BaseException | None = None
        """What the last piece of work ended with, if not well."""
        threading.Thread(target=self._run, name="hiwater parked", daemon=True).start()

    @property
    def busy(self) -> bool:
        """It is parked within a piece of work."""
        return self._work is not None

    def begin(self, work: Callable[[], Any]) -> None:
        """Run work until it parks or ends."""
        self.failure = None
        self._work = work
        self.go_on()

    def go_on(self) -> None:
        """Let it run until it parks or ends."""
        self._go.release()
        self._back.acquire()

    def park(self) -> None:
        """On the thread itself: give the baton back, and wait for it. Raises Abandoned."""
        if self._abandoned:
            raise Abandoned
        self._back.release()
        self._go.acquire()
        if self._abandoned:
            raise Abandoned

    def abandon(self) -> None:
        """Have it leave its work, whatever it is in."""
        if self._work is not None:
            self._abandoned = True
            self.go_on()
            self._abandoned = False

    def _run(self) -> None:
        while True:
            self._go.acquire()
            assert self._work is not None
            try:
                self._work()
            except BaseException as failure:  # noqa: BLE001 the scheduler decides what it means
                self.failure = failure
            self._work = None
            self._back.release()


_IDLE: list[Worker] = []


def borrow() -> Worker:
    """A worker that has nothing to do."""
    return _IDLE.pop() if _IDLE else Worker()


def give_back(worker: Worker) -> None:
    """It will be borrowed again."""
    worker.abandon()
    _IDLE.append(worker)
