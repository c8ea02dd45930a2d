"""A run of the model that is watched: each step is taken, and every invariant looked at."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from hiwater_check.stateful import relation_rules
from hiwater_check.stateful.door_rules import Door
from hiwater_check.stateful.invariants import INVARIANTS, OF_THE_RELATION
from hiwater_check.stateful.moment import Moment
from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.observation import Observer
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome, apply
from hiwater_model.steps import Step

_ALL: Final = tuple((invariant.name, invariant.rule) for invariant in INVARIANTS)
_OF_THE_RELATION: Final = _ALL[: len(OF_THE_RELATION)]


class Broken(NamedTuple):
    """An invariant does not hold of a step, and in which way."""

    invariant: str
    how: str


class Watch:
    """Looks at the steps of one run, in order."""

    def __init__(self, configuration: Configuration) -> None:
        self.changed: dict[str, Wire] = {}
        """What could be seen to change in the last step."""
        self._observer = Observer(configuration)
        self._door = Door(len(configuration.zones))

    def look(self, moment: Moment) -> Broken | None:
        """The first invariant that the step breaks."""
        undefined = moment.after.halted == "undefined"
        self.changed = {} if undefined else self._observer.changed(moment.before, moment.after)
        for name, rule in _OF_THE_RELATION if undefined else _ALL:
            for how in rule(moment):
                return Broken(name, how)
        for name, found in self._of_the_run(moment):
            for how in found:
                return Broken(name, how)
        return None

    def _of_the_run(self, moment: Moment) -> Iterator[tuple[str, Iterator[str]]]:
        yield "explained", relation_rules.explained(moment, self.changed)
        yield "delivered whole", self._door.follow(moment)


class WatchedModel(ModelAdapter):
    """The model as an implementation that ends where an invariant is broken, so that the judge can shrink its run."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: Broken | None = None
        """What ended the last run that was not good."""
        self._led_to: Machine | None = None

    def apply(self, machine: Machine, step: Step) -> Outcome:
        """One step, watched. Raises AdapterEnded."""
        if machine is not self._led_to:
            self._watch = Watch(machine.configuration)
        outcome = apply(machine, step)
        self._led_to = outcome.machine
        broken = self._watch.look(Moment(machine, step, outcome))
        if broken is not None:
            self.broken = broken
            raise AdapterEnded(f"{broken.invariant}: {broken.how}")
        return outcome
