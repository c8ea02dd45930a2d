"""A step is taken once for all machines that agree in what it looks at: what is shared, its thread, threads it touches.

The shipped `apply` is given a machine in which every other thread stands behind a pane that notices the least look. So
nothing is assumed about what a step looks at.
Not good for: a relation that compares threads by identity or looks at them through their length.
"""

from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from hiwater_model.configuration import Configuration
from hiwater_model.events import Event
from hiwater_model.machine import Machine, Thread
from hiwater_model.relation import apply
from hiwater_model.steps import Step

Core: TypeAlias = tuple[Any, ...]
"""A machine's fields between configuration and threads."""
Projection: TypeAlias = Callable[[Machine], Machine]
"""Gives one machine for all that differ only in what is forgotten."""
_Value = TypeVar("_Value", bound=Hashable)


class Table(Generic[_Value]):
    """Values by number, numbers by value: equal values are kept once and compared by number."""

    def __init__(self) -> None:
        self.values: list[_Value] = []
        self._numbers: dict[_Value, int] = {}

    def number(self, value: _Value) -> int:
        """The number of a value, a new one if it is new."""
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class UnseenLook(Exception):
    """A thread that a step did not look at was looked at afterwards, by something that is told only once."""


class _Behind:
    """A thread behind a pane: whoever looks at it is noticed, while the step is taken; later nobody may look."""

    __slots__ = ("_looked_at", "_number", "_thread")

    def __init__(self, number: int, thread: Thread, looked_at: set[int]) -> None:
        self._number = number
        self._thread = thread
        self._looked_at: set[int] | None = looked_at

    def __getattr__(self, name: str) -> Any:
        if self._looked_at is not None:
            self._looked_at.add(self._number)
        elif self._thread is None:
            raise UnseenLook(f"thread {self._number}, {name}")
        return getattr(self._thread, name)

    def close(self) -> None:
        """The step is over; a thread that it did not look at cannot be looked at any more."""
        if self._looked_at is not None and self._number not in self._looked_at:
            self._thread = cast(Thread, None)
        self._looked_at = None


class Taken(NamedTuple):
    """What a step does: the core after it, threads that it changes with their numbers in the table, what is seen."""

    number: int
    """Tells it from every other step taken at another core or with other threads."""
    core: int
    changed: tuple[tuple[int, int], ...]
    events: tuple[Event, ...]
    before: Machine
    """Threads that the step did not look at cannot be looked at."""
    after: Machine
    """As the relation left it: nothing forgotten that was there before the step."""


class _Known:
    """What is known of a step at a core and a thread: the other threads that it has looked at, and what it did."""

    __slots__ = ("looked_at", "results")

    def __init__(self) -> None:
        self.looked_at: tuple[int, ...] = ()
        self.results: dict[tuple[int, ...], Taken] = {}


class LocalSteps:
    """Takes steps at machines given by the numbers of their parts. `forget` is applied to what comes out."""

    def __init__(self, configuration: Configuration, forget: Projection) -> None:
        self.configuration = configuration
        self.forget = forget
        self.cores = Table[Core]()
        self.threads = Table[Thread]()
        self.taken = 0
        """How often the shipped relation was asked."""
        self._known: dict[tuple[object, ...], _Known] = {}

    def parts(self, machine: Machine) -> tuple[int, tuple[int, ...]]:
        """The numbers of a whole machine's core and threads."""
        core = self.cores.number(machine[1:-1])
        return core, tuple(self.threads.number(thread) for thread in machine.threads)

    def machine(self, core: int, threads: tuple[int, ...]) -> Machine:
        """The machine with these parts."""
        values = self.threads.values
        return Machine._make((self.configuration, *self.cores.values[core], tuple([values[one] for one in threads])))

    def take(self, core: int, threads: tuple[int, ...], actor: int, step: Step) -> Taken:
        """Take a step of an actor (beyond the last thread: time, memory)."""
        own = threads[actor] if actor < len(threads) else -1
        key = (core, own, type(step), step)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Known()
        looked_at = tuple([threads[number] for number in known.looked_at])
        taken = known.results.get(looked_at)
        return self._take_anew(known, core, threads, actor, step) if taken is None else taken

    def _take_anew(self, known: _Known, core: int, threads: tuple[int, ...], actor: int, step: Step) -> Taken:
        looked_at = set(known.looked_at)
        panes = [_Behind(number, self.threads.values[thread], looked_at) for number, thread in enumerate(threads)]
        before = self._behind(core, threads, actor, panes)
        outcome = apply(before, step)
        kept = self.forget(outcome.machine)
        for pane in panes:
            pane.close()
        if len(looked_at) > len(known.looked_at):
            known.looked_at, known.results = tuple(sorted(looked_at)), {}
        self.taken += 1
        changed = tuple(
            (number, self.threads.number(thread))
            for number, thread in enumerate(kept.threads)
            if thread is not before.threads[number]
        )
        taken = Taken(self.taken, self.cores.number(kept[1:-1]), changed, outcome.events, before, outcome.machine)
        known.results[tuple(threads[number] for number in known.looked_at)] = taken
        return taken

    def _behind(self, core: int, threads: tuple[int, ...], actor: int, panes: list[_Behind]) -> Machine:
        seen: list[Any] = [*panes]
        if actor < len(threads):
            seen[actor] = self.threads.values[threads[actor]]
        return Machine._make((self.configuration, *self.cores.values[core], tuple(seen)))
