"""The benchmark of the pipeline runs, and what it measures is what it says; nothing is timed."""

import json

import pytest

from tests.benchmarks.pipeline import bench, page
from tests.benchmarks.pipeline.single import weight
from tests.benchmarks.pipeline.throughput import ours, peer, tokens_of


@pytest.mark.parametrize("size", [1, 100, 8_000, 32_000])
def test_tokens_hold_so_many_bytes_of_text(size: int) -> None:
    """The text of all tokens together."""
    assert sum(len(token) - 4 for token in tokens_of(size)) == size


def test_both_chains_take_every_record() -> None:
    """Both end when all is in their file."""
    assert ours(40, 4, 100).records == peer(40, 4, 100).records == 40


def test_a_longer_record_weighs_more() -> None:
    """By its bytes at least, in each of the queues."""
    short, long = weight(200, 100), weight(200, 1_000)
    assert all(more - less >= 850 for less, more in zip(short, long, strict=True))


@pytest.mark.parametrize("part", ["call", "lockstep", "schedules"])
def test_parts_run(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each part prints its rows."""
    bench.main(["--only", part, "--records", "20", "--runs", "1"])
    assert part in capsys.readouterr().out


def test_the_page_has_what_was_measured() -> None:
    """The tables are those of the record."""
    document = json.loads(page.MEASURED.read_text(encoding="utf-8"))
    assert f"{page.BEGIN}{page.tables(document)}{page.END}" in page.PAGE.read_text(encoding="utf-8")
