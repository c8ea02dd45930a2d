"""A schedule as a short string: one character for each choice between several next steps of a program.

A character is the number of the step in `choices`, in base 36; where there is one next step only, nothing is written.
So the string and the program give the run again, on any implementation.
"""

from collections.abc import Sequence
from typing import Final

from hiwater_conform.adapter import Adapter
from hiwater_conform.exploring.batch import Asked, Asker, Disagreement, Writer
from hiwater_conform.exploring.program import Choice, Program, choices, first_position
from hiwater_conform.exploring.refusals import not_enabled
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Step

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class BadSchedule(ValueError):
    """The string is no schedule of the program; the message says at which character."""


def is_same(step: Step, other: Step) -> bool:
    """Whether two steps are the same. Steps are tuples, so two of different kinds may be equal."""
    return type(step) is type(other) and step == other


def letter(found: Sequence[Choice], number: int) -> str:
    """What is written for one choice among those found. Raises BadSchedule if there are more than 36."""
    if len(found) > len(DIGITS):
        raise BadSchedule(f"a schedule has at most {len(DIGITS)} choices at a step, not {len(found)}")
    return DIGITS[number] if len(found) > 1 else ""


def steps_of(program: Program, schedule: str) -> tuple[Step, ...]:
    """The steps that a schedule stands for, with those that follow it without a choice.

    An undefined step ends them and is left out. Raises BadSchedule.
    """
    machine, position = start(program.configuration), first_position(program)
    steps: list[Step] = []
    place = 0
    while found := choices(program, machine, position):
        if len(found) == 1:
            choice = found[0]
        elif place == len(schedule):
            break
        else:
            choice = found[_index(schedule, place, len(found))]
            place += 1
        machine, position = apply(machine, choice.step).machine, choice.position
        if machine.halted == "undefined":
            break
        steps.append(choice.step)
    if place < len(schedule):
        raise BadSchedule(f"character {place + 1} of the schedule comes after its end: leave it out")
    return tuple(steps)


def schedule_of(program: Program, steps: Sequence[Step]) -> str:
    """The string for steps that the program can take. Raises BadSchedule for others."""
    machine, position = start(program.configuration), first_position(program)
    letters = []
    for count, step in enumerate(steps, start=1):
        found = choices(program, machine, position)
        number = next((place for place, choice in enumerate(found) if is_same(choice.step, step)), None)
        if number is None:
            raise BadSchedule(f"step {count} is none that the program {program.name!r} can take there: {step}")
        letters.append(letter(found, number))
        machine, position = apply(machine, step).machine, found[number].position
    return "".join(letters)


def replay_schedule(program: Program, adapter: Adapter, schedule: str) -> Disagreement | None:
    """Run a schedule twice on an implementation; None if both times it answers as the model. Raises BadSchedule.

    What must be refused is asked after every step.
    """
    writer, machine = Writer(program.configuration), start(program.configuration)
    batch = [writer.begin, *_looks(writer, machine)]
    for step in steps_of(program, schedule):
        outcome = apply(machine, step)
        batch += [writer.step(machine, step, outcome), *_looks(writer, outcome.machine)]
        machine = outcome.machine
    asker = Asker(adapter, writer, twice=True)
    asker.add(batch)
    asker.flush()
    return asker.found


def _looks(writer: Writer, machine: Machine) -> list[Asked]:
    return [*(writer.refusal(machine, step) for step in not_enabled(machine)), writer.look(machine)]


def _index(schedule: str, place: int, among: int) -> int:
    number = DIGITS.find(schedule[place])
    if not 0 <= number < among:
        allowed = f"{DIGITS[0]} to {DIGITS[min(among, len(DIGITS)) - 1]}"
        raise BadSchedule(f"character {place + 1} of the schedule is {schedule[place]!r}; it may be {allowed} there")
    return number
