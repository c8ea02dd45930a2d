"""Reads the lines of a live run as they come: keeps states and records, hands the lines to the model, rings the bell.

A line is put onto a deque inside the lock that it tells of, and costs that lock less than a microsecond. A thread takes
them off at most 60 times a second (10, while no page is connected), and sleeps while there are none.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from hiwater_inspector.web.live.folding import Folding
from hiwater_inspector.web.live.following import Following
from hiwater_inspector.web.live.history import History
from hiwater_inspector.web.live.state import Kept, State, Words
from hiwater_inspector.web.queue.run import Bell

_GATHER_SECONDS: Final = 1 / 60
_UNSEEN_GATHER_SECONDS: Final = 0.1
_CATCH_UP_SECONDS: Final = 0.1
_LINES_AT_ONCE: Final = 512
"""Between two looks at the counters."""
_CROWDED: Final = 4096
"""So many lines wait that not every moment is kept."""


class Recorder:
    """`line` may be called from anywhere; `touch`, when something changed that no line tells. `begin`, then `close`."""

    def __init__(self) -> None:
        self._lines: deque[tuple[Any, ...]] = deque()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._waiting: deque[threading.Event] = deque()
        """Those who want to see everything up to now."""
        self._asleep = False
        self._touched = False
        self._stopped = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="hiwater recorder", daemon=True)
        self.version = 0
        """Grows with every change."""

    def begin(self, names: tuple[str, ...], words: Callable[[], Words], following: Following, bell: Bell) -> None:
        """From now on. `words` gives what lines do not tell, `bell` is rung after changes."""
        self._words = words
        self._following = following
        self._bell = bell
        self.folding = Folding(names, words(), self._keep)
        self.history = History(self.folding.state())
        self._thread.start()

    def line(self, *line: Any) -> None:
        """A line of the trace; behind `halted` none is taken."""
        if self._stopped:
            return
        self._lines.append(line)
        if line[0] == "halted":
            self._stopped = True
        if self._asleep:
            self._wake.set()

    def touch(self) -> None:
        """Look anew at what lines do not tell."""
        self._touched = True
        self._wake.set()

    def catch_up(self) -> None:
        """Wait, but not long, until everything up to now is kept."""
        if self._closing or not (self._lines or self._touched or self._words() != self.folding.words):
            return
        mine = threading.Event()
        self._waiting.append(mine)
        self._hurry.set()
        self._wake.set()
        mine.wait(_CATCH_UP_SECONDS)

    def close(self) -> None:
        """Read what is left, and end."""
        self._closing = True
        self._hurry.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self, record: Kept) -> None:
        self.history.keep(record)

    def _run(self) -> None:
        while not self._closing:
            if not self._lines and not self._touched and not self._waiting:
                self._asleep = True
                if not self._lines:
                    self._wake.wait()
                self._asleep = False
            self._hurry.wait(_GATHER_SECONDS if self._bell.heard else _UNSEEN_GATHER_SECONDS)
            self._wake.clear()
            self._hurry.clear()
            self._touched = False
            waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
            self._take_all()
            for one in waiting:
                one.set()

    def _take_all(self) -> None:
        some = self._some()
        while len(some) == _LINES_AT_ONCE:
            self._take(some)
            some = self._some()
        self._take(some)
        self._bell.ring()

    def _take(self, some: list[tuple[Any, ...]]) -> None:
        """Counters are read behind the lines that they belong to; of the states, the last one gets them."""
        words = self._words()
        states = self._states(some)
        if words != self.folding.words:
            self.folding.words = words
            if states:
                states[-1] = states[-1]._replace(words=words)
            else:
                self.history.replace_newest(self.history.newest._replace(words=words))
        self.history.append(states)
        self.version += 1
        if some:
            self._following.take(some)

    def _states(self, some: list[tuple[Any, ...]]) -> list[State]:
        """After each line; while many wait, after the last of them alone."""
        if len(self._lines) < _CROWDED:
            return [self.folding.take(line) for line in some]
        for line in some[:-1]:
            self.folding.pass_over(line)
        return [self.folding.take(some[-1])]

    def _some(self) -> list[tuple[Any, ...]]:
        lines = self._lines
        return [lines.popleft() for _ in range(min(len(lines), _LINES_AT_ONCE))]
