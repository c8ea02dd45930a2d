"""Every planted fault is found in the original, blamed on a clause that it breaks, and told in a short run."""

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_conform.original.planted import PLANTED, NotThere, Planted
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.planted_trial import try_fault
from hiwater_model.configuration import Profile
from tests.conformance.original_source import original_text

LONGEST = 40
"""Steps of a shrunk run; all but a race of the buffer size are shorter than 15."""


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
def test_fault_is_caught(fault: Planted) -> None:
    """The comparison finds the fault, and its shortest run is blamed on a clause that the fault breaks."""
    with OriginalAdapter(fault.into(original_text())) as adapter:
        trial = try_fault(fault, adapter, seed=1, seconds=60)
    assert trial.shrunk is not None
    assert trial.blamed in fault.clauses
    assert len(trial.shrunk.divergence.steps) <= LONGEST


def test_planted_names_differ_and_clauses_exist() -> None:
    """Names are unique, and every clause named is in the data."""
    assert len({fault.name for fault in PLANTED}) == len(PLANTED) >= 20
    for fault in PLANTED:
        for clause in fault.clauses:
            clause_registry().find(clause)


def test_every_function_has_a_planted_fault() -> None:
    """Each function of the file with a decision in it has a fault within its clauses."""
    functions = {clause_registry().find(clause).function for fault in PLANTED for clause in fault.clauses}
    assert functions >= {
        "au_write", "au_close", "au_close_defer", "au_save_time", "au_close_time", "au_enqueue", "au_dequeue",
        "audit_sync_block", "audit_async_block", "au_door_upcall", "au_doormsg", "au_doorio", "audit_async_done",
        "audit_async_drop", "audit_async_start", "audit_async_finish", "audit_async_finish_backend",
    }  # fmt: skip


def test_both_faults_of_the_history_are_there() -> None:
    """The buffer size read twice, and the result that was never set, which later illumos mended."""
    history = {fault.name: fault for fault in PLANTED if fault.what.startswith("history: ")}
    assert set(history) == {"new-size-read-twice", "unset-result"}
    assert history["unset-result"].profile is Profile.LATER


def test_another_revision_is_refused() -> None:
    """A line that does not hold what the fault replaces is no place to plant it."""
    with pytest.raises(NotThere, match="line 67 does not hold"):
        PLANTED[0].into("\n" * 900)
