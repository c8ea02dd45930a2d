"""What the benchmark of the pages can say without a browser; nothing here is timed."""

from hiwater_inspector.web.pages import PAGES
from tests.benchmarks.inspector.pages import sizes


def test_every_page_has_its_size() -> None:
    """A row for each, and a size that is not nothing."""
    rows = list(sizes())
    assert len(rows) == len(PAGES)
    assert all(row["kilobytes"] > 10 for row in rows)
