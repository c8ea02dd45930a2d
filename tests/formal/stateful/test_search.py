"""The search runs what it says, is the same twice, counts what it reached, and finds what is planted."""

import json
from typing import Any

import pytest

from hiwater_check.layer import Effort, silent
from hiwater_check.stateful import body, layer, reached, watching
from hiwater_check.stateful.search import Seen, Size, search
from hiwater_conform.coverage import Coverage
from hiwater_conform.runs import run_from_wire
from hiwater_model.relation import Outcome, apply
from hiwater_model.steps import Step

SMALL = Size(examples=12, moves=8, runs=30, longest=40, seed=4)
LARGER = Size(examples=12, moves=12, runs=150, longest=60, seed=4)


def _search(size: Size) -> Seen:
    return search(size, 2.0, lambda _done: None)


def test_every_run_keeps_every_invariant_and_is_the_same_twice() -> None:
    """Hypothesis and the generator both run; the same size gives the same steps and the same coverage."""
    seen, again = _search(SMALL), _search(SMALL)
    assert seen.run is None
    assert seen.drawn_runs >= SMALL.examples
    assert seen.runs == seen.drawn_runs + SMALL.runs
    assert (seen.steps, seen.coverage.summary()) == (again.steps, again.coverage.summary())


def _with_a_wrong_count(machine: Any, step: Step) -> Outcome:
    """The relation, but for queues of two records, which count three."""
    outcome = apply(machine, step)
    zones = tuple(
        zone._replace(queue=zone.queue._replace(count=3)) if zone.queue.count == 2 else zone
        for zone in outcome.machine.zones
    )
    return outcome._replace(machine=outcome.machine._replace(zones=zones))


def test_a_planted_fault_is_found_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, its run is short, and the layer tells it in words and as a run file."""
    for module in (body, watching):
        monkeypatch.setattr(module, "apply", _with_a_wrong_count)
    monkeypatch.setitem(layer.SIZES, Effort.QUICK, LARGER)
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert "breaks the invariant" in showing.lines[0]
    run = run_from_wire(_as_json(showing.document["run"]))
    assert len(run.steps) == showing.document["witness_steps"] <= 60


def _as_json(value: Any) -> Any:

    return json.loads(json.dumps(value))


def test_a_relation_that_raises_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that cannot be taken, though it is enabled, breaks an invariant too."""

    def raises(machine: Any, step: Step) -> Outcome:
        if machine.ticks:
            raise IndexError("planted")
        return apply(machine, step)

    monkeypatch.setattr(body, "apply", raises)
    seen = _search(LARGER)
    assert seen.broken is not None
    assert seen.broken.invariant == "total"
    assert "planted" in seen.broken.how


def test_what_was_never_reached_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing run, nothing reached: every kind is listed, and a layer that reaches too little does not hold."""
    missing = reached.never(Coverage())
    assert {"points", "functions", "events", "clauses"} == missing.keys()
    assert "ENQ-07" in missing["clauses"]
    assert "DAEMON-01" not in missing["clauses"]
    monkeypatch.setitem(layer.SIZES, Effort.QUICK, Size(1, 2, 1, 2, 1))
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert any("NOT REACHED" in line for line in showing.lines)
