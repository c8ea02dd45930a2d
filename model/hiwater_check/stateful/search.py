"""Many random runs, watched: some drawn move by move by Hypothesis, the others longer, by the judge's generator.

What Hypothesis draws it can vary and shrink, but a draw costs as much as ten steps; so both are here, over one body.
A refutation is shrunk by the judge, to which the watched model is an implementation that ends.
"""

from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Final, NamedTuple

from hypothesis.stateful import initialize, rule

from hiwater_check.stateful.body import Refuted, Sightings, Watched
from hiwater_check.stateful.watching import Broken, WatchedModel
from hiwater_conform.campaign import fewer_collections
from hiwater_conform.comparison import compare_steps
from hiwater_conform.coverage import Coverage
from hiwater_conform.generator import RandomSteps
from hiwater_conform.lockstep.drawing import DrawnSteps
from hiwater_conform.lockstep.move import Move
from hiwater_conform.lockstep.scope import scopes_of
from hiwater_conform.lockstep.search import run_machine
from hiwater_conform.lockstep.state import LockstepState
from hiwater_conform.lockstep.strategies import configurations, moves
from hiwater_conform.runs import SavedRun
from hiwater_conform.shrink import shrink
from hiwater_model.configuration import Configuration, Profile

SCOPES: Final = scopes_of(profiles=tuple(Profile))
_RUNS_A_TELL: Final = 20
_HYPOTHESIS_SECONDS: Final = 3.0
"""For the shrinking of Hypothesis, which knows nothing of threads and zones: the judge's behind it goes further."""


class Size(NamedTuple):
    """How much is run: examples of Hypothesis with so many moves each, then runs of at most so many steps."""

    examples: int
    moves: int
    runs: int
    longest: int
    seed: int


class Seen(NamedTuple):
    """What came of a search. `run` is the shortest refutation, with the invariant in its title; None: none."""

    drawn_runs: int
    runs: int
    steps: int
    seconds: float
    coverage: Coverage
    broken: Broken | None
    run: SavedRun | None


def search(size: Size, shrink_seconds: float, tell: Callable[[int], None]) -> Seen:
    """Run until an invariant is broken or all is done. The same size gives the same runs of the same model."""
    sightings, began = Sightings(min(_HYPOTHESIS_SECONDS, shrink_seconds)), perf_counter()
    _drawn(sightings, size)
    tell(sightings.runs)
    drawn_runs = sightings.runs
    if sightings.refuted is None:
        _generated(sightings, size, lambda done: tell(drawn_runs + done))
    seconds, refuted = perf_counter() - began, sightings.refuted
    broken, run = (None, None) if refuted is None else _shortened(refuted, shrink_seconds)
    return Seen(drawn_runs, sightings.runs, sightings.steps, seconds, sightings.coverage, broken, run)


def watched_machine(sightings: Sightings) -> type[LockstepState]:
    """The stateful machine whose rules make moves of the watched model. They raise Refuted."""

    class WatchedMachine(LockstepState):
        """One rule, always enabled, and the one that comes first."""

        steps = DrawnSteps()

        def make_body(self) -> Watched:
            return Watched(sightings)

        @initialize(configuration=configurations())
        def begins(self, configuration: Configuration) -> None:
            """Begin the first run."""
            self.begin(configuration)

        @rule(move=moves())
        def happens(self, move: Move) -> None:
            """Make a move."""
            self.make(move)

    WatchedMachine.scopes = SCOPES
    return WatchedMachine


def _drawn(sightings: Sightings, size: Size) -> None:
    with suppress(Refuted), fewer_collections():
        run_machine(watched_machine(sightings), size.examples, size.moves, size.seed)


def _generated(sightings: Sightings, size: Size, tell: Callable[[int], None]) -> None:
    random, body = RandomSteps(size.seed), Watched(sightings)
    with suppress(Refuted), fewer_collections():
        for number in range(size.runs):
            body.begin(random.configuration(*SCOPES[number % len(SCOPES)]))
            for _ in range(size.longest):
                step = None if body.over else random.step(body.machine)
                if step is None:
                    break
                body.take(step)
            if number % _RUNS_A_TELL == 0:
                tell(number)


def _shortened(refuted: Refuted, seconds: float) -> tuple[Broken, SavedRun]:
    """The run, shrunk by the judge if it can replay it; a step that raises is nothing to a judge."""
    configuration, steps, broken = refuted.configuration, refuted.steps, refuted.broken
    if broken.invariant != "total":
        watched = WatchedModel()
        divergence = compare_steps(watched, configuration, steps)
        if divergence is not None:
            shortest = shrink(watched, divergence, seconds).divergence
            configuration, steps = shortest.configuration, shortest.steps
            compare_steps(watched, configuration, steps)
            broken = watched.broken or broken
    title = f"the model alone breaks an invariant: {broken.invariant}"
    return broken, SavedRun(configuration, steps, title=title, notes={len(steps): broken.how})
