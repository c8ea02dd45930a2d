"""Every property holds at the small scopes, and falls for a planted fault, with a short run that shows it."""

import pytest

from hiwater_check.states.properties import PROPERTIES, Properties
from hiwater_check.states.scope import SMALL
from hiwater_check.states.search import RAISES, search
from hiwater_conform.clauses import clause_registry
from hiwater_model.relation import apply, start
from tests.formal.states.faults import FAULTS, Fault

LONGEST = 9
"""Steps to the farthest of the planted faults."""


@pytest.mark.parametrize("scope", SMALL)
def test_all_hold(scope: str) -> None:
    """Nothing is broken in any state or at any step of a small scope."""
    program = SMALL[scope]
    assert search(program, watch=Properties(program)).broken == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_breaks_its_property(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The property falls after a few steps, and the trace is a run of the faulty relation."""
    fault.plant(monkeypatch)
    program = SMALL[fault.scope]
    space = search(program, watch=Properties(program), most=20_000)
    trace = space.trace(space.broken[fault.broken])
    assert 2 < len(trace) <= LONGEST
    machine = start(program.configuration)
    for step in trace:
        machine = apply(machine, step).machine


def test_every_property_has_a_fault() -> None:
    """No property is there that was never seen to fall; the one about the relation itself has a test of its own."""
    assert {fault.broken for fault in FAULTS} == set(PROPERTIES) - {RAISES}


def test_clauses_exist() -> None:
    """The clauses that properties name are in the tables."""
    known = {clause.identifier for clause in clause_registry().clauses}
    assert {clause for one in PROPERTIES.values() for clause in one.clauses} <= known
