"""What the lines alone say, whatever state the model may be in: who was last heard of when, and what is sure."""

from hiwater_conform.following.candidate import Candidate, Change, thread_is_within
from hiwater_conform.following.lines import APPENDED_AT, Line
from hiwater_model.machine import Wait

_QUEUE_LINES = ("entered", "left", "sleeps", "woke")
_NOT_THE_QUEUE = (550, 554, 560, 561, 564, 568, "auditdoor:lock", "auditdoor:unlock", "output:release", "output:ended")


class Past:
    """Kept for all candidates together. Lines are numbered from 1."""

    def __init__(self, threads: int, zones: int) -> None:
        self.heard = [0] * threads
        """Each thread's last line."""
        self.told = (0,) * zones
        """How many records of each zone the lines have shown."""
        self._told_when = [self.told] * threads
        self._queue_line = [0] * zones
        self._next: dict[int, int] = {}
        self._watched: set[int] = set()

    def hear(self, number: int, line: Line) -> None:
        """One line more."""
        assert line.thread is not None
        if self.heard[line.thread] in self._watched:
            self._watched.discard(self.heard[line.thread])
            self._next[self.heard[line.thread]] = number
        self.heard[line.thread] = number
        if line.event in _QUEUE_LINES and line.facts["at"] not in _NOT_THE_QUEUE:
            zone = line.facts["zone"]
            self._queue_line[zone] = number
            if line.event == "left" and line.facts["at"] == APPENDED_AT:
                self.told = (*self.told[:zone], self.told[zone] + 1, *self.told[zone + 1 :])
        self._told_when[line.thread] = self.told

    def watch(self, line: int) -> None:
        """A change happened behind this line: remember when its writer is next heard of."""
        if line not in self._next:
            self._watched.add(line)

    def may_miss(self, change: Change, thread: int) -> bool:
        """Whether the thread may have read, since its last line, what was there before the change."""
        until = self._next.get(change.line)
        return until is None or until > self.heard[thread]

    def surely_queued(self, thread: int, zone: int) -> int:
        """How many records the zone had surely got when the thread was last heard of."""
        return self._told_when[thread][zone]

    def queue_was_still(self, candidate: Candidate, thread: int, wait: Wait) -> bool:
        """Nobody held the queue lock since the thread was last heard of."""
        zone = wait.zone or 0
        return self._queue_line[zone] <= self.heard[thread] and candidate.machine.zones[zone].queue_lock is None

    def without_old(self, candidate: Candidate) -> Candidate:
        """Without the changes that nobody can miss any more."""
        threads = candidate.machine.threads
        within = [
            number
            for number, thread in enumerate(threads)
            if thread.wait.kind != "asleep" and thread_is_within(candidate, number)
        ]
        kept = tuple(one for one in candidate.changes if any(self.may_miss(one, number) for number in within))
        return candidate if len(kept) == len(candidate.changes) else candidate._replace(changes=kept)
