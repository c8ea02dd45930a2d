"""Complete schedules of a program on an implementation, depth first, within a bound on preemptions.

A preemption is the choice of another actor though the last thread could go on. A door's answer is a step of the thread
that waits for it, and any of them is free. Time and memory preempt a thread like others, and are not gone on with.

Not good for: the states behind one preemption more. Two schedules may also lead through the same states; `states.py`
visits each once.
"""

from collections import Counter, deque
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import fewer_collections
from hiwater_conform.exploring.batch import Asker, Disagreement
from hiwater_conform.exploring.program import Position, Program
from hiwater_conform.exploring.schedule import schedule_of
from hiwater_conform.exploring.stuck import Stuck, StuckStates, stuck
from hiwater_conform.exploring.walk import CUT, STUCK, UNDEFINED, Place, Walk
from hiwater_conform.wire_values import Wire
from hiwater_model.machine import Machine
from hiwater_model.steps import Step

LONGEST = 5_000
"""Steps of a schedule; the named programs end far below."""


class SchedulesReport(NamedTuple):
    """What came of running schedules."""

    program: str
    granularity: str
    exhausted: bool
    """Every schedule within the bound was run; never so for random ones."""
    schedules: int
    steps: int
    refusals: int
    """Runs of threads that may not go on, asked at each place when it was first reached, and refused."""
    longest: int
    """Steps of the longest schedule."""
    ended: dict[str, int]
    """Schedules by how they ended: finished, halted, undefined, stuck, cut."""
    ends: frozenset[tuple[Machine, Position]]
    """Machines and positions in which schedules ended, other than cut or undefined ones."""
    stuck: tuple[StuckStates, ...]
    """Of these ends, the stuck ones, each kind with the first schedule that led there."""
    twice: bool
    seconds: float
    found: Disagreement | None
    schedule: str | None
    """The schedule that shows what was found, up to there; it was the last of those counted."""

    def summary(self) -> dict[str, Wire]:
        """For evidence and for --json."""
        kept = {key: value for key, value in self._asdict().items() if key not in ("found", "stuck", "ends")}
        return {
            **kept,
            "ends": len(self.ends),
            "seconds": round(self.seconds, 2),
            "schedules_per_second": round(self.schedules / self.seconds),
            "stuck": [one.summary() for one in self.stuck],
        }


class _Ran(NamedTuple):
    """A schedule that was asked, or waits to be."""

    steps: int
    refusals: int
    end: str
    machine: Machine
    position: Position
    way: tuple[Step, ...]
    """The steps, for a stuck end."""


class Tally:
    """Asks an implementation for schedules and counts those that it has run. `twice`: each is run two times."""

    def __init__(self, program: Program, adapter: Adapter, walk: Walk, *, twice: bool) -> None:
        self.program = program
        self.asker = Asker(adapter, walk.writer, twice=twice)
        self._twice = twice
        self._waiting = deque[_Ran]()
        self._schedules = self._steps = self._refusals = self._longest = 0
        self._ended = Counter[str]()
        self._ends: set[tuple[Machine, Position]] = set()
        self._stuck: dict[Stuck, StuckStates] = {}
        self._began = perf_counter()

    def run(self, walk: Walk) -> None:
        """One complete schedule."""
        end, last, batch = walk.end(), walk.last, walk.batch()
        refusals = sum(asked.must_be_refused for asked in batch)
        way = walk.steps() if end == STUCK else ()
        self._waiting.append(_Ran(len(walk.places) - 1, refusals, end, last.machine, last.position, way))
        self.asker.add(batch)
        self._count()

    def report(self, *, exhausted: bool) -> SchedulesReport:
        """Ask for what waits, and sum up the schedules up to the one in which something was found."""
        self.asker.flush()
        found = self.asker.found
        self._count()
        return SchedulesReport(
            self.program.name,
            self.program.configuration.granularity.value,
            exhausted and found is None and not self._ended[CUT],
            self._schedules,
            self._steps,
            self._refusals,
            self._longest,
            dict(self._ended),
            frozenset(self._ends),
            tuple(self._stuck.values()),
            self._twice,
            perf_counter() - self._began,
            found,
            None if found is None else schedule_of(self.program, found.steps),
        )

    def _count(self) -> None:
        """Count the schedules that were answered, up to one in which something was found."""
        answered = self.asker.agreed + (self.asker.found is not None)
        while self._schedules < answered:
            one = self._waiting.popleft()
            self._schedules += 1
            self._steps += one.steps
            self._refusals += one.refusals
            self._longest = max(self._longest, one.steps)
            self._ended[one.end] += 1
            self._count_end(one)

    def _count_end(self, one: _Ran) -> None:
        if one.end in (CUT, UNDEFINED) or (one.machine, one.position) in self._ends:
            return
        self._ends.add((one.machine, one.position))
        if one.end == STUCK:
            kind = stuck(one.machine)
            known = self._stuck.get(kind) or StuckStates(kind, 0, schedule_of(self.program, one.way))
            self._stuck[kind] = known._replace(states=known.states + 1)


