"""Random runs are the same for the same seed, and reach every point, function and event of the protocol."""

from itertools import product

from hiwater_conform.coverage import POINTS_OF_NEIGHBOURS, POINTS_OF_THE_FILE, Coverage
from hiwater_conform.generator import RandomSteps
from hiwater_conform.transcript import record
from hiwater_model.configuration import Granularity
from hiwater_specs import read

SCOPES = tuple(product((64, 32), Granularity))


def covered(seed: int, steps: int) -> Coverage:
    """What random runs reach."""
    random, coverage, runs = RandomSteps(seed), Coverage(), 0
    while steps > 0:
        transcript = record(random.configuration(*SCOPES[runs % 4]), random.step, 400, coverage)
        steps -= len(transcript.steps)
        runs += 1
    return coverage


def test_same_seed_same_run() -> None:
    """One seed gives one run, another seed another."""

    def lines(seed: int) -> list[bytes]:
        random = RandomSteps(seed)
        return record(random.configuration(64, Granularity.FINE), random.step, 200).sent

    assert lines(1) == lines(1) != lines(2)


def test_random_runs_reach_what_matters() -> None:
    """Within 60,000 steps all functions, all events, and all points but the rarest are reached, and no unknown one."""
    coverage = covered(1, 60_000)
    summary = coverage.summary()
    assert summary["functions_never_called"] == []
    assert [name for name, count in summary["events"].items() if not count and name != "undefined"] == []
    assert len(coverage.never()) <= 4
    assert coverage.unknown() == []
    assert len(coverage.undefined) >= 5


def test_tables_of_points_are_those_of_the_protocol() -> None:
    """Each line and each label of the tables of points stands in the protocol's text."""
    text = read("protocol/README.md").decode()
    points_of_the_file = text.partition("## The points of audit_io.c")[2].partition("## The neighbours")[0]
    for point in POINTS_OF_THE_FILE:
        assert str(point.at) in points_of_the_file
    neighbours = text.partition("## The neighbours")[2]
    for point in POINTS_OF_NEIGHBOURS:
        assert f"`{point.at}`" in neighbours
