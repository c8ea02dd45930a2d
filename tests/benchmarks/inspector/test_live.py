"""What the benchmark of the live run measures is what it says; nothing here is timed."""

import json

import pytest

from tests.benchmarks.inspector.live import main


def test_a_quick_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Every row has its figures: a feed that says something, a slow page that gets one answer, a long queue."""
    assert main(["--quick"]) == 0
    rows = {row["row"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["20 records/s, one page"]["changes_a_second"] > 0
    assert rows["200 records/s, a page that slept 0.5 s"]["answer_bytes"] < 400_000
    assert rows["2,000 records queued"]["view_ms"] > 0
    assert rows["recording"]["dropped"] > 0
    assert any(name.startswith("any of 1,") and row["worst_ms"] > 0 for name, row in rows.items())
    assert 0 <= rows["idle, nobody looks"]["processor"] < 1
    assert 0 <= rows["a live run at rest, its processes too"]["processor"] < 1
