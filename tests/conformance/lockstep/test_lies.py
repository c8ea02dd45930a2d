"""Each lie is found at both granularities, and its run is short and blamed on a clause."""

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_conform.lockstep import scopes_of, search
from hiwater_conform.story import tell
from hiwater_model.configuration import Granularity
from tests.conformance.lockstep.lies import LIES, Liar, Lie

LONGEST = 12
HYPOTHESIS_SECONDS = 0.3


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_lie_is_found_and_told_shortly(lie: Lie, granularity: Granularity) -> None:
    """The lie becomes a run of at most a dozen steps, whose last one is blamed on a clause that is in the data."""
    scopes = scopes_of(granularities=(granularity,))
    report = search(lambda: Liar(lie), 200, 200, seed=1, scopes=scopes, hypothesis_seconds=HYPOTHESIS_SECONDS)
    assert report.shrunk is not None
    divergence = report.shrunk.divergence
    assert 1 <= len(divergence.steps) <= LONGEST
    assert divergence.difference.clause is not None
    clause_registry().find(divergence.difference.clause)
    assert f"After step {len(divergence.steps)}" in tell(divergence, "liar")
