"""The stateful machine: a run begins, then one move after the other is made, on whatever body takes the steps.

A failure is printed as a script of moves. There is one rule and not one for each thread: Hypothesis turns rules off at
random in each example, half of them on average, and a world whose readers or users never act shows little.
Not good for: proof. It says what random walks of bounded length saw.
"""

from collections.abc import Callable

from hypothesis.stateful import initialize, rule

from hiwater_conform.adapter import Adapter
from hiwater_conform.lockstep.beside import Beside, Sightings
from hiwater_conform.lockstep.drawing import DrawnSteps
from hiwater_conform.lockstep.empty import EmptyBody
from hiwater_conform.lockstep.move import Move
from hiwater_conform.lockstep.scope import Scope, scopes_of
from hiwater_conform.lockstep.state import Body, LockstepState
from hiwater_conform.lockstep.strategies import configurations, moves
from hiwater_model.configuration import Configuration

ALL_SCOPES = scopes_of()


def lockstep_machine(
    factory: Callable[[], Adapter], sightings: Sightings, scopes: tuple[Scope, ...] = ALL_SCOPES
) -> type[LockstepState]:
    """A machine class that puts an adapter beside the model. Its rules raise Diverged; `sightings` counts.

    The adapter is made here, once, and serves all examples; who made the factory closes it.
    """
    adapter = factory()
    return _machine(lambda: Beside(adapter, sightings), scopes)


def empty_machine(sightings: Sightings, scopes: tuple[Scope, ...] = ALL_SCOPES) -> type[LockstepState]:
    """The same machine with an empty body, by which the cost of Hypothesis itself is measured."""
    return _machine(lambda: EmptyBody(sightings), scopes)


def _machine(make_body: Callable[[], Body], scopes: tuple[Scope, ...]) -> type[LockstepState]:
    class LockstepMachine(_Rules):
        steps = DrawnSteps()

        def make_body(self) -> Body:
            return make_body()

    LockstepMachine.scopes = scopes
    return LockstepMachine


class _Rules(LockstepState):
    """One rule, always enabled, and the one that comes first."""

    @initialize(configuration=configurations())
    def begins(self, configuration: Configuration) -> None:
        """Begin the first run."""
        self.begin(configuration)

    @rule(move=moves())
    def happens(self, move: Move) -> None:
        """Make a move."""
        self.make(move)
