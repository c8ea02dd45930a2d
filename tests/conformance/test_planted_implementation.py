"""Every fault that is planted into a copy of our implementation is found, and blamed on a clause that it breaks."""

import pytest

from hiwater_check.planted_faults import NotThere, PlantedFault, planted_faults
from hiwater_conform.clauses import clause_registry
from hiwater_conform.planted_trial import try_fault
from hiwater_inspector.command_line.planting import planted

LONGEST = 100
"""Steps of a shrunk run; most are shorter than ten. A look at the mark before the lock takes a race of 70."""


@pytest.mark.parametrize("fault", planted_faults(), ids=lambda fault: fault.name)
def test_fault_is_caught(fault: PlantedFault) -> None:
    """The lockstep finds the fault, shrinks it, and blames a clause that it breaks."""
    with planted(fault) as adapter:
        trial = try_fault(fault, adapter, seed=1, seconds=240)
    assert trial.shrunk is not None
    assert trial.blamed in fault.clauses
    assert len(trial.shrunk.divergence.steps) <= LONGEST


def test_names_differ_and_clauses_exist() -> None:
    """Names are unique, there are more than 25, and every clause named is in the data."""
    faults = planted_faults()
    assert len({fault.name for fault in faults}) == len(faults) >= 25
    for fault in faults:
        for clause in fault.clauses:
            clause_registry().find(clause)


def test_an_edit_that_does_not_fit_is_refused() -> None:
    """An implementation that has changed since is no place to plant it."""
    with pytest.raises(NotThere, match="holds 0 times"):
        planted_faults()[0].plant(lambda file: "", lambda file, text: None)
