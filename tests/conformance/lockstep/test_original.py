"""The machine over the original C: a short run agrees, and faults that are planted in it are found."""

import pytest

from hiwater_conform.lockstep import search
from hiwater_conform.original.planted import PLANTED
from hiwater_conform.original_adapter import OriginalAdapter
from tests.conformance.original_source import original_text

FAULTS = {fault.name: fault for fault in PLANTED}


def test_original_agrees() -> None:
    """Some thousand steps over widths and granularities agree."""
    text = original_text()
    report = search(lambda: OriginalAdapter(text), 14, 100, seed=5)
    assert report.shrunk is None
    assert report.steps >= 1_000


@pytest.mark.parametrize("name", ["writers-not-woken", "no-last", "counter-under-lock"])
def test_planted_fault_is_caught(name: str) -> None:
    """The fault is found, shrunk to a dozen steps, and blamed on a clause that it breaks."""
    fault = FAULTS[name]
    text = fault.into(original_text())
    report = search(lambda: OriginalAdapter(text), 200, 200, seed=1, hypothesis_seconds=0.5)
    assert report.shrunk is not None
    assert len(report.shrunk.divergence.steps) <= 12
    assert report.shrunk.divergence.difference.clause in fault.clauses
