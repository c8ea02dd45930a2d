"""Steps that are not enabled are refused with a reason and change nothing; those listed as enabled can be taken."""

import re
from collections.abc import Iterator
from random import Random

import pytest

from hiwater_model import Machine, NotEnabled, apply, enabled, explain, ready
from hiwater_model.draft import CLAUSES, POINTS
from hiwater_model.examples import WORLD
from hiwater_model.steps import (
    Answer,
    AuClose,
    AuEnqueue,
    AuWrite,
    Call,
    Memory,
    Run,
    SetKernelAddress,
    SetStatistics,
    Softcall,
    Step,
    Tick,
    TimerFires,
)
from hiwater_specs import read
from tests.model.worlds import FINE, READER, close, run_until, start, take

REFUSED: list[tuple[Step, str]] = [
    (Run(0), "the thread is parked: idle"),
    (Run(99), "no such thread"),
    (Run(-1), "no such thread"),
    (Answer(READER, 0, 0), "not waiting for a door"),
    (Answer(99, 0, 0), "not waiting for a door"),
    (Softcall(), "no softcall"),
    (TimerFires(), "no timer is due"),
    (Tick(0), "time goes forward"),
    (Call(2, AuWrite("thread", (b"x",))), "user threads are numbered from 0 to 1"),
    (Call(0, AuClose(1, "thread", 1, 5, 0, None)), "no zone 1"),
    (Call(0, AuWrite("thread", ())), "at least one membuf"),
    (Call(0, AuEnqueue((bytes(129),))), "at most 128 bytes"),
    (Call(0, SetStatistics(("speed",))), "no counter speed"),
    (Call(0, SetKernelAddress(4, b"\1")), "as many bytes"),
]


@pytest.mark.parametrize(("step", "reason"), REFUSED)
def test_a_step_that_is_not_enabled_says_why_and_changes_nothing(step: Step, reason: str) -> None:
    """One typed error with step and reason; the machine is a value and stays what it was."""
    machine = start(WORLD)
    with pytest.raises(NotEnabled, match=reason) as refusal:
        apply(machine, step)
    assert refusal.value.step is step
    assert machine == start(WORLD)


def test_a_thread_in_a_call_begins_no_other() -> None:
    """A call begins only on an idle thread."""
    machine, _ = take(start(FINE), *close(0))
    with pytest.raises(NotEnabled, match="in a call already"):
        apply(machine, close(0)[0])


def test_an_error_has_no_reply() -> None:
    """An answer is an error or a reply, never both."""
    machine, _ = take(start(WORLD), *close(0), Run(READER))
    with pytest.raises(NotEnabled, match="has no reply"):
        apply(machine, Answer(READER, 4, 0))


def test_a_lock_has_one_owner() -> None:
    """A thread that wants a held lock may not go on until it is left."""
    machine, _ = take(start(FINE), *close(0), *close(1))
    machine = run_until(run_until(machine, 0, 372), 1, 372)
    machine = apply(machine, Run(0)).machine
    assert machine.zones[0].queue_lock == 0
    assert not ready(machine, 1)
    with pytest.raises(NotEnabled, match="enter queue lock"):
        apply(machine, Run(1))
    machine = apply(machine, Run(0)).machine
    assert machine.zones[0].queue_lock is None
    assert ready(machine, 1)


def walk(seed: int, steps: int) -> Iterator[tuple[Machine, Step]]:
    """A random walk over enabled steps and closes, machine by machine."""
    random = Random(seed)
    machine = start(FINE if seed % 2 else WORLD)
    for _ in range(steps):
        choices = list(enabled(machine))
        idle = [number for number in (0, 1) if machine.threads[number].wait.kind == "idle"]
        if idle and random.random() < 0.5:
            choices = list(
                close(random.choice(idle), (bytes(random.randrange(1, 129)),), flag=random.choice([1, 3, 5]))
            )
        if not choices:
            return
        step = random.choice(choices)
        yield machine, step
        machine = apply(machine, step).machine


@pytest.mark.parametrize("seed", range(6))
def test_what_is_enabled_can_be_taken(seed: int) -> None:
    """Every step that `enabled` lists is taken; every other Run, Softcall and TimerFires is refused."""
    for machine, _ in walk(seed, 150):
        listed = set(enabled(machine))
        for step in listed:
            apply(machine, step)
        others: list[Step] = [Run(number) for number in range(len(machine.threads))]
        for step in [*others, Softcall(), TimerFires()]:
            if step not in listed:
                with pytest.raises(NotEnabled):
                    apply(machine, step)


@pytest.mark.parametrize("seed", range(6))
def test_a_step_is_a_function(seed: int) -> None:
    """Taken twice from one machine, a step leads to one outcome."""
    for machine, step in walk(seed, 150):
        assert apply(machine, step) == apply(machine, step)


def test_the_points_are_those_of_the_protocol() -> None:
    """Every line that the protocol's table of points names has a handler, and no other line has one."""
    page = read("protocol/README.md").decode()
    table = page.split("## The points of audit_io.c, by line")[1].split("`what` is")[0]
    named = {int(number) for row in re.findall(r"\| ([^|]*) \|\n", table) for number in re.findall(r"\b\d{3}\b", row)}
    assert named == {place for place in POINTS if isinstance(place, int)}
    assert set(POINTS) <= set(CLAUSES)


def test_the_labels_are_those_of_the_protocol() -> None:
    """Every point of a neighbour stands in the protocol by its label."""
    page = read("protocol/README.md").decode()
    for place in POINTS:
        if isinstance(place, str):
            assert f"`{place}`" in page, place


def test_fields_are_explained_by_clauses() -> None:
    """What a step wrote is explained by the clause it wrote it under, whatever the subject."""
    outcome = apply(run_until(take(start(FINE), *close(0))[0], 0, 372), Run(0))
    assert explain(outcome, "zone0.records") == "ENQ-06"
    assert explain(outcome, "zone0.count") == "ENQ-07"
    assert explain(outcome, "zone0.queue_lock") == "LOCK-01"
    assert explain(outcome, "user0.wait") == "ENQ-09"
    assert explain(outcome, "user1.wait") == outcome.clause
    assert explain(apply(start(FINE), Tick(1)), "ticks") == "CLOCK-01"
    assert explain(apply(start(FINE), Memory(False)), "memory") == "MEMBUF-01"
    assert explain(apply(start(FINE), Run(READER)), "reader0.wait") == "OUTPUT-02"
