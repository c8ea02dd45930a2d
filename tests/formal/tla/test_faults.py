"""Planted faults, in the spec and in the relation: each breaks the equality."""

from collections.abc import Callable
from importlib.resources import files

import pytest

from hiwater_check.tla.dump import Behaviour
from hiwater_check.tla.faults import TwoSidedFault, broken, faults
from hiwater_check.tla.running import spec
from hiwater_conform.clauses import clause_registry

_QUICKLY = ("tla-full-is-one-more", "tla-complete-for-last", "relation-busy-for-longer", "relation-kick-once")


def _named(name: str) -> TwoSidedFault:
    return next(planted for planted in faults() if planted.fault.name == name)


def test_there_are_five_on_each_side_at_least() -> None:
    """And no two have one name."""
    for side in ("tla", "relation"):
        assert sum(planted.side == side for planted in faults()) >= 5
    assert len({planted.fault.name for planted in faults()}) == len(faults())


@pytest.mark.parametrize("planted", faults(), ids=lambda planted: planted.fault.name)
def test_every_fault_fits(planted: TwoSidedFault) -> None:
    """What it replaces stands there once, and the clauses that it breaks are there."""
    texts = spec() if planted.side == "tla" else {}
    changed: dict[str, str] = {}
    planted.fault.plant(
        lambda file: texts.get(file) or files("hiwater_model").joinpath(file).read_text(), changed.__setitem__
    )
    assert len(changed) == 1
    assert set(planted.fault.clauses) <= {clause.identifier for clause in clause_registry().clauses}


@pytest.mark.parametrize("name", _QUICKLY)
def test_a_fault_breaks_the_equality(name: str, tlc_graph: Callable[..., Behaviour]) -> None:
    """Of the bank, a few; the layer plants all."""
    assert broken(_named(name), tlc_graph).difference is not None


@pytest.mark.campaign
@pytest.mark.parametrize("planted", faults(), ids=lambda planted: planted.fault.name)
def test_every_fault_breaks_the_equality(planted: TwoSidedFault, tlc_graph: Callable[..., Behaviour]) -> None:
    """Each at the scope that it names."""
    assert broken(planted, tlc_graph).difference is not None


def test_without_a_fault_nothing_breaks(tlc_graph: Callable[..., Behaviour]) -> None:
    """An edit that changes nothing is not noticed: what breaks the equality is the fault."""
    planted = _named("relation-kick-once")
    (edit,) = planted.fault.edits
    harmless = planted._replace(fault=planted.fault._replace(edits=(edit._replace(new=edit.old),)))
    assert broken(harmless, tlc_graph).difference is None
