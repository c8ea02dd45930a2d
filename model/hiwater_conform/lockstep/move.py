"""What one rule of the machine does: who does what. Its text is a line of the script that a failure prints."""

from typing import NamedTuple, TypeAlias

from hiwater_model.configuration import Configuration
from hiwater_model.steps import Answer, Arguments, AsyncEvent, Memory, Softcall, Tick, TimerFires


class GoesOn(NamedTuple):
    """A thread passes so many points, or as many as it can: each is a step."""

    points: int


class Storm(NamedTuple):
    """An asynchronous event comes so many times, each as far as the thread can go, or until it cannot end one."""

    event: AsyncEvent
    times: int


Act: TypeAlias = Arguments | Storm | GoesOn | Answer | Softcall | TimerFires
"""What a thread does: a call, many of one kind, points that are passed, its door answers, a softcall, a timer."""


class Move(NamedTuple):
    """A thread by its name acts, or `time` passes, or `memory` runs out or is there again, or a run begins `anew`."""

    who: str
    does: Act | Tick | Memory | Configuration
