"""Small state graphs as data for the inspector; `published.py` writes them.

A state is told by what a person wants to see of it, an edge by its words; threads keep their names, so symmetry is left
out. Not good for: going on from a state; a run of edges from the first state is a run of the protocol and can be.
"""

import json
from typing import Any

from hiwater_check.states.fates import fate
from hiwater_check.states.graph import State
from hiwater_check.states.search import Reductions, Space, search
from hiwater_conform.exploring.program import Program
from hiwater_conform.telling.words import step_in_words
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import thread_names
from hiwater_model.machine import IDLE, Machine


def graph_text(program: Program) -> str:
    """The graph of a program as JSON, a state or an edge on a line."""
    document = _document(search(program, Reductions(symmetry=False)))
    parts = []
    for key, value in document.items():
        if key in ("states", "edges"):
            rows = ",\n".join(f"  {_compact(one)}" for one in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {_compact(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _document(space: Space) -> dict[str, Any]:
    program = space.program
    names = thread_names(program.configuration)
    ends = {number: fate(program, *space.state(number)) for number in space.ends}
    return {
        "scope": program.name,
        "why": program.why,
        "configuration": configuration_to_wire(program.configuration),
        "threads": names,
        "states": [_state(space.state(number), names, ends.get(number)) for number in range(len(space.states))],
        "edges": [_edge(space, number, names) for number in range(len(space.arcs))],
    }


def _state(state: State, names: tuple[str, ...], end: tuple[str, ...] | None) -> dict[str, Any]:
    """What is not worth saying is left out: idle threads, empty lists."""
    machine = state.machine
    zones = [
        {
            "count": zone.queue.count,
            "marks": [zone.queue.low_water, zone.queue.high_water],
            "state": zone.state,
            "policy": zone.policy,
            "door": zone.door,
            "sleeping_writers": [names[one] for one in zone.queue.sleeping_writers],
        }
        for zone in machine.zones
    ]
    told: dict[str, Any] = {"begun": state.position.begun, "zones": zones, "waits": _waits(machine, names)}
    told |= {key: value for key, value in (("softcalls", len(machine.softcalls)), ("halted", machine.halted)) if value}
    if machine.timers:
        told["timers"] = [[timer.kind, timer.due] for timer in machine.timers]
    if end is not None:
        told["end"] = list(end) or ["well"]
    return told


def _waits(machine: Machine, names: tuple[str, ...]) -> dict[str, list[Any]]:
    return {
        name: [thread.wait.kind, thread.wait.at, thread.wait.what, thread.wait.zone]
        for name, thread in zip(names, machine.threads, strict=True)
        if thread.wait is not IDLE
    }


def _edge(space: Space, number: int, names: tuple[str, ...]) -> list[Any]:
    """Source, target, and the step in words."""
    arc = space.arcs[number]
    before = space.state(arc.source).machine
    return [arc.source, arc.target, step_in_words(step_to_wire(arc.step, names), _waits(before, names))]


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
