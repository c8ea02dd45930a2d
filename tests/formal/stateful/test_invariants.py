"""Every invariant holds of what the model does, and is broken by a lie about it."""

import pytest

from hiwater_check.stateful import relation_rules
from hiwater_check.stateful.door_rules import Door
from hiwater_check.stateful.invariants import BY_RUN, INVARIANTS
from hiwater_check.stateful.moment import Moment
from hiwater_conform.clauses import clause_registry
from hiwater_model import start
from hiwater_model.events import Asked
from hiwater_model.examples import WORLD
from hiwater_model.relation import apply
from hiwater_model.steps import Answer, Step
from tests.formal.stateful.lies import BLOCKED, DRAINING, LIES, READER, SLOW, TAKEN, TICK, Lie, told

RULES = {invariant.name: invariant.rule for invariant in INVARIANTS}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.invariant)
def test_a_lie_breaks_its_invariant(lie: Lie) -> None:
    """The rule finds nothing in the true outcome, and something in the false one."""
    before, outcome = told(lie.world, lie.steps)
    rule = RULES[lie.invariant]
    assert list(rule(Moment(before, lie.steps[-1], outcome))) == []
    assert list(rule(Moment(before, lie.steps[-1], lie.doctor(outcome)))) != []


def test_a_step_that_should_be_refused_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation that lets a parked thread go on, and one that goes on when halted."""
    before, outcome = told(SLOW, BLOCKED)
    assert list(relation_rules.refusals(Moment(before, BLOCKED[-1], outcome))) == []
    halted = outcome._replace(machine=outcome.machine._replace(halted="panic"))
    monkeypatch.setattr(relation_rules, "apply", lambda _machine, _step: outcome)
    assert list(relation_rules.refusals(Moment(before, BLOCKED[-1], outcome))) != []
    assert list(relation_rules.refusals(Moment(before, BLOCKED[-1], halted))) != []


def test_every_invariant_is_lied_to() -> None:
    """There is a lie for each, and each has a sentence and clauses that exist."""
    assert {*(lie.invariant for lie in LIES), "refusals"} == set(RULES)
    assert len(RULES) + len(BY_RUN) >= 30
    for invariant in INVARIANTS:
        assert invariant.sentence.endswith(".")
        for clause in invariant.clauses:
            clause_registry().find(clause)


def test_a_change_without_clause_is_found() -> None:
    """A field that changed under a clause that does not exist is not explained."""
    before, outcome = told(SLOW, TICK)
    moment = Moment(before, TICK[0], outcome)
    assert list(relation_rules.explained(moment, ["ticks"])) == []
    nameless = Moment(before, TICK[0], outcome._replace(writes=(), clause=""))
    assert list(relation_rules.explained(nameless, ["ticks"])) != []


def _at_the_door(steps: tuple[Step, ...], lie: Asked | None = None) -> list[str]:
    """What the door's rules say of a run, in whose last step `lie` was asked in place of the truth."""
    machine, door, found = start(WORLD), Door(1), list[str]()
    for number, step in enumerate(steps):
        outcome = apply(machine, step)
        if lie is not None and number == len(steps) - 1:
            outcome = outcome._replace(events=(lie,))
        found += door.follow(Moment(machine, step, outcome))
        machine = outcome.machine
    return found


ASKED = Asked("TABLE-02", READER, 0, 7, 0, b"x" * 20, "IO-04")


@pytest.mark.parametrize(
    ("steps", "lie"),
    [
        (DRAINING, ASKED._replace(type=3)),
        (DRAINING, ASKED._replace(type=1)),
        (DRAINING, ASKED._replace(payload=b"x" * 65)),
    ],
)
def test_a_wrong_buffer_is_found(steps: tuple[Step, ...], lie: Asked) -> None:
    """LAST without FIRST, a part that is not full, and a buffer beyond its size."""
    assert _at_the_door(steps) == []
    assert _at_the_door(steps, lie) != []


def test_a_record_that_left_undelivered_is_found() -> None:
    """The bytes that went through the door are not those of the record that leaves."""
    assert _at_the_door(TAKEN) == []
    machine, door = start(WORLD), Door(1)
    for step in DRAINING:
        outcome = apply(machine, step)
        events = tuple(ASKED if isinstance(event, Asked) else event for event in outcome.events)
        assert list(door.follow(Moment(machine, step, outcome._replace(events=events)))) == []
        machine = outcome.machine
    assert list(door.follow(Moment(machine, TAKEN[-1], apply(machine, TAKEN[-1])))) != []


def test_giving_up_after_eagain_is_found() -> None:
    """Whoever was told to come again comes again."""
    machine, door = start(WORLD), Door(1)
    for step in DRAINING:
        outcome = apply(machine, step)
        list(door.follow(Moment(machine, step, outcome)))
        machine = outcome.machine
    again, final = (apply(machine, Answer(READER, error, None)) for error in (11, 4))
    assert list(door.follow(Moment(machine, Answer(READER, 11, None), final))) != []
    assert again.machine.threads[READER].wait.at == 561
