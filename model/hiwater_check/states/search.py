"""All states of a program, fast: what is left out could not have been told apart, and `validation.py` shows it.

Parts of machines are kept once, a step is taken once for all machines that look alike to it, exchangeable threads stand
in one order, and a step that nobody can notice goes first. Only `choices` and `apply` of the shipped code say what
happens.
Not good for: counting schedules, or a property of the path that its watch does not remember.
"""

from collections.abc import Hashable
from typing import Any, Final, NamedTuple, Protocol

from hiwater_check.states.graph import State, TooManyStates, way_to
from hiwater_check.states.local import LocalSteps, Projection, Table, Taken
from hiwater_check.states.projections import standard
from hiwater_check.states.symmetry import ZONES, Order, Symmetry, renamed
from hiwater_conform.exploring.program import Choice, Position, Program, choices, first_position
from hiwater_model.machine import Machine, Zone
from hiwater_model.relation import start
from hiwater_model.steps import AuUwrite, Call, Step

MOST: Final = 3_000_000
"""States, unless told otherwise."""
RAISES: Final = "every step can be taken"
"""What is broken if the relation itself fails at a step that it offers."""


class Reductions(NamedTuple):
    """What a search leaves out."""

    forget: Projection = standard
    symmetry: bool = True
    private_first: bool = True
    """A token that joins the thread's own descriptor is written before all else: no other step looks at that thread."""


class Watch(Protocol):
    """Looks at every state and at every step that can be told from others; names what is broken."""

    def first(self, machine: Machine) -> Hashable:
        """What is remembered of the past at the beginning."""

    def step(self, past: Any, step: Step, taken: Taken) -> tuple[Hashable, tuple[str, ...]]:
        """What is remembered one step later, and the names of the properties that the step breaks."""

    def state(self, past: Any, machine: Machine) -> tuple[str, ...]:
        """The names of the properties that the state breaks."""


class Key(NamedTuple):
    """A state by the numbers of its parts."""

    core: int
    threads: tuple[int, ...]
    begun: tuple[int, ...]
    budget: int
    past: int


class Arc(NamedTuple):
    """A step from one state to another; the threads of the target may have been put in another order."""

    source: int
    step: Step
    actor: int
    target: int
    taken: Taken
    order: Order | None


class Unwatched:
    """Watches nothing and remembers nothing."""

    def first(self, _machine: Machine) -> Hashable:
        """Nothing."""
        return None

    def step(self, past: Any, _step: Step, _taken: Taken) -> tuple[Hashable, tuple[str, ...]]:
        """Nothing is broken."""
        return past, ()

    def state(self, _past: Any, _machine: Machine) -> tuple[str, ...]:
        """Nothing is broken."""
        return ()


