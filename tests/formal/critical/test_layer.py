"""The layer: sections confirmed by CrossHair, planted faults refuted, and nothing left open passes."""

import pytest

from hiwater_check.planted_faults import planted_faults
from hiwater_check.symbolic.analysis import analyse
from hiwater_check.symbolic.verdicts import Analysis, Condition, Verdict
from hiwater_inspector.command_line.checking.critical import layer
from hiwater_inspector.command_line.checking.critical.faulted import LIMIT_SECONDS, Trial, try_fault
from hiwater_inspector.command_line.checking.critical.pinned import pinned

BY_NAME = {fault.name: fault for fault in planted_faults()}
REFUTED = {
    "writers-woken-late": "one_record_leaves",
    "freed-under-lock": "several_records_leave",
    "one-writer-woken": "one_record_leaves",
    "again-is-an-error": "door_answers",
    "door-kept": "door_fails_the_reader",
}
"""Faults, and a contract that each breaks."""


@pytest.mark.parametrize("module", ["dequeuing"])
def test_sections_are_confirmed(module: str) -> None:
    """Every section of the module is confirmed over all paths; their number is the pinned one."""
    (whole,) = [name for name in pinned().confirmed if name.endswith(f".{module}")]
    analysis = analyse(whole, LIMIT_SECONDS)
    assert analysis.confirmed, analysis
    assert len(analysis.conditions) == pinned().confirmed[whole]


@pytest.mark.parametrize("name", REFUTED)
def test_planted_fault_is_refuted(name: str) -> None:
    """A faulted copy of the implementation differs from the model, for arguments that are told."""
    trial = try_fault(BY_NAME[name])
    assert trial.refuted
    assert "differs" in trial.witnesses[REFUTED[name]]


def test_every_planted_fault_is_decided() -> None:
    """Each fault of the bank is refuted by a module, or there is a reason why it cannot be."""
    numbers = pinned()
    assert set(numbers.refuted) | set(numbers.beyond) == set(BY_NAME)
    assert not set(numbers.refuted) & set(numbers.beyond)
    assert all(module in numbers.confirmed for module in numbers.refuted.values())
    assert all(numbers.beyond.values())


def _analyses(verdict: Verdict = Verdict.CONFIRMED, *, fewer: int = 0) -> list[Analysis]:
    found = []
    for module, number in pinned().confirmed.items():
        conditions = [Condition("contract", "post", Verdict.CONFIRMED, "", 1, 0.0)] * number
        found.append(Analysis(module, tuple(conditions), 0.0))
    first = found[0]
    spoilt = (*first.conditions[fewer + 1 :], Condition("last", "post", verdict, "why", 1, 0.0))
    found[0] = first._replace(conditions=spoilt)
    return found


def test_what_is_pinned_holds() -> None:
    """All confirmed, as many as are pinned."""
    showing = layer.shown(_analyses(), [], {"tool": "1"})
    assert showing.holds
    assert showing.document["sections"] == sum(pinned().confirmed.values())
    assert "BLOCK-06" in showing.document["clauses"]


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.CONFIRMED])
def test_what_is_not_confirmed_fails(verdict: Verdict) -> None:
    """Refuted, raised, vacuous, missing, not confirmed: each fails the layer, and is told."""
    showing = layer.shown(_analyses(verdict), [], {})
    assert not showing.holds
    assert verdict.value in showing.lines[-1]


def test_contract_that_is_lost_fails() -> None:
    """A contract less than is pinned fails the layer."""
    assert not layer.shown(_analyses(fewer=1), [], {}).holds


def test_module_that_is_not_judged_fails() -> None:
    """A module of which nothing was said fails the layer."""
    showing = layer.shown(_analyses()[1:], [], {})
    assert not showing.holds
    assert showing.lines[-1].endswith("enqueueing: not judged")


def test_module_in_trouble_fails() -> None:
    """A process that died fails the layer, even if all its conditions were confirmed before."""
    first, *others = _analyses()
    assert not layer.shown([first._replace(trouble="exit code 1"), *others], [], {}).holds


@pytest.mark.parametrize("trouble", ["", "exit code 1"])
def test_fault_that_passes_fails(trouble: str) -> None:
    """A planted fault that no contract refutes, or whose process died, fails the layer."""
    trial = Trial(BY_NAME["door-kept"], _analyses()[0]._replace(trouble=trouble))
    showing = layer.shown(_analyses(), [trial], {})
    assert not showing.holds
    assert "door-kept" in showing.lines[-1]
