"""The graph that TLC has found: every state as values of Python, every edge with the name of its action.

Not good for: graphs of millions of states; TLC writes each whole.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from hiwater_check.tla.instance import Instance
from hiwater_check.tla.running import LIMIT_SECONDS, Ran, run_tlc, workplace
from hiwater_check.tla.values import Record, Value, value_of

VARIABLES: Final = (
    "at",
    "making",
    "result",
    "until",
    "output",
    "descriptors",
    "records",
    "queue",
    "sleeping",
    "zone",
    "locks",
    "softcalls",
    "timers",
    "counters",
    "budget",
    "halted",
)
"""The variables of the spec, in the order of a state's values."""

State = tuple[Value, ...]
"""A value for each variable of the spec."""
Labelled = tuple[State, str, State]
"""An edge: where from, the name of the action, where to."""

_STATE: Final = re.compile(r'^(-?\d+) \[label="(.*)"')
_EDGE: Final = re.compile(r'^(-?\d+) -> (-?\d+) \[label="(\w+)"')
_BETWEEN: Final = r"\n/\\ "


class Behaviour(NamedTuple):
    """States and labelled edges; the first state begins."""

    first: State
    states: frozenset[State]
    edges: frozenset[Labelled]


class Explored(NamedTuple):
    """What TLC found, and how it ran."""

    behaviour: Behaviour
    ran: Ran


class UnknownText(ValueError):
    """TLC has written something that is not read here."""


def explore_by_tlc(modules: dict[str, str], given: Instance, *, limit_seconds: float = LIMIT_SECONDS) -> Explored:
    """Every state and edge, by TLC. Raises ToolMissing, Failed, UnknownText."""
    with workplace(modules, given) as folder:
        ran = run_tlc(folder, "-dump", "dot,actionlabels", "graph", limit_seconds=limit_seconds)
        return Explored(behaviour(folder / "graph.dot"), ran)


def verdict_by_tlc(modules: dict[str, str], given: Instance, *, workers: int = 1) -> Ran:
    """TLC's verdict alone, nothing written down. Raises ToolMissing, Failed."""
    with workplace(modules, given) as folder:
        return run_tlc(folder, workers=workers)


def behaviour(file: Path) -> Behaviour:
    """Read a graph. Raises UnknownText."""
    known: dict[str, Value] = {}
    states: dict[str, State] = {}
    arcs: list[tuple[str, str, str]] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            edge = _EDGE.match(line)
            if edge is not None:
                arcs.append((edge.group(1), edge.group(3), edge.group(2)))
                continue
            state = _STATE.match(line)
            if state is not None and state.group(1) not in states:
                states[state.group(1)] = _state(state.group(2), known)
    if not states:
        raise UnknownText(f"{file.name} holds no state")
    edges = frozenset((states[source], name, states[target]) for source, name, target in arcs)
    return Behaviour(next(iter(states.values())), frozenset(states.values()), edges)


def _state(text: str, known: dict[str, Value]) -> State:
    values = dict(_variables(text.removeprefix(r"/\\ "), known))
    if values.keys() != set(VARIABLES):
        raise UnknownText(f"a state of {sorted(values)}")
    return tuple(values[name] for name in VARIABLES)


def _variables(text: str, known: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    """Each variable with its value; a text that was read before is not read again."""
    for part in text.split(_BETWEEN):
        name, _, value = part.partition(" = ")
        if value not in known:
            known[value] = value_of(value.replace(r"\n", " ").replace(r"\"", '"'))
        yield name, known[value]


def shown(state: State) -> Record:
    """A state with the names of its variables."""
    return Record(zip(VARIABLES, state, strict=True))
