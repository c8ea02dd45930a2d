"""The guided tour in model/README.md runs as it stands."""

import doctest
from pathlib import Path

TOUR = Path(__file__).parents[2] / "model" / "README.md"


def test_the_tour_runs() -> None:
    """Every example of the tour gives what the page says."""
    failed, attempted = doctest.testfile(str(TOUR), module_relative=False, encoding="utf-8")
    assert attempted > 30
    assert failed == 0
