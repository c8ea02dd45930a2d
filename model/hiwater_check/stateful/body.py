"""What takes the steps of random runs: the model alone, with a watch over it; and what many runs came to."""

from math import inf
from time import monotonic
from typing import NoReturn

from hiwater_check.stateful.moment import Moment
from hiwater_check.stateful.watching import Broken, Watch
from hiwater_conform.coverage import Coverage, clauses_followed
from hiwater_conform.lockstep.beside import TimeIsUp
from hiwater_model.configuration import Configuration
from hiwater_model.events import Asked
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, apply, start
from hiwater_model.steps import Step


class Refuted(AssertionError):
    """A step breaks an invariant; `steps` are all up to it, and it."""

    def __init__(self, configuration: Configuration, steps: tuple[Step, ...], broken: Broken) -> None:
        super().__init__(f"{broken.invariant}: {broken.how}")
        self.configuration = configuration
        self.steps = steps
        self.broken = broken


class Sightings:
    """Runs begun, steps watched, what they reached, and the shortest refutation, which ends the search in a while.

    From the first one on runs are begun for `shrink_seconds`; then TimeIsUp is raised, for a caller that catches it.
    """

    def __init__(self, shrink_seconds: float = inf) -> None:
        self.runs = 0
        self.steps = 0
        self.coverage = Coverage()
        self.refuted: Refuted | None = None
        self._shrink_seconds = shrink_seconds
        self._late = inf

    def begin_run(self) -> None:
        """Count a run. Raises TimeIsUp."""
        if monotonic() > self._late:
            raise TimeIsUp
        self.runs += 1

    def see(self, refuted: Refuted) -> None:
        """Keep it if it is the shortest so far."""
        if self.refuted is None:
            self._late = monotonic() + self._shrink_seconds
        if self.refuted is None or len(refuted.steps) <= len(self.refuted.steps):
            self.refuted = refuted


class Watched:
    """The body of a run."""

    machine: Machine

    def __init__(self, sightings: Sightings) -> None:
        self._sightings = sightings
        self.over = True

    def begin(self, configuration: Configuration) -> None:
        """Start afresh. Raises TimeIsUp."""
        self._sightings.begin_run()
        self.machine = start(configuration)
        self._watch = Watch(configuration)
        self._steps: list[Step] = []
        self.over = False

    def take(self, step: Step) -> None:
        """Take a step that is enabled, and look at it. Raises Refuted."""
        before = self.machine
        self._steps.append(step)
        try:
            outcome = apply(before, step)
        except NotEnabled as refusal:
            self._refute(Broken("total", f"a step that is enabled was refused: {refusal}"))
        except Exception as error:  # noqa: BLE001  # whatever a faulted relation raises is what is looked for
            self._refute(Broken("total", f"the step raises {type(error).__name__}: {error}"))
        moment = Moment(before, step, outcome)
        broken = self._watch.look(moment)
        if broken is not None:
            self._refute(broken)
        self._count(moment)
        self.machine = outcome.machine
        self.over = self.machine.halted is not None

    def end(self) -> None:
        """Nothing is left to do."""

    def _count(self, moment: Moment) -> None:
        sightings, outcome = self._sightings, moment.outcome
        sightings.steps += 1
        coverage = sightings.coverage
        coverage.followed(clauses_followed(moment.before, moment.step, outcome))
        coverage.followed(event.payload_clause for event in outcome.events if isinstance(event, Asked))
        if moment.after.halted == "undefined":
            coverage.ended(outcome.events)
        else:
            coverage.stepped(moment.step, outcome.events, self._watch.changed)

    def _refute(self, broken: Broken) -> NoReturn:
        refuted = Refuted(self.machine.configuration, tuple(self._steps), broken)
        self._sightings.see(refuted)
        raise refuted
