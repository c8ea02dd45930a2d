"""One run of a program under way: the places it has passed, and what an implementation is asked for it."""

from hiwater_conform.exploring.batch import Asked, Writer
from hiwater_conform.exploring.program import Choice, Position, Program, choices, finished, first_position
from hiwater_conform.exploring.refusals import blocked
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Step

FINISHED, HALTED, UNDEFINED, STUCK, CUT = "finished", "halted", "undefined", "stuck", "cut"
"""How a run ends; cut is one that was longer than allowed."""


class Place:
    """A place in a run. `found` are the next steps; none at its end."""

    __slots__ = ("asked", "found", "machine", "position", "refusals")

    def __init__(self, program: Program, machine: Machine, position: Position, asked: Asked | None) -> None:
        self.machine = machine
        self.position = position
        self.asked = asked
        """The step that led here, as it is asked; None at the beginning and behind an undefined step."""
        self.refusals: list[Asked] = []
        """Steps to be refused here, until they are asked."""
        self.found: list[Choice] = choices(program, machine, position)


class Walk:
    """Places from the beginning on; a walk can go back to any of them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.writer = Writer(program.configuration)
        """What writes the lines."""
        first = Place(program, start(program.configuration), first_position(program), None)
        self.places = [first]

    @property
    def last(self) -> Place:
        """Where the walk is."""
        return self.places[-1]

    def take(self, number: int) -> None:
        """Take one of the steps found at the last place."""
        before = self.last
        choice = before.found[number]
        outcome = apply(before.machine, choice.step)
        asked = None
        if outcome.machine.halted != UNDEFINED:
            asked = self.writer.step(before.machine, choice.step, outcome)
        place = Place(self.program, outcome.machine, choice.position, asked)
        if asked is not None:
            place.refusals = [self.writer.refusal(place.machine, step) for step in blocked(place.machine)]
        self.places.append(place)

    def back_to(self, length: int) -> None:
        """Forget all places but the first ones."""
        del self.places[length:]

    def batch(self) -> list[Asked]:
        """All that is asked of an implementation, ending with a look. What must be refused is asked once at a place."""
        batch = [self.writer.begin]
        for place in self.places:
            if place.asked is not None:
                batch.append(place.asked)
                batch += place.refusals
                place.refusals = []
        last = self.places[-2] if self._is_undefined() else self.last
        return [*batch, self.writer.look(last.machine)]

    def steps(self) -> tuple[Step, ...]:
        """The steps taken, without an undefined one."""
        asked = (place.asked for place in self.places)
        return tuple(one.step for one in asked if one is not None and one.step is not None)

    def end(self) -> str:
        """How the run ends, if it goes no further."""
        last = self.last
        if self._is_undefined():
            return UNDEFINED
        if last.machine.halted is not None:
            return HALTED
        if last.found:
            return CUT
        return FINISHED if finished(self.program, last.machine, last.position) else STUCK

    def _is_undefined(self) -> bool:
        return self.last.machine.halted == UNDEFINED
