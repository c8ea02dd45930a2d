"""Every hang and stranding is found again by search, in a shortest run; and what is said of the new ones is so."""

import pytest

from hiwater_check.states.expected import SHORTEST
from hiwater_check.states.hunts import HUNTS, Hunt, hunt_down
from hiwater_conform.exploring.stuck import freed_by
from hiwater_conform.findings import all_findings
from hiwater_model.constants import POLICY_COUNT
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Auditdoor, Call, SetPolicy, SetQueueControl, Step

HANGS = {"W1", "W2", "W3", "W4", "W5", "W6", "W7", "Q26", "Q31", "Q32", "Q33"}
"""Findings that are hangs or strandings."""
SLEEPER, ADMINISTRATOR = 1, 2


@pytest.mark.parametrize("hunt", HUNTS, ids=lambda hunt: hunt.finding)
def test_it_is_found(hunt: Hunt) -> None:
    """A run of the expected length shows it, and can be replayed."""
    steps = hunt_down(hunt).steps
    assert steps is not None
    assert len(steps) == SHORTEST[hunt.finding]
    _replayed(hunt, *steps)


def test_all_are_hunted() -> None:
    """Each finding that is a hang or a stranding has a hunt, and each hunt but the new ones a finding."""
    hunted = {hunt.finding for hunt in HUNTS}
    assert hunted >= HANGS
    assert hunted <= {finding.id for finding in all_findings()}


def test_a_fault_that_cannot_be_is_not_caught() -> None:
    """A hunt for what is not there looks at every state and comes home with nothing."""
    catch = hunt_down(HUNTS[0]._replace(caught=lambda _before, _after, _edge: False))
    assert catch.steps is None
    assert catch.states > 20


@pytest.mark.parametrize(
    ("call", "runs_on"),
    [(SetPolicy(POLICY_COUNT), False), (SetQueueControl(2, 0, 64, 20), True), (Auditdoor(8), True)],
    ids=["CNT once more", "the same marks once more", "a new daemon"],
)
def test_who_is_left_asleep_between_the_marks(call: SetPolicy, runs_on: bool) -> None:
    """W8: time and CNT never free the writer, though there is room; A_SETQCTRL does, and so does a daemon."""
    machine = _caught("W8")
    queue = machine.zones[0].queue
    assert queue.low_water < queue.count < queue.high_water
    assert machine.zones[0].policy & POLICY_COUNT
    assert freed_by(machine) == "a call"
    machine = apply(machine, Call(ADMINISTRATOR, call)).machine
    if isinstance(call, Auditdoor):
        assert freed_by(machine) == "time"
    else:
        assert (machine.threads[SLEEPER].wait.kind == "enter") is runs_on


def test_a_record_that_waits_with_auditing_on() -> None:
    """W9: time does not deliver the record, since no kick is left; a further record that is above low water does."""
    machine = _caught("W9")
    assert machine.timers == ()
    assert machine.threads[4].wait.kind == "asleep"
    assert machine.zones[0].queue.count == machine.zones[0].queue.low_water == 1
    assert machine.zones[0].door is not None


def _caught(finding: str) -> Machine:
    hunt = next(hunt for hunt in HUNTS if hunt.finding == finding)
    steps = hunt_down(hunt).steps
    assert steps is not None
    return _replayed(hunt, *steps)


def _replayed(hunt: Hunt, *steps: Step) -> Machine:
    machine = start(hunt.program.configuration)
    for step in steps:
        machine = apply(machine, step).machine
    return machine
