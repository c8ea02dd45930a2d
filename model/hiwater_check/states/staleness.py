"""How old a record is when it is first offered to the door: no older than the delay; with low water 0, quite new.

Time passes only when nobody but a caller can act: a step takes no time, a door answers at once. Callers may call at any
tick at which something was due. Not good for: a machine on which steps take time.
"""

from typing import Final, NamedTuple

from hiwater_check.states.scope import records, world
from hiwater_conform.exploring.program import Choice, Environment, Position, Program, choices, first_position
from hiwater_model.configuration import Granularity
from hiwater_model.constants import COMPLETE, FIRST, NANOSECONDS_PER_TICK
from hiwater_model.events import Asked
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Call, Tick

_TIME: Final = slice(10, 26)
"""Where a header of 64 bits without address has its time."""
_SECOND: Final = 1_000_000_000


class Age(NamedTuple):
    """A program, and the greatest age at which a record of it was offered, in ticks."""

    name: str
    delay: int
    low_water: int
    oldest: int
    states: int

    @property
    def holds(self) -> bool:
        """Exactly the delay is reached if one record does not wake the reader, and no wait at all if it does."""
        return self.oldest == (self.delay if self.low_water else 0)


def _program(name: str, granularity: Granularity, writers: int, low_water: int) -> Program:
    configuration = world(writers, low_water=low_water)
    return Program(name, "Ages.", configuration, (records(2),) * writers, Environment(jumps=3)).at(granularity)


PROGRAMS: Final = (
    _program("ages", Granularity.BLOCKING, 2, 1),
    _program("ages, low water 0", Granularity.BLOCKING, 2, 0),
    _program("ages, fine", Granularity.FINE, 1, 1),
    _program("ages, fine, low water 0", Granularity.FINE, 1, 0),
)


def oldest(program: Program) -> Age:
    """Follow every run in which nobody dawdles."""
    zone = program.configuration.zones[0]
    first = start(program.configuration), first_position(program)
    known: set[tuple[Machine, Position]] = {first}
    ahead, age = [first], 0
    while ahead:
        machine, position = ahead.pop()
        for choice in _without_dawdling(choices(program, machine, position)):
            outcome = apply(machine, choice.step)
            for event in outcome.events:
                if isinstance(event, Asked) and event.type in (COMPLETE, FIRST):
                    age = max(age, _age(outcome.machine, event.payload))
            after = outcome.machine, choice.position
            if after not in known:
                known.add(after)
                ahead.append(after)
    return Age(program.name, zone.delay, zone.low_water, age, len(known))


def _without_dawdling(found: list[Choice]) -> list[Choice]:
    if all(isinstance(choice.step, Tick | Call) for choice in found):
        return found
    return [choice for choice in found if not isinstance(choice.step, Tick)]


def _age(machine: Machine, payload: bytes) -> int:
    stamp = payload[_TIME]
    made = int.from_bytes(stamp[:8], "big") * _SECOND + int.from_bytes(stamp[8:], "big")
    configuration = machine.configuration
    began = configuration.seconds * _SECOND + configuration.nanoseconds
    return machine.ticks - (made - began) // NANOSECONDS_PER_TICK
