"""How fast the pipeline is on this machine: `python -m tests.benchmarks.pipeline.bench`.

Each figure stands beside a peer that was measured in the same run, just before or after; the ratio is what counts. The
best of several runs is taken of each, since other work only makes them slower.
Not good for: a verdict. Whatever else this machine does is in every number.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.schedules import explore_schedules
from hiwater_conform.lockstep import empty_seconds, search
from hiwater_impl.pipeline.constants import BUFFER_BYTES
from hiwater_inspector.command_line.implementation import ImplementationAdapter
from tests.benchmarks.pipeline import page
from tests.benchmarks.pipeline.single import call_cost, weight
from tests.benchmarks.pipeline.throughput import ours, peer

SIZES = (100, 1_000, 8_000, 32_000)
CHAINS = (*((size, BUFFER_BYTES) for size in SIZES), (32_000, 65_536))
"""Bytes of a record and of the buffer of the door: the usual one, or one that holds a long record whole."""
THREADS = (1, 4, 16)
PARTS = ("throughput", "call", "memory", "lockstep", "schedules")
_BYTES_A_RUN = 8_000_000
_RECORDS_QUEUED = 99_999
"""One more is the highest mark that there is, and the boot record counts."""

Row = dict[str, Any]


def throughput(records: int, runs: int) -> list[Row]:
    """Our chain against logging's, for each size and number of producers, on one processor and on all."""
    everywhere = os.sched_getaffinity(0)
    rows = []
    for processors in ({min(everywhere)}, everywhere):
        os.sched_setaffinity(0, processors)
        rows += _chains(records, runs, len(processors))
    return rows


def _chains(records: int, runs: int, processors: int) -> list[Row]:
    rows = []
    for size, buffer in CHAINS:
        count = max(1, min(records, _BYTES_A_RUN // size))
        for threads in THREADS:
            pairs = [(ours(count, threads, size, buffer), peer(count, threads, size)) for _ in range(runs)]
            best = max(pair[0].a_second for pair in pairs), max(pair[1].a_second for pair in pairs)
            row = {
                "processors": processors,
                "bytes": size,
                "buffer": buffer,
                "threads": threads,
                "ours_a_second": round(best[0]),
                "peer_a_second": round(best[1]),
                "ratio": round(best[0] / best[1], 2),
                "median_ratio": round(median(one.a_second / other.a_second for one, other in pairs), 2),
                "ours_processor_us": round(min(_microseconds(pair[0]) for pair in pairs), 1),
                "peer_processor_us": round(min(_microseconds(pair[1]) for pair in pairs), 1),
            }
            rows.append(_said("throughput", row))
    return rows


def _microseconds(ran: Any) -> float:
    return float(ran.processor_seconds / ran.records * 1e6)


def call(_records: int, runs: int) -> list[Row]:
    """One uncontended audit against one put."""
    rows = []
    for size in SIZES:
        costs = [call_cost(size) for _ in range(runs)]
        best = min(cost.ours for cost in costs), min(cost.peer for cost in costs)
        row = {"bytes": size, "audit_us": round(best[0], 2), "put_us": round(best[1], 2)}
        rows.append(_said("call", {**row, "ratio": round(best[0] / best[1], 1)}))
    return rows


def memory(records: int, _runs: int) -> list[Row]:
    """What a queued record takes, beyond its own bytes too."""
    rows = []
    for size in (100, 1_000):
        one = weight(min(10 * records, _RECORDS_QUEUED), size)
        row = {"bytes": size, "audit": round(one.ours), "queue_of_bytes": round(one.plain)}
        rows.append(_said("memory", {**row, "queue_of_log_records": round(one.logged)}))
    return rows


def lockstep(records: int, runs: int) -> list[Row]:
    """Stateful Hypothesis over our implementation against the same machine with an empty body."""
    examples, seconds, empty, steps = max(2, records // 250), [], [], 0
    for seed in range(runs):
        report = search(ImplementationAdapter, examples, 60, seed)
        assert report.shrunk is None
        steps += report.steps
        seconds.append(report.seconds)
        empty.append(empty_seconds(examples, 60, seed))
    row = {"steps_a_second": round(steps / sum(seconds)), "ratio": round(sum(empty) / sum(seconds), 2)}
    return [_said("lockstep", row)]


def schedules(records: int, _runs: int) -> list[Row]:
    """Schedules a second, depth first with one preemption."""
    rows = []
    for name in ("one writer", "halt", "policy"):
        adapter = ImplementationAdapter()
        report = explore_schedules(PROGRAMS[name], adapter, preemptions=1, seconds=max(0.2, records / 2_000))
        adapter.close()
        assert report.found is None
        row = {"program": name, "schedules": report.schedules, "a_second": round(report.schedules / report.seconds)}
        rows.append(_said("schedules", row))
    return rows


_PARTS: dict[str, Callable[[int, int], list[Row]]] = {
    "throughput": throughput,
    "call": call,
    "memory": memory,
    "lockstep": lockstep,
    "schedules": schedules,
}


def _said(part: str, row: Row) -> Row:
    sys.stdout.write("  ".join([part, *(f"{key} {value}" for key, value in row.items())]) + "\n")
    sys.stdout.flush()
    return row


def main(words: list[str] | None = None) -> None:
    """Measure, and record if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write measured.json")
    arguments = parser.parse_args(words)
    load_before = os.getloadavg()[0]
    parts = {name: _PARTS[name](arguments.records, arguments.runs) for name in arguments.only or PARTS}
    if arguments.record:
        document = {
            "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            "python": platform.python_version(),
            "machine": platform.machine(),
            "processors": os.cpu_count(),
            "load_before": round(load_before, 1),
            "records": arguments.records,
            "runs": arguments.runs,
            **parts,
        }
        page.write(document)


if __name__ == "__main__":
    main(sys.argv[1:])
