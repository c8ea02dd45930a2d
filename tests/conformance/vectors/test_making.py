"""How vectors are made: the same every time, each wrong answer refused and blamed, copies where nothing is blamed."""

from hiwater_check.faults.copies import broken_copies
from hiwater_conform.clauses import clause_registry
from hiwater_conform.comparison import compare_steps
from hiwater_conform.observation import Observer
from hiwater_conform.runs import run_text
from hiwater_conform.scenarios import all_scenarios
from hiwater_conform.vectors.checking import problem_of
from hiwater_conform.vectors.forgery import forged, forgeries, right_answer
from hiwater_conform.vectors.liar import Liar
from hiwater_conform.vectors.making import Pair, pairs_of
from hiwater_conform.vectors.searching import Sources, System, shortest
from hiwater_conform.vectors.stored import shipped_vectors
from hiwater_model.configuration import Granularity, Profile
from hiwater_model.relation import apply, start

BLOCKING = System(64, Granularity.BLOCKING, Profile.GIVEN)
FINE = BLOCKING._replace(granularity=Granularity.FINE)
SCENARIO = all_scenarios()[3]
"""A writer blocks at high water, and is woken."""


def made(system: System, *clauses: str) -> list[Pair]:
    """Pairs out of few random steps."""
    return list(pairs_of(system, clauses, Sources(500, 100), broken_copies(), lambda *_: None))


def test_the_same_every_time() -> None:
    """And as they are shipped: these come from the findings' runs, which are looked at first."""
    once, again = (made(BLOCKING, "ENQ-08", "BLOCK-02", "DOOR-04") for _ in range(2))
    assert [run_text(one.positive) for one in once] == [run_text(one.positive) for one in again]
    assert [run_text(one.negative) for one in once] == [run_text(one.negative) for one in again]
    assert [one.clause for one in once] == ["ENQ-08", "BLOCK-02", "DOOR-04"]


def test_what_is_made_is_right() -> None:
    """In both granularities."""
    for pair in (*made(BLOCKING, "DEQ-05", "IO-01"), *made(FINE, "RECORD-10", "ENQ-04")):
        assert problem_of(pair.positive) is None
        assert problem_of(pair.negative) is None
        assert pair.negative.divergence is not None
        assert pair.negative.divergence.clause == pair.clause


def test_a_clause_that_is_never_blamed_is_broken_by_a_copy() -> None:
    """BACK-02 is followed by another clause in the same step: that one is blamed for the fault, and both are named."""
    (pair,) = made(BLOCKING, "BACK-02")
    assert problem_of(pair.negative) is None
    assert pair.negative.clauses[0] == "BACK-02"
    assert pair.negative.divergence is not None
    assert pair.negative.divergence.clause in pair.negative.clauses[1:]


def test_wrong_answers_are_refused_and_right_ones_are_not() -> None:
    """Of every step of a run: each has some, none of them is the right one, each is blamed on a clause."""
    machine, observer = start(SCENARIO.configuration), Observer(SCENARIO.configuration)
    known, blamed = set(clause_registry().identifiers), set()
    for step in SCENARIO.steps:
        outcome = apply(machine, step)
        right = right_answer(machine, outcome, observer)
        wrong = list(forgeries(machine, outcome, observer))
        assert wrong
        assert all(one.answer != right for one in wrong)
        blamed |= {one.difference.clause for one in wrong}
        machine = outcome.machine
    assert blamed <= known
    assert {"BLOCK-05", "DEQ-05", "ENQ-07"} <= blamed


def test_a_clause_that_has_no_part_in_a_step_is_not_blamed_for_it() -> None:
    """And the liar for it says nothing but the truth."""
    machine, observer = start(SCENARIO.configuration), Observer(SCENARIO.configuration)
    outcome = apply(machine, SCENARIO.steps[0])
    assert forged(machine, outcome, observer, "ZONE-03") is None
    assert compare_steps(Liar("ZONE-03"), SCENARIO.configuration, SCENARIO.steps) is None
    lied = compare_steps(Liar("DEQ-05"), SCENARIO.configuration, SCENARIO.steps)
    assert lied is not None
    assert lied.difference.clause == "DEQ-05"


def test_the_shortest_run_is_kept() -> None:
    """Of those that were met; a clause that was not met is not there."""
    few = shortest(BLOCKING, ["ENQ-07", "DAEMON-01"], Sources(0, 100))
    more = shortest(BLOCKING, ["ENQ-07", "DAEMON-01"], Sources(3_000, 100))
    assert set(few) == set(more) == {"ENQ-07"}
    assert len(more["ENQ-07"].steps) <= len(few["ENQ-07"].steps)


def test_vectors_are_short() -> None:
    """A reader can follow them: the longest of the tiny tier has 40 steps, and half of them three at most.

    But for a table of 200 softcalls, which takes that many steps to be filled, all of them the same.
    """
    filling = [vector for vector in shipped_vectors("tiny") if vector.clauses[0] == "SOFTCALL-02"]
    assert all(len(vector.steps) == 202 and len(set(vector.steps)) == 2 for vector in filling)
    lengths = sorted(len(vector.steps) for vector in shipped_vectors("tiny") if vector not in filling)
    assert lengths[-1] <= 40
    assert lengths[len(lengths) // 2] <= 3
