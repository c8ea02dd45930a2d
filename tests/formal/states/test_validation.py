"""The reductions agree with the plain graph, and a wrong one does not."""

from typing import Any

import pytest

from hiwater_check.states import search as searching
from hiwater_check.states import symmetry, validation
from hiwater_check.states.graph import explore
from hiwater_check.states.projections import standard
from hiwater_check.states.scope import SMALL
from hiwater_check.states.search import Reductions
from hiwater_check.states.validation import reduction_problems
from hiwater_model.machine import Machine
from hiwater_model.steps import SetPolicy


@pytest.mark.parametrize("scope", ["event", "event, halt", "event, off", "event, early", "policy", "writers"])
def test_reductions_agree(scope: str) -> None:
    """States, edges and ends are the same with and without them."""
    assert list(reduction_problems(explore(SMALL[scope]))) == []


def test_forgetting_too_much_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A projection that forgets the softcalls puts states together that go on differently."""

    def forgets_softcalls(machine: Machine) -> Machine:
        return standard(machine)._replace(softcalls=())

    wrong = Reductions(forgets_softcalls, symmetry=False, private_first=False)
    monkeypatch.setattr(validation, "PROJECTED", wrong)
    monkeypatch.setattr(validation, "standard", forgets_softcalls)
    problems = list(reduction_problems(explore(SMALL["event"])))
    assert "states that differ in what is forgotten have different steps" in problems


def test_forgetting_who_sleeps_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads exchanged without their places in the order of sleeping are not the same state."""

    def unmoved(core: Any, _order: Any) -> Any:
        return core

    monkeypatch.setattr(symmetry, "_reordered", unmoved)
    assert any("symmetry" in problem for problem in reduction_problems(explore(SMALL["event"])))


def test_hurrying_what_is_not_private_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that is set before all else hides what others could have done first."""
    monkeypatch.setattr(searching, "AuUwrite", SetPolicy)
    assert any("first hides" in problem for problem in reduction_problems(explore(SMALL["policy"])))