def explore_schedules(
    program: Program,
    adapter: Adapter,
    *,
    preemptions: int | None,
    seconds: float = 60.0,
    twice: bool = False,
    progress: Callable[[int], None] = lambda schedules: None,
) -> SchedulesReport:
    """Run every schedule with at most so many preemptions (None: any number), for at most so many seconds.

    `progress` is told the number of schedules after each one.
    """
    search = _DepthFirst(program, preemptions)
    tally = Tally(program, adapter, search.walk, twice=twice)
    until, more, schedules = perf_counter() + seconds, True, 0
    with fewer_collections():
        while more and tally.asker.found is None and perf_counter() < until:
            search.go_to_end()
            tally.run(search.walk)
            schedules += 1
            progress(schedules)
            more = search.go_back()
        return tally.report(exhausted=not more)


class _Branch(NamedTuple):
    """What is left to choose at a place; the next one is the last in the list."""

    left: list[int]
    actor: int | None
    """The thread that acted last."""
    spent: int
    """Preemptions on the way to here."""


class _DepthFirst:
    """The walk from one complete schedule to the next: back to the last place with a choice left, and on from there."""

    def __init__(self, program: Program, preemptions: int | None) -> None:
        self.walk = Walk(program)
        self._preemptions = preemptions
        self._branches = [self._branch(self.walk.last, None, 0)]

    def go_to_end(self) -> None:
        """On along first choices to the end of a schedule."""
        while self._branches[-1].left and len(self.walk.places) <= LONGEST:
            place, branch = self.walk.last, self._branches[-1]
            number = branch.left.pop()
            actor = place.found[number].actor
            spent = branch.spent + _costs(place, branch.actor, number)
            self.walk.take(number)
            is_thread = actor < len(place.machine.threads)
            self._branches.append(self._branch(self.walk.last, actor if is_thread else branch.actor, spent))
        self._branches[-1].left.clear()  # of a schedule that was cut

    def go_back(self) -> bool:
        """Back to the last place with something left to choose; False if there is none."""
        while self._branches and not self._branches[-1].left:
            self._branches.pop()
        self.walk.back_to(len(self._branches))
        return bool(self._branches)

    def _branch(self, place: Place, actor: int | None, spent: int) -> _Branch:
        """Going on with the same thread comes first, the others in order."""
        numbers = [
            number
            for number in range(len(place.found))
            if self._preemptions is None or spent + _costs(place, actor, number) <= self._preemptions
        ]
        numbers.sort(key=lambda number: place.found[number].actor != actor)
        return _Branch(numbers[::-1], actor, spent)


def _costs(place: Place, actor: int | None, number: int) -> int:
    """1 for a preemption."""
    if place.found[number].actor == actor:
        return 0
    return int(any(choice.actor == actor for choice in place.found))
