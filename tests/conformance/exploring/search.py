"""An independent search: breadth first over the pure model, without adapters, lines or schedules."""

from collections import deque
from typing import NamedTuple

from hiwater_conform.exploring.program import Position, Program, choices, first_position
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start


class Found(NamedTuple):
    """What the search reached."""

    states: int
    transitions: int
    ends: frozenset[tuple[Machine, Position]]
    """Where the program has no next step."""
    farthest: int


def search(program: Program) -> Found:
    """Every state of a program; undefined outcomes count as transitions, and lead nowhere."""
    first = (start(program.configuration), first_position(program))
    distance = {first: 0}
    waiting, ends, transitions = deque([first]), set(), 0
    while waiting:
        state = waiting.popleft()
        found = choices(program, *state)
        transitions += len(found)
        if not found:
            ends.add(state)
        for choice in found:
            after = (apply(state[0], choice.step).machine, choice.position)
            if after[0].halted != "undefined" and after not in distance:
                distance[after] = distance[state] + 1
                waiting.append(after)
    return Found(len(distance), transitions, frozenset(ends), max(distance.values()))
