"""A layer ends at its first refutation where that is enough, and nowhere else."""

import pytest

from hiwater_check.contracts import layer as contracts
from hiwater_check.contracts.pinned import pinned
from hiwater_check.first import until_refuted
from hiwater_check.layer import Effort, Showing, silent
from hiwater_check.parts import Part, look_at, shown
from hiwater_check.symbolic.verdicts import Analysis


def _run(looked_at: list[str]) -> Showing:
    def part(name: str, *, holds: bool) -> Part:
        looked_at.append(name)
        return Part(holds, "as told", {} if holds else {"witness_steps": 4})

    tasks = [(name, lambda name=name: part(name, holds=name != "second")) for name in ("first", "second", "third")]
    return shown(look_at(tasks, (), silent), Effort.QUICK, {})


def test_all_parts_are_looked_at_unless_the_first_refutation_is_enough() -> None:
    """And what refutes is told in either way."""
    whole: list[str] = []
    showing = _run(whole)
    assert (whole, showing.holds) == (["first", "second", "third"], False)
    begun: list[str] = []
    showing = until_refuted(lambda: _run(begun))
    assert (begun, showing.holds) == (["first", "second"], False)
    assert showing.lines == ["second: as told"]
    assert showing.document["witness_steps"] == 4
    assert _run([]).holds is False, "and afterwards all parts are looked at again"


def test_contracts_end_with_the_first_module_that_is_not_as_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module in which nothing was judged stands for a refuted one; the enumerations are not begun."""
    judged: list[str] = []

    def nothing(module: str, _seconds: float) -> Analysis:
        judged.append(module)
        return Analysis(module, (), 0.0)

    def begun() -> list[object]:
        raise AssertionError("begun")

    monkeypatch.setattr(contracts, "analyse", nothing)
    monkeypatch.setattr(contracts, "enumerate_all", begun)
    showing = until_refuted(lambda: contracts.run(Effort.QUICK, silent))
    assert not showing.holds
    assert len(showing.lines) == 1
    assert any(module.rpartition(".")[2] in showing.lines[0] for module in pinned().confirmed)
