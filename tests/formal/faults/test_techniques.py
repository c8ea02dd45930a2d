"""A technique kills what it should, survives what it should, and a missing one kills nothing."""

import json
import subprocess
import sys

import pytest

from hiwater_check.faults import techniques
from hiwater_check.faults.bank import bank
from hiwater_check.faults.faulted import faulted
from hiwater_check.faults.matrix import NO_FAULT, Cell, matrix, problems_of, summary
from hiwater_check.faults.techniques import LOCKSTEP, Trial, Verdict, is_there, try_on
from hiwater_check.layer import Effort, silent
from hiwater_check.layers import HOLDS, LAYERS, MISSING, REFUSED, REFUTED
from hiwater_check.planted_faults import PlantedFault

FAULTS = {fault.name: fault for fault in bank()}
SURVIVED = Trial(Verdict.SURVIVED, "", 1.0, None)
KILLED = Trial(Verdict.KILLED, "", 1.0, 3)


def test_lockstep_kills_a_fault_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model beside a faulted copy of itself differs soon, in a short run; beside a copy without fault never."""
    monkeypatch.setattr(techniques, "LOCKSTEP_STEPS", 2_000)
    with faulted(FAULTS["enqueue-counted-twice"]) as environment:
        killed = try_on(None, environment)
    assert killed.verdict is Verdict.KILLED
    assert killed.witness_steps is not None
    assert killed.witness_steps <= 10
    assert "ENQ-10" in killed.how
    with faulted(None) as environment:
        assert try_on(None, environment).verdict is Verdict.SURVIVED


def _stand_in(monkeypatch: pytest.MonkeyPatch, script: str, limit_seconds: float = 60.0) -> Trial:
    """What is made of a layer that is this script."""

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, _command: object, **settings: object) -> None:
            super().__init__([sys.executable, "-c", script], **settings)  # type: ignore[call-overload]  # as given

    monkeypatch.setattr(subprocess, "Popen", Popen)
    with faulted(None) as environment:
        return try_on(LAYERS["stateful"], environment, limit_seconds)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (HOLDS, Verdict.SURVIVED),
        (REFUTED, Verdict.KILLED),
        (MISSING, Verdict.NOT_THERE),
        (REFUSED, Verdict.REFUSED),
    ],
)
def test_a_layer_is_judged_by_how_it_ends(monkeypatch: pytest.MonkeyPatch, code: int, verdict: Verdict) -> None:
    """By its exit code; the length of the witness is in its document."""
    showing = json.dumps({"lines": ["found"], "document": {"witness_steps": 7}, "missing": "the tool"})
    trial = _stand_in(monkeypatch, f"import sys; print({showing!r}); sys.exit({code})")
    assert trial.verdict is verdict
    assert trial.witness_steps == (7 if verdict is Verdict.KILLED else None)


def test_the_reason_of_a_kill_is_what_is_not_as_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer's first line may be about a part that holds."""
    showing = json.dumps({"lines": ["fine"], "document": {"not as it should be": ["the count is wrong"]}})
    trial = _stand_in(monkeypatch, f"import sys; print({showing!r}); sys.exit({REFUTED})")
    assert trial.how == "the count is wrong"


def test_a_model_that_cannot_be_translated_is_no_kill() -> None:
    """`not in` is none of what solvers can be told: the induction refuses, and has found nothing."""
    fault = FAULTS["full-is-one-more"]
    (edit,) = fault.edits
    odd = fault._replace(edits=(edit._replace(new="return count not in range(high_water)"),))
    with faulted(odd) as environment:
        trial = try_on(LAYERS["induction"], environment)
    assert trial.verdict is Verdict.REFUSED
    assert "is not translated" in trial.how


def test_the_mutants_are_no_technique() -> None:
    """They judge the contracts, and not the model."""
    assert techniques.techniques(LAYERS)[0] == LOCKSTEP
    assert {"contracts", "induction", "states", "tla", "stateful"} < set(techniques.techniques(LAYERS))
    assert "mutants" not in techniques.techniques(LAYERS)


def test_a_crash_is_a_kill_with_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer that dies over a faulted model has found it."""
    trial = _stand_in(monkeypatch, "raise IndexError('over the fault')")
    assert trial.verdict is Verdict.KILLED
    assert trial.how == "crash: IndexError: over the fault"


def test_a_layer_that_never_ends_is_no_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended, and says nothing."""
    trial = _stand_in(monkeypatch, "import time; time.sleep(60)", limit_seconds=0.5)
    assert trial.verdict is Verdict.OUT_OF_TIME


def test_a_layer_that_is_not_there_kills_nothing() -> None:
    """A package without a layer is not there."""
    layer = LAYERS["tla"]._replace(package="hiwater_check.no_such_layer")
    assert not is_there(layer)
    assert try_on(layer, {}).verdict is Verdict.NOT_THERE


def test_who_is_not_content_with_the_model_kills_nothing() -> None:
    """A technique that kills a copy without fault, or was not tried on one, does not count."""
    fault = bank()[0].name
    content = {Cell(NO_FAULT, LOCKSTEP): SURVIVED, Cell(fault, LOCKSTEP): KILLED}
    assert problems_of(content) == []
    assert f"{LOCKSTEP} 1 of 1" in summary(content)
    for unsound in ({Cell(fault, LOCKSTEP): KILLED}, {**content, Cell(NO_FAULT, LOCKSTEP): KILLED}):
        assert len(problems_of(unsound)) == 2
    assert problems_of({**content, Cell(fault, LOCKSTEP): SURVIVED}) == [f"{fault} is killed by nobody"]


def test_the_quick_matrix_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two faults under the lockstep: both killed, with cells for scripts."""
    two: tuple[PlantedFault, ...] = (FAULTS["enqueue-counted-twice"], FAULTS["sequence-skips-one"])
    monkeypatch.setattr("hiwater_check.faults.matrix.bank", lambda: two)
    monkeypatch.setattr("hiwater_check.faults.matrix._EVERY", dict.fromkeys(Effort, 1))
    monkeypatch.setattr(techniques, "LOCKSTEP_STEPS", 2_000)
    showing = matrix(Effort.QUICK, silent)
    assert showing.holds
    assert {cell["verdict"] for cell in showing.document["cells"] if cell["fault"]} == {"killed"}
    assert json.dumps(showing.document)
