"""What is measured, as data: commands over a trail, and how to see on a small trail that they do what they say.

A row is tried first. A command that does not exist yet, fails, or tells another number of records than the trail has is
left out with the reason, so that no figure is shown for work that was not done.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.records.measuring import Failed, cost

CHOSEN_EVENT = ("AUE_OPEN_R", 72)
"""The event of the row that selects, in the tables of both systems."""

_HIWATER = (sys.executable, "-c", "import sys; from hiwater_inspector.command_line import main; sys.exit(main())")
_DECODE = (*_HIWATER, "decode")
_TEXT = rb"^header,"
_RAW = rb"^(20|21|116|121),"


class Row(NamedTuple):
    """One command to measure; `{trail}` in it stands for the file."""

    name: str
    command: tuple[str, ...]
    mark: bytes | None = None
    """What it prints once a record, as a regular expression; None when nothing can be counted."""
    chosen: bool = False
    """Only records of the chosen event are printed."""
    jobs: bool = True
    """It is measured with `--jobs 1` and `--jobs 2`."""


def _program(*lines: str) -> tuple[str, ...]:
    return (sys.executable, "-c", "\n".join(("import sys", *lines)), "{trail}")


ROWS = (
    Row("default", (*_DECODE, "{trail}"), _TEXT),
    Row("line", (*_DECODE, "-l", "{trail}"), _TEXT),
    Row("short", (*_DECODE, "-s", "{trail}"), _TEXT),
    Row("raw", (*_DECODE, "-r", "{trail}"), _RAW),
    Row("xml", (*_DECODE, "-x", "{trail}"), rb"<record "),
    Row("json", (*_DECODE, "--json", "{trail}"), rb"^\{"),
    Row("stats", (*_DECODE, "--stats", "{trail}")),
    Row("select", (*_DECODE, "--select", f"event:{CHOSEN_EVENT[0]}", "{trail}"), _TEXT, chosen=True),
    Row(
        "frames",
        _program(
            "from hiwater_impl.records.trail import read_batches",
            "for batch in read_batches(sys.argv[1]): sys.stdout.write('piece\\n' * len(batch.pieces))",
        ),
        rb"^piece",
        jobs=False,
    ),
    Row(
        "objects",
        _program(
            "from hiwater_impl.records.trail import records",
            "for record in records(sys.argv[1]):",
            "    for name, values in record.tokens: dict(values)",
            "    sys.stdout.write('record\\n')",
        ),
        rb"^record",
        jobs=False,
    ),
    Row(
        "index",
        _program(
            "from hiwater_impl.records.index import TrailIndex",
            "TrailIndex.build(sys.argv[1])",
        ),
        jobs=False,
    ),
)
"""Every row; a new one needs no other change."""


def variants(rows: Sequence[Row]) -> list[Row]:
    """The rows that are run: one for each number of jobs, where a command can be told how many."""
    return [variant for row in rows for variant in (_with_jobs(row) if row.jobs else [row])]


def _with_jobs(row: Row) -> list[Row]:
    words = ((f"{row.name} jobs {jobs}", (*row.command, "--jobs", str(jobs))) for jobs in (1, 2))
    return [row._replace(name=name, command=command) for name, command in words]


def command(row: Row, trail: Path) -> list[str]:
    """The words of the command for one trail."""
    return [str(trail) if word == "{trail}" else word for word in row.command]


def record_events(trail: bytes) -> list[int]:
    """The event numbers of a whole trail without damage, record by record: the size stands at 1, the event at 6."""
    events, place = list[int](), 0
    while place < len(trail):
        events.append(int.from_bytes(trail[place + 6 : place + 8], "big"))
        place += int.from_bytes(trail[place + 1 : place + 5], "big")
    return events


def fault(row: Row, small: Path) -> str | None:
    """Why a row cannot be measured, by trying it on a small trail of records alone; None when it can be."""
    printed = small.with_suffix(".printed")
    try:
        cost(command(row, small), printed)
    except Failed as failure:
        return str(failure)
    if row.mark is None:
        return None
    events = record_events(small.read_bytes())
    wanted = events.count(CHOSEN_EVENT[1]) if row.chosen else len(events)
    told = len(re.findall(row.mark, printed.read_bytes(), re.MULTILINE))
    return None if told == wanted else f"told {told:,} records of {wanted:,}"
