"""Every reachable state of a small program on an implementation, every transition held beside the model's step.

The implementation cannot be copied, so a state is come back to by a new run of its steps. Each run goes on along
transitions not yet taken, through known states too, and is asked in one exchange. An answer that is not the model's
ends all; so as long as the exploration goes on both are in the same state, and states are told apart by the model's
machine and the position in the program. A new state is looked at whole, after steps that must be refused there.

Not good for: hidden parts of an implementation that no answer showed on the way by which a state was reached first.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from heapq import heappop, heappush
from time import perf_counter
from typing import NamedTuple, TypeAlias

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import fewer_collections
from hiwater_conform.exploring.batch import Asked, Asker, Disagreement, Writer
from hiwater_conform.exploring.program import Choice, Position, Program, choices, finished, first_position
from hiwater_conform.exploring.refusals import not_enabled
from hiwater_conform.exploring.schedule import schedule_of
from hiwater_conform.exploring.stuck import Stuck, StuckStates, stuck
from hiwater_conform.wire_values import Wire
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start

_Key: TypeAlias = tuple[Machine, Position]


class StatesReport(NamedTuple):
    """What an exploration saw; where something was found, the counts may be ahead of it by one exchange."""

    program: str
    granularity: str
    exhausted: bool
    """No transition is left that was not taken."""
    states: int
    observations: int
    """States that can be told apart by what the implementation shows; the others differ inside, or in the position."""
    transitions: int
    undefined: int
    """Of the transitions, those without a defined outcome, which are not asked."""
    refusals: int
    """Steps that the model does not take, asked at each new state, and refused."""
    runs: int
    steps: int
    """Of all runs; what exceeds the defined transitions was taken again to come back to a state."""
    deepest: int
    """Steps to the state that is farthest from the beginning, on the shortest way known."""
    finished: int
    """States in which every user thread has made all its calls and nothing but time or memory goes on."""
    halted: int
    stuck: tuple[StuckStates, ...]
    """States in which nothing but time or memory goes on before the program has ended, with shortest schedules."""
    seconds: float
    found: Disagreement | None
    schedule: str | None
    """The schedule that shows what was found."""

    def summary(self) -> dict[str, Wire]:
        """For evidence and for --json."""
        kept = {key: value for key, value in self._asdict().items() if key not in ("found", "stuck")}
        return {
            **kept,
            "seconds": round(self.seconds, 2),
            "steps_per_second": round(self.steps / self.seconds),
            "stuck": [one.summary() for one in self.stuck],
        }


class _State:
    """A state reached: the way to it, and the transitions not yet taken from it."""

    __slots__ = ("asked", "depth", "left", "machine", "parent", "position")

    def __init__(self, key: _Key, left: list[Choice], parent: "_State | None", asked: Asked | None) -> None:
        self.machine, self.position = key
        self.left = left
        self.parent = parent
        self.asked = asked
        self.depth: int = 0 if parent is None else parent.depth + 1


def explore_states(
    program: Program,
    adapter: Adapter,
    *,
    seconds: float = 60.0,
    twice: bool = False,
    progress: Callable[[int, int], None] = lambda states, transitions: None,
) -> StatesReport:
    """Visit all states, for at most so many seconds. `twice`: each run is asked twice.

    `progress` is told the number of states and of transitions after each run.
    """
    exploration = _Exploration(program, adapter, twice=twice)
    with fewer_collections():
        exploration.explore(perf_counter() + seconds, progress)
    return exploration.report()


class _Exploration:
    def __init__(self, program: Program, adapter: Adapter, *, twice: bool) -> None:
        self.program = program
        self.writer = Writer(program.configuration)
        self.asker = Asker(adapter, self.writer, twice=twice)
        self.known: dict[_Key, _State] = {}
        self.open: list[tuple[int, int, _State]] = []
        """States with transitions left, the nearest first; may hold some that have none by now."""
        self.observations: set[bytes] = set()
        self.ends: list[_State] = []
        self.count = Counter[str]()
        self.began = perf_counter()

    def explore(self, until: float, progress: Callable[[int, int], None]) -> None:
        """Run after run, until nothing is left."""
        first = self._new((start(self.program.configuration), first_position(self.program)), None, None)
        self._run([self.writer.begin, *self._looks(first.machine)], first)
        while self.asker.found is None and perf_counter() < until:
            state = self._nearest_open()
            if state is None:
                break
            self._run([self.writer.begin, *self._way_to(state)], state)
            progress(len(self.known), self.count["transitions"])
        self.asker.flush()

    def report(self) -> StatesReport:
        """What was seen so far."""
        count, found = self.count, self.asker.found
        return StatesReport(
            self.program.name,
            self.program.configuration.granularity.value,
            found is None and self._nearest_open() is None,
            len(self.known),
            len(self.observations),
            count["transitions"],
            count["undefined"],
            count["refusals"],
            count["runs"],
            count["steps"],
            max(state.depth for state in self.known.values()),
            count["finished"],
            count["halted"],
            tuple(self._stuck()),
            perf_counter() - self.began,
            found,
            None if found is None else schedule_of(self.program, found.steps),
        )

    def _run(self, batch: list[Asked], state: _State) -> None:
        """Go on from a state along transitions not yet taken, as far as there are any; then ask for all of it."""
        while state.left:
            choice = state.left.pop()
            self.count["transitions"] += 1
            outcome = apply(state.machine, choice.step)
            if outcome.machine.halted == "undefined":
                self.count["undefined"] += 1
                continue
            asked = self.writer.step(state.machine, choice.step, outcome)
            batch.append(asked)
            key = (outcome.machine, choice.position)
            after = self.known.get(key)
            if after is None:
                after = self._new(key, state, asked)
                batch.extend(self._looks(after.machine))
            elif state.depth + 1 < after.depth:
                after.parent, after.asked, after.depth = state, asked, state.depth + 1
            state = after
        if batch[-1].taken:
            batch.append(self.writer.look(state.machine))
        self.count["runs"] += 1
        self.count["steps"] += sum(asked.taken for asked in batch)
        self.asker.add(batch)

    def _new(self, key: _Key, parent: _State | None, asked: Asked | None) -> _State:
        left = choices(self.program, *key)[::-1]
        state = self.known[key] = _State(key, left, parent, asked)
        if left:
            heappush(self.open, (state.depth, len(self.known), state))
        self._count_end(state)
        return state

    def _count_end(self, state: _State) -> None:
        """Sort out the states in which no thread can go on."""
        if state.machine.halted is not None:
            self.count["halted"] += 1
        elif not any(choice.actor < len(state.machine.threads) for choice in state.left):
            if finished(self.program, state.machine, state.position):
                self.count["finished"] += 1
            else:
                self.ends.append(state)

    def _looks(self, machine: Machine) -> list[Asked]:
        """At a new state: what must be refused, and then everything that can be seen."""
        refusals = [self.writer.refusal(machine, step) for step in not_enabled(machine)]
        look = self.writer.look(machine)
        self.observations.add(blake2b(look.expected, digest_size=16).digest())
        self.count["refusals"] += len(refusals)
        return [*refusals, look]

    def _nearest_open(self) -> _State | None:
        while self.open:
            state = self.open[0][2]
            if state.left:
                return state
            heappop(self.open)
        return None

    def _way_to(self, state: _State) -> list[Asked]:
        way: list[Asked] = []
        walk: _State | None = state
        while walk is not None and walk.asked is not None:
            way.append(walk.asked)
            walk = walk.parent
        return way[::-1]

    def _stuck(self) -> Iterator[StuckStates]:
        kinds: dict[Stuck, list[_State]] = {}
        for state in self.ends:
            kinds.setdefault(stuck(state.machine), []).append(state)
        for kind, states in kinds.items():
            shortest = min(states, key=lambda state: state.depth)
            steps = [asked.step for asked in self._way_to(shortest) if asked.step is not None]
            yield StuckStates(kind, len(states), schedule_of(self.program, steps))
