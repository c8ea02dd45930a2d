"""Which records a filter finds, looked for on a thread: counts grow, and the first hits can be read at once."""

from collections import OrderedDict
from threading import Event, Lock, Thread
from typing import Final

import numpy as np

from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.pieces import KIND, RECORD, START
from hiwater_impl.records.selection.binding import Selector, bind
from hiwater_impl.records.selection.fault import SelectionError
from hiwater_impl.records.selection.parsing import parse
from hiwater_impl.records.sources import Unreadable
from hiwater_inspector.web.trails.trail import Trail

_KEPT_MOST: Final = 4


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
    """One filter on its way through one trail. `numbers` of records rise; `hits` counts them between two marks."""

    def __init__(self, trail: Trail, selector: Selector) -> None:
        self.trail = trail
        self.numbers: list[int] = []
        self.hits: list[int] = []
        self.done = False
        self._selector = selector
        self._end = Event()
        Thread(target=self._look, name=f"filter of {trail.name}", daemon=True).start()

    def cancel(self) -> None:
        """Nobody wants it any more."""
        self._end.set()

    def _look(self) -> None:
        records = 0
        try:
            for batch in self.trail.batches():
                if self._end.is_set():
                    return
                places = batch.pieces[batch.pieces[:, KIND] == RECORD][:, START]
                rows = chosen(batch, self._selector)
                found = np.searchsorted(places, rows[:, START]) + records
                self.numbers.extend(found.tolist())
                self.hits.append(len(found))
                records += len(places)
        except Unreadable:
            pass  # the trail itself tells what cannot be read
        self.done = True


class Searches:
    """The searches of all trails, the last few kept; an older one is given up."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, int], Search] = OrderedDict()

    def get(self, trail: Trail, text: str) -> Search | None:
        """The search for a filter in a trail as it is now, begun if it is new; None for none. Raises NoFilter."""
        selector = selector_of(text, self._names)
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

    def close(self) -> None:
        """Give all up."""
        with self._lock:
            for search in self._kept.values():
                search.cancel()
