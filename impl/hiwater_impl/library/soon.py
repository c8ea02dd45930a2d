"""Records from an event loop: at once where there is room, else by one worker thread that may wait for it.

Not good for order between tasks. A task that awaits each of its records has them queued in its order.
"""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeAlias

Job: TypeAlias = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]", Callable[[], None]]


class SoonWorker:
    """One thread, begun when first needed, that makes the records for which there was no room."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._begun = False
        self._beginning = threading.Lock()

    def submit(self, work: Callable[[], None]) -> "asyncio.Future[None]":
        """On the loop's thread: have work done; what is cancelled before it begins is not done."""
        with self._beginning:
            if not self._begun:
                threading.Thread(target=self._run, name="hiwater soon", daemon=True).start()
                self._begun = True
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._jobs.put((loop, future, work))
        return future

    def _run(self) -> None:
        while True:
            loop, future, work = self._jobs.get()
            failure: BaseException | None = None
            if future.cancelled():
                continue
            try:
                work()
            except Exception as error:  # noqa: BLE001 it is raised where it is awaited
                failure = error
            try:
                loop.call_soon_threadsafe(_settle, future, failure)
            except RuntimeError:  # the loop was closed meanwhile: nobody awaits it
                continue


def _settle(future: "asyncio.Future[None]", failure: BaseException | None) -> None:
    if future.cancelled():
        return
    if failure is None:
        future.set_result(None)
    else:
        future.set_exception(failure)
