"""A gentle workload: so many records a second from the producers, and bursts; it rests when nobody looks.

It sleeps between records and, at rest, until somebody looks: no clock is watched. A producer that is behind gets
nothing more, so a queue that is full does not pile up work for later.
"""

import threading
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from hiwater_inspector.web.live.records import What, make
from hiwater_inspector.web.live.system import Caller

RATE_MOST: Final = 2000
UNSEEN_SECONDS: Final = 60.0
"""So long after the last look the workload rests, and time with it."""
_USUAL_RATE: Final = 20
_STEP_SECONDS: Final = 0.01
_OWED_MOST: Final = 20
_ASYNC_SHARE: Final = 0.05
_DEFER_SHARE: Final = 0.12
_SIZES: Final = (0, 0, 0, 40, 120, 400)


class Workload:
    """Runs from `begin` until `close`. `looking`: whether a page is connected; `rested` is told of rest and its end."""

    def __init__(
        self, callers: Sequence[Caller], looking: Callable[[], bool], rested: Callable[[bool], None], unseen: float
    ) -> None:
        self._callers = callers
        self._looking = looking
        self._rested = rested
        self._unseen = unseen
        self._random = Random(0)
        self._rate = _USUAL_RATE
        self._paused = False
        self._closing = False
        self._last_look = time.monotonic()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hiwater workload", daemon=True)
        self.resting = False

    @property
    def words(self) -> str:
        """What it does."""
        if self.resting:
            return f"workload at rest: nobody has looked for {self._unseen:g} s"
        if self._paused or not self._rate:
            return "workload paused"
        return f"{self._rate} records/s"

    @property
    def running(self) -> bool:
        """Records come by themselves."""
        return not self._paused and self._rate > 0

    def begin(self) -> None:
        """From now on."""
        self._thread.start()

    def looked(self) -> None:
        """Somebody has."""
        self._last_look = time.monotonic()
        if self.resting:
            self._wake.set()

    def set_rate(self, rate: int) -> None:
        """Records a second, 0 to 2,000."""
        self._rate = rate
        self._wake.set()

    def set_paused(self, paused: bool) -> None:
        """Pause, or go on."""
        self._paused = paused
        self._wake.set()

    def close(self) -> None:
        """End."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        owed, before = 0.0, time.monotonic()
        while not self._closing:
            if self._rest_if_unseen():
                before = time.monotonic()
                continue
            period = max(_STEP_SECONDS, 1 / self._rate) if self.running else self._unseen
            self._wake.wait(period)
            self._wake.clear()
            now = time.monotonic()
            owed = min(owed + (now - before) * self._rate, self._rate) if self.running else 0.0
            before = now
            while owed >= 1 and not self._closing:
                owed -= 1
                self._one()

    def _rest_if_unseen(self) -> bool:
        """Sleep until somebody looks, if nobody does; whether it has."""
        if self._looking() or time.monotonic() - self._last_look < self._unseen:
            return False
        self.resting = True
        self._rested(True)
        while not self._closing and not self._looking() and time.monotonic() - self._last_look >= self._unseen:
            self._wake.wait()
            self._wake.clear()
        self.resting = False
        self._rested(False)
        return True

    def _one(self) -> None:
        chance = self._random.random()
        what: What = (
            "async" if chance < _ASYNC_SHARE else "defer" if chance < _ASYNC_SHARE + _DEFER_SHARE else "produce"
        )
        caller = self._random.choice(self._callers)
        if caller.owed < _OWED_MOST:
            owe(caller, what, 1, self._random.choice(_SIZES))


def owe(caller: Caller, what: What, times: int, size: int) -> None:
    """Have a producer make so many records."""
    caller.owe(times)

    def job(mine: Caller) -> None:
        for _ in range(times):
            if mine.stopping:
                return
            mine.owe(-1)
            make(mine, what, size)

    caller.order(job)
