"""What is kept of a live run: its last 100,000 states, one a line, and the records that any of them has queued.

Any moment of those is found at once; where lines came too fast there is none for each, and the one before is found.
Older ones are forgotten, and so are the records that had left the queue by then.
One thread writes; others read without a lock: lists only grow, and what is shortened is put in place as a new list.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter
from typing import Final, NamedTuple

from hiwater_inspector.web.live.state import Kept, State

KEPT_LINES: Final = 100_000
"""States that are kept: five minutes at 20 records a second, some seconds at 2,000."""
_FORGOTTEN_AT_ONCE: Final = 4096
_AT: Final = attrgetter("at")


class _Records(NamedTuple):
    """Records from number `first` on; `sizes` has the bytes of all before each of them, and one more."""

    first: int
    records: list[Kept]
    sizes: list[int]


class History:
    """Grows at the end. Moments and records are numbered from the beginning of the run."""

    def __init__(self, first: State, kept_lines: int = KEPT_LINES) -> None:
        self._most = kept_lines
        self._states = [first]
        self._kept = _Records(0, [], [0])

    @property
    def oldest(self) -> State:
        """The oldest that is kept."""
        return self._states[0]

    @property
    def newest(self) -> State:
        """The present one."""
        return self._states[-1]

    def append(self, states: Iterable[State]) -> None:
        """The states after the next lines; their records were kept before."""
        self._states.extend(states)
        if len(self._states) > self._most + _FORGOTTEN_AT_ONCE:
            self._states = self._states[-self._most :]
            self._forget_records()

    def replace_newest(self, state: State) -> None:
        """No line came, but something beside them has changed."""
        self._states[-1] = state

    def keep(self, record: Kept) -> None:
        """A record joins the queue."""
        _, records, sizes = self._kept
        sizes.append(sizes[-1] + record.size)
        records.append(record)

    def at(self, number: int) -> State | None:
        """The state after that line, or the last before it that is kept; None for a line beyond either end."""
        states = self._states
        if not states[0].at <= number <= states[-1].at:
            return None
        return states[bisect_right(states, number, key=_AT) - 1]

    def between(self, begin: int, end: int) -> list[State]:
        """The states after lines `begin` to `end`, as far as they are kept."""
        states = self._states
        return states[bisect_left(states, begin, key=_AT) : bisect_right(states, end, key=_AT)]

    def records(self, begin: int, end: int) -> list[Kept]:
        """Records from one number, before another, as far as they are kept."""
        first, records, _ = self._kept
        return records[max(0, begin - first) : max(0, end - first)]

    def bytes_between(self, begin: int, end: int) -> int:
        """Bytes of the records from one number, before another, as far as they are kept."""
        first, _, sizes = self._kept
        return sizes[max(0, end - first)] - sizes[max(0, begin - first)]

    def _forget_records(self) -> None:
        first, records, sizes = self._kept
        gone = self._states[0].first - 1 - first
        if gone >= _FORGOTTEN_AT_ONCE:
            self._kept = _Records(first + gone, records[gone:], sizes[gone:])
