"""The layer: all of it holds at QUICK, and a fault makes it fail with a run that shows it."""

import json

import pytest

from hiwater_check.layer import Effort, silent
from hiwater_check.states import layer
from hiwater_check.states.scope import SMALL
from hiwater_conform.runs import run_from_wire
from hiwater_model.relation import apply, start
from tests.formal.states.faults import FAULTS

FAULT = next(fault for fault in FAULTS if fault.broken == "drops when full alone")


def test_quick_holds() -> None:
    """Every part holds, is told while it runs, and is in the document, which is JSON."""
    told: list[tuple[str, int, int]] = []
    showing = layer.run(Effort.QUICK, lambda *words: told.append(words))
    assert showing.holds, [line for line in showing.lines if "BROKEN" in line or "NOT" in line]
    parts = json.loads(json.dumps(showing.document))["parts"]
    assert [name for name, _done, _of in told[:-1]] == list(parts)
    assert set(SMALL) <= set(parts)
    assert all(parts[scope]["states"] > 10 for scope in SMALL)


def test_a_fault_is_told_with_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the model breaks a part; the document has a run that can be taken."""
    FAULT.plant(monkeypatch)
    monkeypatch.setattr(layer, "SMALL", {FAULT.scope: SMALL[FAULT.scope]})
    _scopes_alone(monkeypatch)
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert any(f"BROKEN after 3 steps: {FAULT.broken}" in line for line in showing.lines)
    assert showing.document["witness_steps"] == 3
    run = run_from_wire(json.loads(json.dumps(showing.document["parts"][FAULT.scope]["broken"][FAULT.broken])))
    machine = start(run.configuration)
    for step in run.steps:
        machine = apply(machine, step).machine


def test_a_start_that_is_none_of_the_induction_fails_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The part that holds edges against the induction holds the start against it too."""
    monkeypatch.setattr(layer, "START_CHECKS", (lambda _machine: "no beginning",))
    monkeypatch.setattr(layer, "SMALL", {"event": SMALL["event"]})
    _scopes_alone(monkeypatch)
    monkeypatch.setattr(layer, "VALIDATED_QUICKLY", ("event",))
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert showing.document["not as it should be"] == ["event, edges: at the start: no beginning"]


def test_a_scope_that_grew_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scope beyond its bound is told, and the rest is still looked at."""
    monkeypatch.setattr(layer, "_MOST", {Effort.QUICK: 50})
    monkeypatch.setattr(layer, "SMALL", {scope: SMALL[scope] for scope in ("event", "event, off")})
    _scopes_alone(monkeypatch)
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert "event: event: more than 50 states" in showing.lines
    assert showing.document["parts"]["event, off"]["holds"]


def _scopes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what is not a scope."""
    for name in ("VALIDATED_QUICKLY", "HUNTS", "PROGRAMS"):
        monkeypatch.setattr(layer, name, ())
