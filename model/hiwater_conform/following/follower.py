"""The follower: the set of states that the model may be in, taken from line to line of a trace.

It fails when the set is empty. Its size is bounded: beyond, nothing is said. The cost grows with the number of lines,
not with the number of threads, as long as few threads read what others change at the same moment.
Not good for: times, which are not compared; a broadcast that was told and woke nobody, which looks like a thread that
is slow; runs that were not traced. It takes a little more than the model does (see `shared_words`, `counting`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from hiwater_conform.following.arriving import Arrivals
from hiwater_conform.following.candidate import (
    Candidate,
    Writing,
    each_way,
    thread_is_within,
    woken,
)
from hiwater_conform.following.folding import folded
from hiwater_conform.following.header import Header
from hiwater_conform.following.lines import Line
from hiwater_conform.following.past import Past
from hiwater_conform.following.shared_words import WRITING_CALLS
from hiwater_conform.following.state_set import MOST_STATES, StateSet
from hiwater_conform.following.stepping import Stepper
from hiwater_conform.following.verdict import Consistent, Inconsistent, Unknown, Verdict
from hiwater_conform.following.words import line_in_words, thread_in_words
from hiwater_model.steps import SetStatistics

_REASONS: Final = 5
_CLEAN_EVERY: Final = 16


class Follower:
    """Follows one trace: `feed` its lines until it gives a verdict, then, at the end, `end`."""

    def __init__(self, header: Header, most_states: int = MOST_STATES) -> None:
        self._names = header.names
        self._past = Past(len(header.names), len(header.configuration.zones))
        self._stepper = Stepper(self._past)
        self._arrivals = Arrivals(self._past, self._stepper, header.names)
        self._set = StateSet(header.configuration, most_states)
        self._kicked: set[int] = set()
        """Zones whose kick broadcasts at this moment: without the lock, so whoever falls asleep may be woken by it."""
        self._events = 0
        self._shown = Counter[str]()
        self._complete = False

    def feed(self, line: Line) -> Verdict | None:
        """One line more; a verdict ends the following."""
        if line.event == "ended":
            self._complete = True
            return None
        self._events = self._stepper.now = self._events + 1
        self._arrivals.refusals.clear()
        self._arrivals.shown.clear()
        self._stepper.undefined = self._arrivals.undefined
        assert line.thread is not None
        ways = (way for candidate in self._set.candidates for way in each_way(candidate, line.thread))
        behind = [one for way in ways for one in self._arrivals.behind(way, line)]
        if not behind:
            return self._nothing_left(line)
        self._shown.update(frozenset.intersection(*self._arrivals.shown))
        self._past.hear(self._events, line)
        candidates = folded(list(self._aside(behind, line)))
        if candidates[0].changes and self._events % _CLEAN_EVERY == 0:
            candidates = folded([self._past.without_old(one) for one in candidates])
        return None if self._set.become(candidates) else Unknown(self._events, self._set.too_many)

    def end(self) -> Verdict:
        """All lines have come."""
        candidate = self._set.candidates[0]
        for number in range(len(self._names)):
            candidate = self._as_far_as_unseen(candidate, number)
        within = [number for number in range(len(self._names)) if thread_is_within(candidate, number)]
        return Consistent(
            self._events,
            self._stepper.hidden_steps,
            self._set.largest,
            self._complete or candidate.machine.halted is not None,
            tuple(thread_in_words(candidate, number, self._names) for number in within),
            self._shown,
        )

    def _as_far_as_unseen(self, candidate: Candidate, thread: int) -> Candidate:
        """The thread has done, in one way, all that no line would tell."""
        while self._arrivals.can_step_unseen(candidate, thread):
            taken = next(self._stepper.hidden(candidate, thread, {}), None)
            if taken is None or taken.made:
                break
            candidate = taken.candidate
        return candidate

    def _aside(self, candidates: Iterable[Candidate], line: Line) -> Iterator[Candidate]:
        """What may have happened just behind the line."""
        thread = line.thread
        assert thread is not None
        if line.event == "called" and isinstance(line.facts["arguments"], SetStatistics):
            zone = self._set.candidates[0].machine.threads[thread].zone
            self._arrivals.uncompared |= {(zone, name) for name in line.facts["arguments"].counters}
        self._note_kick(thread, line)
        for candidate in candidates:
            yield candidate
            if any(change.writer == thread for change in candidate.changes) or _begins_writing(candidate, thread):
                yield from self._written_by_now(candidate)
            elif line.event == "sleeps" and line.facts["at"] == "output:sleep" and line.facts["zone"] in self._kicked:
                yield candidate._replace(machine=woken(candidate.machine, thread))

    def _written_by_now(self, candidate: Candidate) -> Iterator[Candidate]:
        """Calls that write before their first point may have done so by now, in any order."""
        for number in range(len(candidate.machine.configuration.threads)):
            if _begins_writing(candidate, number):
                ways = each_way(candidate, number)
                for taken in (one for way in ways for one in self._stepper.hidden(way, number, {})):
                    if not taken.made:
                        yield taken.candidate
                        yield from self._written_by_now(taken.candidate)

    def _note_kick(self, thread: int, line: Line) -> None:
        machine = self._set.candidates[0].machine
        if thread == machine.clock:
            self._kicked.clear()
            if line.event == "broadcast" and machine.threads[thread].wait.at != "dont_stop:unlock":
                self._kicked.add(line.facts["zone"])

    def _nothing_left(self, line: Line) -> Verdict:
        if self._stepper.undefined is not None:
            return Unknown(self._events, f"the C has no defined next act: {self._stepper.undefined}")
        assert line.thread is not None
        reasons = list(dict.fromkeys(self._arrivals.refusals))
        candidate = self._set.candidates[0]
        return Inconsistent(
            self._events,
            f"{self._names[line.thread]} {line_in_words(line)}",
            tuple(one.why for one in reasons[:_REASONS]),
            tuple(
                thread_in_words(candidate, number, self._names)
                for number in range(len(self._names))
                if thread_is_within(candidate, number)
            ),
            next((one.clause for one in reasons if one.clause), None),
        )


def follow(header: Header, lines: Iterable[Line], most_states: int = MOST_STATES) -> Verdict:
    """Follow a whole trace. Lines come one at a time and are not kept."""
    follower = Follower(header, most_states)
    for line in lines:
        verdict = follower.feed(line)
        if verdict is not None:
            return verdict
    return follower.end()


def _begins_writing(candidate: Candidate, thread: int) -> bool:
    pending = candidate.standings[thread].pending
    return type(pending) in WRITING_CALLS or isinstance(pending, Writing)
