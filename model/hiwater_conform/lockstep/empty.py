"""An empty body: threads seem to come and go, with neither relation nor adapter behind them.

Not good for anything but measuring what Hypothesis costs: the moves it takes are of about the same kinds.
"""

from typing import Final

from hiwater_conform.lockstep.beside import Sightings
from hiwater_model.beginning import start
from hiwater_model.configuration import Configuration, Granularity
from hiwater_model.machine import IDLE, Machine, Wait
from hiwater_model.steps import Answer, Call, Run, Step

_POINTS: Final = 6
"""A move is then about as many steps as with the model at the fine granularity."""
_PARKED: Final = Wait("exit")
_AT_DOOR: Final = Wait("door")


class EmptyBody:
    """Users are parked after a call, readers go on to a door and come back from it. Only steps are counted."""

    machine: Machine

    def __init__(self, sightings: Sightings) -> None:
        self._sightings = sightings
        self.over = True

    def begin(self, configuration: Configuration) -> None:
        """Start afresh."""
        self.machine = start(configuration)
        self.over = False
        self._points = _POINTS if configuration.granularity is Granularity.FINE else 0
        self._left = [self._points] * len(self.machine.threads)
        self._sightings.runs += 1

    def take(self, step: Step) -> None:
        """Count a step, and park its thread elsewhere."""
        self._sightings.steps += 1
        if isinstance(step, Call | Answer):
            self._left[step.thread] = self._points
            self._park(step.thread, _PARKED if self._points else self._behind(step.thread))
        elif isinstance(step, Run):
            self._left[step.thread] -= 1
            if self._left[step.thread] <= 0:
                self._park(step.thread, self._behind(step.thread))

    def end(self) -> None:
        """Nothing is left to do."""

    def _behind(self, number: int) -> Wait:
        """Where a thread comes to behind its points: a reader to its door."""
        return _AT_DOOR if number > self.machine.clock else IDLE

    def _park(self, number: int, wait: Wait) -> None:
        threads = list(self.machine.threads)
        threads[number] = threads[number]._replace(wait=wait)
        self.machine = self.machine._replace(threads=tuple(threads))
