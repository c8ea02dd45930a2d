"""A step is taken once for all machines that look alike to it; who it looked at is noticed."""

import pytest

from hiwater_check.states.local import LocalSteps, UnseenLook
from hiwater_check.states.projections import nothing
from hiwater_check.states.scope import TINY, records, world
from hiwater_model.constants import NO_AUDIT
from hiwater_model.relation import apply, start
from hiwater_model.steps import Answer, Call, Run, SetCondition, Step

WORLD = world(3, **TINY)
WRITE, CLOSE = records(1)
READER = 5


def _at(*steps: Step) -> tuple[LocalSteps, int, tuple[int, ...]]:
    machine = start(WORLD)
    for step in steps:
        machine = apply(machine, step).machine
    local = LocalSteps(WORLD, nothing)
    return local, *local.parts(machine)


def test_a_step_is_taken_once() -> None:
    """What another thread has in its descriptor is nothing to a thread that writes its own."""
    local, core, threads = _at()
    first = local.take(core, threads, 0, Call(0, WRITE))
    elsewhere = local.parts(apply(start(WORLD), Call(1, WRITE)).machine)
    assert local.take(*elsewhere, 0, Call(0, WRITE)) is first
    assert local.taken == 1


def test_who_is_woken_was_looked_at() -> None:
    """A turn-off wakes a sleeper, so the sleeper's own state is part of what the step depends on."""
    local, core, threads = _at(Call(0, WRITE), Call(0, CLOSE), Call(1, WRITE), Call(1, CLOSE))
    taken = local.take(core, threads, 2, Call(2, SetCondition(NO_AUDIT)))
    assert [number for number, _thread in taken.changed] == [1, 2]
    assert taken.before.threads[1].wait.at == 493
    with pytest.raises(UnseenLook):
        assert taken.before.threads[READER].wait


def test_the_parts_make_the_machine() -> None:
    """Parts of a step put together are what the relation gives."""
    steps = (Call(0, WRITE), Call(0, CLOSE), Run(READER), Answer(READER, 0, 0))
    local, core, threads = _at()
    machine = start(WORLD)
    for step in steps:
        taken = local.take(core, threads, step.thread, step)
        machine = apply(machine, step).machine
        changed = dict(taken.changed)
        core, threads = taken.core, tuple(changed.get(number, thread) for number, thread in enumerate(threads))
        assert local.machine(core, threads) == machine