class Space:
    """What a search has found; states are numbered in the order in which they were met, breadth first."""

    def __init__(self, program: Program, reductions: Reductions, watch: Watch) -> None:
        self.program = program
        self.reductions = reductions
        self.watch = watch
        self.steps = LocalSteps(program.configuration, reductions.forget)
        self.symmetry = Symmetry(program, self.steps, on=reductions.symmetry)
        self.states: list[Key] = []
        self.arcs: list[Arc] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        """States in which no thread can go on: only time, memory, or nothing."""
        self.broken: dict[str, int] = {}
        """Of each broken property, the first state that shows it (for a step: the state it led to)."""
        self._at = 0
        """The state that is looked at."""
        self._budgets = Table[tuple[Any, ...]]()
        self._pasts = Table[Hashable]()
        self._watched: dict[tuple[int, int], tuple[int, tuple[str, ...]]] = {}

    def state(self, number: int) -> State:
        """A state, its machine put together from its parts."""
        key = self.states[number]
        return State(self.steps.machine(key.core, key.threads), self._position(key))

    def zones(self, number: int) -> tuple[Zone, ...]:
        """The zones of a state, without putting its machine together."""
        zones: tuple[Zone, ...] = self.steps.cores.values[self.states[number].core][ZONES]
        return zones

    def past(self, number: int) -> Any:
        """What the watch remembers at a state."""
        return self._pasts.values[self.states[number].past]

    def way(self, number: int) -> list[Arc]:
        """The arcs of a shortest way to a state; threads are named as each source names them."""
        return way_to(number, self.arcs, self.parents)

    def trace(self, number: int) -> list[Step]:
        """A shortest run to a state, as it can be replayed from the beginning."""
        names: Order = tuple(range(len(self.states[0].threads)))
        trace = []
        for arc in self.way(number):
            trace.append(renamed(arc.step, names))
            if arc.order is not None:
                names = tuple(names[old] for old in arc.order)
        return trace

    def run(self, most: int) -> None:
        """Find all states. Raises TooManyStates."""
        self._begin()
        try:
            self._grow(most)
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
            self.broken.setdefault(RAISES, self._at)

    def _grow(self, most: int) -> None:
        known, states = {self.states[0]: 0}, self.states
        while self._at < len(states):
            key = states[self._at]
            for choice in self._choices(key):
                taken = self.steps.take(key.core, key.threads, choice.actor, choice.step)
                past, broken = self._past_after(key.past, choice.step, taken)
                after, order = self._after(key, choice, taken, past)
                target = known.setdefault(after, len(states))
                if target == len(states):
                    if target >= most:
                        raise TooManyStates(f"{self.program.name}: more than {most} states")
                    states.append(after)
                    self.parents.append(len(self.arcs))
                self.arcs.append(Arc(self._at, choice.step, choice.actor, target, taken, order))
                for name in broken:
                    self.broken.setdefault(name, target)
            self._at += 1

    def _begin(self) -> None:
        machine, position = start(self.program.configuration), first_position(self.program)
        past = self._pasts.number(self.watch.first(machine))
        core, threads = self.steps.parts(self.reductions.forget(machine))
        self.states.append(Key(core, threads, position.begun, self._budgets.number(position[1:]), past))
        self.parents.append(-1)

    def _choices(self, key: Key) -> list[Choice]:
        """Look at a state, and tell how it can go on."""
        machine = self.steps.machine(key.core, key.threads)
        for name in self.watch.state(self._pasts.values[key.past], machine):
            self.broken.setdefault(name, self._at)
        found = choices(self.program, machine, self._position(key))
        if not any(choice.actor < len(key.threads) for choice in found):
            self.ends.append(self._at)
        if self.reductions.private_first:
            for choice in found:
                if type(choice.step) is Call and type(choice.step.arguments) is AuUwrite:
                    return [choice]
        return found

    def _after(self, key: Key, choice: Choice, taken: Taken, past: int) -> tuple[Key, Order | None]:
        """The state after a step, its threads in order, and how they were put so."""
        core, threads, (begun, *left) = taken.core, key.threads, choice.position
        if taken.changed:
            changed = list(threads)
            for number, thread in taken.changed:
                changed[number] = thread
            threads = tuple(changed)
        budget = self._budgets.number(tuple(left))
        order = self.symmetry.order(core, threads, begun) if self.symmetry.classes else None
        if order is not None:
            core = self.symmetry.core(core, order)
            threads = tuple([threads[old] for old in order])
            begun = tuple([begun[old] for old in order[: len(begun)]])
        return Key(core, threads, begun, budget, past), order

    def _past_after(self, past: int, step: Step, taken: Taken) -> tuple[int, tuple[str, ...]]:
        known = self._watched.get((past, taken.number))
        if known is None:
            after, broken = self.watch.step(self._pasts.values[past], step, taken)
            known = self._watched[past, taken.number] = self._pasts.number(after), broken
        return known

    def _position(self, key: Key) -> Position:
        refusals, jumps, outages = self._budgets.values[key.budget]
        return Position(key.begun, refusals, jumps, outages)


def search(
    program: Program, reductions: Reductions | None = None, watch: Watch | None = None, *, most: int = MOST
) -> Space:
    """Find every state of a program. Raises TooManyStates beyond `most` states."""
    space = Space(program, reductions or Reductions(), watch or Unwatched())
    space.run(most)
    return space
