"""What the benchmark of the exploration measures is what it says; nothing here is timed."""

import json

import pytest

from tests.benchmarks.states.bench import main


def test_a_quick_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Each row has its counts, every verdict holds, and reductions never add states."""
    assert main(["--quick"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert all(row["holds"] for row in document["verdicts"])
    states = [row["states"] for row in document["ladder"]]
    assert states == sorted(states, reverse=True)
    plain, reduced = ([row["states"] for row in document["growth"][part::2]] for part in (0, 1))
    assert plain == sorted(plain)
    assert all(fewer < more for fewer, more in zip(reduced, plain, strict=True))
    assert document["fine"] == []
    for row in document["beside_tlc"]:
        assert row["holds"]
        assert 0 < row["states"] <= row["tlc_states"]
        assert min(row["tlc_s"], row["search_s"]) > 0
