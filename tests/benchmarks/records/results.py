"""The figures of the benchmark, as lines of a table and as data."""

import statistics
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.records.measuring import Cost
from tests.benchmarks.records.shapes import MEGABYTE

HEADING = (
    f"{'command':<18}{'kind':<10}{'MB':>7}{'least s':>9}{'median s':>10}{'MB/s':>9}{'records/s':>12}{'ratio':>8}"
    f"{'1 MB s':>8}{'peak MB':>9}"
)


class Trail(NamedTuple):
    """A made trail and what is known of it."""

    path: Path
    kind: str
    size: int
    """In bytes."""
    records: int


class Result(NamedTuple):
    """One row of the table: several runs of one command over one trail."""

    name: str
    trail: Trail
    costs: tuple[Cost, ...]
    small_seconds: float | None = None
    """Of the same command over a trail of 1 MB; None for the yardstick."""
    yardstick: float | None = None
    """Bytes of trail a second of the yardstick, run beside these runs; None for itself."""

    @property
    def seconds(self) -> float:
        """The median by the clock."""
        return statistics.median(run.seconds for run in self.costs)

    @property
    def speed(self) -> float:
        """Bytes of trail a second."""
        return self.trail.size / self.seconds

    @property
    def ratio(self) -> float:
        """To the yardstick, whose own is 1."""
        return 1.0 if self.yardstick is None else self.speed / self.yardstick

    @property
    def peak(self) -> int:
        """The most memory that a run took, in bytes."""
        return max(run.peak_bytes for run in self.costs)

    def document(self) -> dict[str, Any]:
        """The row for JSON, with every run."""
        return {
            "name": self.name,
            "kind": self.trail.kind,
            "trail_bytes": self.trail.size,
            "records": self.trail.records,
            "seconds": [round(run.seconds, 4) for run in self.costs],
            "processor_seconds": [round(run.processor_seconds, 4) for run in self.costs],
            "seconds_for_1_megabyte": None if self.small_seconds is None else round(self.small_seconds, 4),
            "megabytes_per_second": round(self.speed / MEGABYTE, 3),
            "records_per_second": round(self.trail.records / self.seconds),
            "ratio_to_yardstick": round(self.ratio, 3),
            "peak_bytes": self.peak,
        }

    def line(self) -> str:
        """The row as text, under `HEADING`."""
        small = "" if self.small_seconds is None else f"{self.small_seconds:.2f}"
        return (
            f"{self.name:<18}{self.trail.kind:<10}{self.trail.size / MEGABYTE:>7.0f}"
            f"{min(run.seconds for run in self.costs):>9.2f}{self.seconds:>10.2f}{self.speed / MEGABYTE:>9.2f}"
            f"{self.trail.records / self.seconds:>12,.0f}{self.ratio:>8.3g}{small:>8}{self.peak / MEGABYTE:>9.0f}"
        )
