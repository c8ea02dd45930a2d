"""The layer: its showing holds only if every part does, and what stops one part does not stop the others."""

import pytest

from hiwater_check.layer import Effort, silent
from hiwater_check.tla import layer
from hiwater_check.tla.comparison import relation_behaviour
from hiwater_check.tla.running import Failed
from hiwater_check.tla.scopes import shared


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch, tlc: None) -> None:
    """One small scope instead of all."""
    monkeypatch.setattr(layer, "COMPARED_QUICKLY", ("event, early",))
    monkeypatch.setattr(layer, "FINE_QUICKLY", ())
    monkeypatch.setattr(layer, "QUICK", ())


def test_equal_sides_hold() -> None:
    """The document has the tool, figures of both sides, and seconds."""
    showing = layer.run(Effort.QUICK, silent)
    assert showing.holds
    part = showing.document["parts"]["event, early"]
    assert part["states"] == part["tlc_states"] == 35
    assert part["tlc_seconds"] > 0
    assert showing.document["tool"] == {"TLC": part["version"]}
    assert {"ABLOCK-01", "DROP-02"} <= set(showing.document["clauses"])
    assert "QCTRL-02" in showing.document["parts"]["clauses"]["not_followed"]


def test_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLC that ends without a verdict is never taken for one that found nothing."""

    def fails(*_given: object) -> None:
        raise Failed("TLC ended with 255")

    monkeypatch.setattr(layer, "explore_by_tlc", fails)
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert "255" in showing.lines[0]


def test_a_difference_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relation of another program is not equal."""
    other = relation_behaviour(shared("one record"))
    monkeypatch.setattr(layer, "relation_behaviour", lambda _program, **_given: other)
    showing = layer.run(Effort.QUICK, silent)
    assert not showing.holds
    assert "alone" in showing.lines[0]


def test_seconds_of_tlc_are_measured() -> None:
    """For the benchmark: states and seconds."""
    states, seconds = layer.seconds_of_tlc("event, early")
    assert states == 35
    assert 0 < seconds < 60
