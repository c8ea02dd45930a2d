"""A stuck machine is told by its waits, what would free it, and the finding that such a state is known by."""

import pytest

from hiwater_conform.exploring.stuck import Waiting, stuck
from hiwater_conform.findings import finding_named
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Memory


def after(finding: str, steps: int) -> Machine:
    """The machine after so many steps of a finding."""
    run = finding_named(finding)
    machine = start(run.configuration)
    for step in run.steps[:steps]:
        machine = apply(machine, step).machine
    return machine


@pytest.mark.parametrize(
    ("finding", "steps", "known_by", "freed_by"),
    [
        ("W1", 8, "W1 or W6", "a call"),
        ("W2", 6, "W2", "a call"),
        ("W4", 6, "W4", "time"),
        ("W6", 17, "W1 or W6", "a call"),
        ("W8", 10, "W8", "a call"),
    ],
)
def test_findings_are_known_again(finding: str, steps: int, known_by: str, freed_by: str) -> None:
    """The stuck state that a finding leads to is known by it, and whether time alone would free the writer."""
    told = stuck(after(finding, steps))
    assert told.findings == (known_by,)
    assert told.freed_by == freed_by
    assert Waiting(told.waiting[0].thread, "asleep", 493, "write_cv", 0, None) == told.waiting[0]


def test_state_of_no_finding_has_none() -> None:
    """A writer that sleeps at low water is known by no finding: that would be a lost wake-up."""
    machine = after("W1", 8)
    zone = machine.zones[0]
    roomy = zone._replace(queue=zone.queue._replace(high_water=9, low_water=5))
    assert stuck(machine._replace(zones=(roomy,))).findings == ()


def test_holder_of_a_lock_is_named() -> None:
    """Who waits for a lock is told with the thread that holds it, here the reader that the daemon does not answer."""
    told = stuck(after("W5", 6))
    [waiting] = [one for one in told.waiting if one.kind == "enter"]
    assert (waiting.what, waiting.holder) == ("door lock", "reader0")
    assert str(waiting).endswith("held by reader0")


def test_wait_for_memory_is_told() -> None:
    """A thread that waits for memory is freed by memory."""
    run = finding_named("W1")
    machine = start(run.configuration._replace(memory=False))
    for step in run.steps[:2]:
        machine = apply(machine, step).machine
    assert stuck(machine).freed_by == "memory"
    assert stuck(apply(machine, Memory(True)).machine).freed_by == "time"
