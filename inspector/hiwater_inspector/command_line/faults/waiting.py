"""Waiting for what should happen, and never longer than a case may take: what does not come is a verdict."""

import time
from collections.abc import Callable

LOOK_AGAIN_SECONDS = 0.003


class Broken(Exception):
    """A case cannot go on; says why."""


class Hung(Broken):
    """Something did not happen in time; says what."""


class Deadline:
    """The end of a case's time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds; 0 when there are none."""
        return max(0.0, self._end - time.monotonic())

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for it. Raises Hung."""
        while not happened():
            if not self.left():
                raise Hung(f"waited in vain until {what}")
            time.sleep(LOOK_AGAIN_SECONDS)
