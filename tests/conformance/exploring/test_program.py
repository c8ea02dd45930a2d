"""A program's next steps follow from machine and position alone, are enabled, and come to an end."""

from random import Random

import pytest

from hiwater_conform.exploring.program import Environment, Program, Refusals, choices, finished, first_position
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_model.configuration import Granularity
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.relation import apply, start
from hiwater_model.steps import Answer, AuClose, AuUwrite, Call, Memory, Run, Step, Tick, TimerFires

RECORD = (AuUwrite((b"x",)), AuClose(0, "thread", 1, 5, 0, None))
READER = 4


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("granularity", Granularity)
def test_random_runs_end(name: str, granularity: Granularity) -> None:
    """Every choice offered is enabled, the same ones are offered again, and each run ends within its budgets."""
    program, random = PROGRAMS[name].at(granularity), Random(1)
    assert program.why.endswith(".")
    assert len(program.calls) == len(program.configuration.threads)
    for _ in range(20):
        machine, position, steps = start(program.configuration), first_position(program), 0
        while found := choices(program, machine, position):
            assert choices(program, machine, position) == found
            choice = random.choice(found)
            machine, position, steps = apply(machine, choice.step).machine, choice.position, steps + 1
            assert steps < 1_000
        assert all(left >= 0 for left in (*position.refusals, position.jumps, position.outages))


def test_budgets_are_spent() -> None:
    """A refusal, a jump of time and an outage are offered as often as allowed; memory may always come back."""
    environment = Environment((Refusals(((9, None), (4, None)), 1),), jumps=1, outages=1)
    world = WORLD._replace(zones=(GLOBAL_ZONE._replace(low_water=0),))
    program = Program("budgets", "Each once.", world, (RECORD, ()), environment)
    machine, position = start(world), first_position(program)
    story: tuple[tuple[Step, list[Step]], ...] = (
        (Run(READER), [Call(0, RECORD[0]), Run(READER), Memory(False)]),
        (Call(0, RECORD[0]), [Call(0, RECORD[0]), Tick(20), Memory(False)]),
        (Call(0, RECORD[1]), [Call(0, RECORD[1]), Tick(20), Memory(False)]),
        (Run(READER), [Run(READER), Tick(20), Memory(False)]),
        (
            Answer(READER, 9, None),
            [Answer(READER, 0, 0), Answer(READER, 9, None), Answer(READER, 4, None), Tick(20), Memory(False)],
        ),
        (Tick(20), [Tick(20), Memory(False)]),
        (Memory(False), [TimerFires(), Memory(False)]),
        (Memory(True), [TimerFires(), Memory(True)]),
    )
    for step, offered in story:
        found = choices(program, machine, position)
        # As text: steps are tuples, and two of different kinds may be equal.
        assert [str(choice.step) for choice in found] == [str(one) for one in offered]
        choice = next(choice for choice in found if str(choice.step) == str(step))
        machine, position = apply(machine, choice.step).machine, choice.position
    assert finished(program, machine, position)
    assert [str(choice.step) for choice in choices(program, machine, position)] == [str(TimerFires())]


def test_nothing_follows_a_halt() -> None:
    """A machine that has stopped has no next steps."""
    program = PROGRAMS["halt"]
    machine = start(program.configuration)._replace(halted="panic")
    assert choices(program, machine, first_position(program)) == []
