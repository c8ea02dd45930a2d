"""Which records a filter finds, looked for on a thread: counts grow, and the first hits can be read at once."""

from bisect import bisect_right
from collections import OrderedDict
from threading import Event, Lock, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.pieces import KIND, RECORD, START
from hiwater_impl.records.selection.binding import Selector, bind
from hiwater_impl.records.selection.fault import SelectionError
from hiwater_impl.records.selection.parsing import parse
from hiwater_impl.records.sources import Unreadable
from hiwater_inspector.web.trails.trail import Trail

_KEPT_MOST: Final = 4
_ENDING_SECONDS: Final = 2.0


class NoFilter(ValueError):
    """A filter means nothing; the text marks the place."""


def selector_of(text: str, names: Names) -> Selector | None:
    """The filter, None for an empty one: the grammar of `hiwater decode --select`. Raises NoFilter."""
    if not text.strip():
        return None
    try:
        return bind(parse(text), names.for_selection)
    except SelectionError as error:
        raise NoFilter(str(error)) from None


class Search:
    """One filter on its way through one trail: the numbers and the offsets of what it found rise, until `done`."""

    def __init__(self, trail: Trail, selector: Selector) -> None:
        self.trail = trail
        self.offsets: list[NDArray[np.int64]] = []
        """Of the records found between each mark and the next."""
        self.total = 0
        self.done = False
        self._numbers: list[NDArray[np.int64]] = []
        self._before: list[int] = []
        self._selector = selector
        self._end = Event()
        self._thread = Thread(target=self._look, name=f"filter of {trail.name}", daemon=True)
        self._thread.start()

    def some(self, first: int, n: int) -> list[int]:
        """Numbers of the records found, from place `first` on, at most n of those that are known so far."""
        found: list[int] = []
        place = max(0, bisect_right(self._before, first) - 1)
        while place < len(self._before) and len(found) < n:
            numbers = self._numbers[place][max(0, first - self._before[place]) :]
            found.extend(numbers[: n - len(found)].tolist())
            place += 1
        return found

    def cancel(self) -> None:
        """Nobody wants it any more: its thread ends behind the stretch that it reads, and is waited for."""
        self._end.set()
        self._thread.join(_ENDING_SECONDS)

    def _look(self) -> None:
        records = 0
        try:
            for batch in self.trail.batches():
                if self._end.is_set():
                    return
                places = batch.pieces[batch.pieces[:, KIND] == RECORD][:, START]
                rows = chosen(batch, self._selector)
                self._add(np.searchsorted(places, rows[:, START]) + records, rows[:, START] + batch.base)
                records += len(places)
        except Unreadable:
            pass  # the trail itself tells what cannot be read
        self.done = True

    def _add(self, numbers: NDArray[np.int64], offsets: NDArray[np.int64]) -> None:
        if len(numbers):
            self._numbers.append(numbers)
            self.offsets.append(offsets)
            self._before.append(self.total)
            self.total += len(numbers)


class Searches:
    """The searches of all trails, the last few kept; an older one is given up."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, int], Search] = OrderedDict()

    def get(self, trail: Trail, text: str) -> Search | None:
        """The search for a filter in a trail as it is now, begun if it is new; None for none. Raises NoFilter."""
        selector = selector_of(text, self.names)
        if selector is None:
            return None
        key = (trail.id, text, trail.size)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = Search(trail, selector)
                while len(self._kept) > _KEPT_MOST:
                    self._kept.popitem(last=False)[1].cancel()
            self._kept.move_to_end(key)
            return self._kept[key]

    def forget(self, trail: Trail) -> None:
        """Give up those of a trail that is closed."""
        with self._lock:
            for key in [key for key, search in self._kept.items() if search.trail is trail]:
                self._kept.pop(key).cancel()

    def close(self) -> None:
        """Give all up."""
        with self._lock:
            while self._kept:
                self._kept.popitem()[1].cancel()
