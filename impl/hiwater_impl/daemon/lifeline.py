"""A pipe by which a daemon notices that its application has ended, however: only the application has the other end.

What the application runs does not inherit its end, and what it forks closes it at once. Not good for forks by code that
is not Python: those keep the daemon until they end themselves.
"""

import contextlib
import os
import threading


class Lifeline:
    """A new pipe. `daemon_end` becomes the daemon's standard input."""

    def __init__(self) -> None:
        with _NO_FORK:
            self.daemon_end, self._own_end = os.pipe()
            _OPEN.add(self)

    def given(self) -> None:
        """The daemon has its end; this process needs it no more."""
        os.close(self.daemon_end)

    def cut(self) -> None:
        """Close our end, by which the daemon ends. Again: nothing happens."""
        with _NO_FORK:
            if self in _OPEN:
                _OPEN.remove(self)
                os.close(self._own_end)

    def forget(self) -> None:
        """In a child of fork: close our end, which is the parent's."""
        with contextlib.suppress(OSError):
            os.close(self._own_end)


_OPEN: set[Lifeline] = set()
_NO_FORK = threading.RLock()
"""Held while an end is made or closed, so that no child of fork has one that is not in the set."""


def _in_child() -> None:
    _NO_FORK.release()
    while _OPEN:
        _OPEN.pop().forget()


os.register_at_fork(before=_NO_FORK.acquire, after_in_parent=_NO_FORK.release, after_in_child=_in_child)
