"""Hypothesis strategies of configurations and of moves: each looks at the state of the machine for which it draws.

A move is drawn by the name of a thread, and the next one in the table that may act does: so a name stays the same when
Hypothesis leaves out what came before, and no draw is thrown away.
"""

from typing import Final

from hypothesis import strategies as st

from hiwater_conform.lockstep.drawing import Draw
from hiwater_conform.lockstep.move import Act, GoesOn, Move
from hiwater_conform.lockstep.state import LockstepState
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Memory, Softcall, TimerFires

_ALL: Final = (
    *("user0", "time", "user1", "memory", "user2", "user3"),
    *("softint", "clock", "reader0", "reader1", "reader2"),
)
"""All threads that a random configuration can have. Time and memory stand behind users that are mostly there."""
_FIRST: Final = st.integers(0, len(_ALL) - 1)


@st.composite
def configurations(draw: Draw) -> Configuration:
    """A configuration within one of the scopes."""
    state: LockstepState = draw(st.runner())
    return _configuration(draw, state)


@st.composite
def moves(draw: Draw) -> Move:
    """Who does what next; a run begins anew when one is over."""
    state: LockstepState = draw(st.runner())
    if state.over:
        return Move("anew", _configuration(draw, state))
    who = _who(state, draw(_FIRST))
    if who == "time":
        return Move(who, state.steps.tick(draw, state.machine))
    if who == "memory":
        return Move(who, Memory(not state.machine.memory))
    return Move(who, _act(draw, state, state.numbers[who]))


def _configuration(draw: Draw, state: LockstepState) -> Configuration:
    return state.steps.begin(draw, *draw(st.sampled_from(state.scopes)))


def _who(state: LockstepState, first: int) -> str:
    """Where nobody may act, a door answers sooner than the pace says, or else time passes."""
    who = next(filter(state.may, (*_ALL[first:], *_ALL[:first])), None)
    if who is None:
        threads = state.machine.threads
        doors = (name for name, number in state.numbers.items() if threads[number].wait.kind == "door")
        who = next(doors, "time")
    return who


def _act(draw: Draw, state: LockstepState, number: int) -> Act:
    machine = state.machine
    kind = machine.threads[number].wait.kind
    if kind == "door":
        return state.steps.answer(draw, number)
    if kind != "idle":
        return GoesOn(state.steps.points(draw))
    if number < machine.softint:
        return state.steps.call(draw, machine, number)
    return Softcall() if number == machine.softint else TimerFires()
