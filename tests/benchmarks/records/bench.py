"""How fast trails are read on this machine: `python -m tests.benchmarks.records.bench`.

Each figure is of a whole command in a fresh process, its start included, its output thrown away; MB are millions of
bytes of trail. `1 MB s` is what the same command takes for so little. The ratio is to the yardstick of the same kind,
which runs before each run of a row, so that a busy machine slows both. A row that cannot be measured is left out, and
the reason told. Several sizes (`--megabytes 10 100 1000`) show whether memory stays flat.
Not good for: a verdict. Whatever else this machine does is in every number.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.records.measuring import cost
from tests.benchmarks.records.results import HEADING, Result, Trail
from tests.benchmarks.records.rows import ROWS, Row, command, fault, variants
from tests.benchmarks.records.shapes import KINDS
from tests.benchmarks.records.yardstick import YARDSTICK, loading

_PROGRAM = (sys.executable, "-m")
_SMALL_MEGABYTES = 1.0


class Bench:
    """One run of the benchmark: where its trails are, how often each command is run, and what was found."""

    def __init__(self, folder: Path, runs: int, seed: int, say: Callable[[str], object]) -> None:
        self._folder, self._runs, self._seed, self._say = folder, runs, seed, say
        self.results: list[Result] = []
        self.left_out: list[dict[str, Any]] = []

    def measure(self, kind: str, rows: Sequence[Row], sizes: Sequence[float], yardstick_megabytes: float) -> None:
        """Measures every row that can be run, over trails of one kind and of each size in MB."""
        known = self._trail(kind, yardstick_megabytes)
        lines = known.path.with_suffix(".jsonl")
        cost([*_PROGRAM, "tests.benchmarks.records.yardstick", kind, str(known.path), str(lines)])
        self._keep(Result(YARDSTICK, known, tuple(cost(loading(lines)) for _ in range(self._runs))))
        small = self._trail(kind, _SMALL_MEGABYTES)
        usable = self._usable(rows, small)
        small_seconds = {row.name: cost(command(row, small.path)).seconds for row in usable}
        for size in sizes if usable else ():
            trail = self._trail(kind, size)
            for row in usable:
                pairs = [(cost(loading(lines)), cost(command(row, trail.path))) for _ in range(self._runs)]
                yardstick = Result(YARDSTICK, known, tuple(pair[0] for pair in pairs)).speed
                costs = tuple(pair[1] for pair in pairs)
                self._keep(Result(row.name, trail, costs, small_seconds[row.name], yardstick))
            trail.path.unlink()

    def _usable(self, rows: Sequence[Row], small: Trail) -> list[Row]:
        """The rows that can be measured; the others are told, with each reason once."""
        faults = [(row, fault(row, small.path)) for row in rows]
        reasons = dict.fromkeys(reason for _, reason in faults if reason is not None)
        for reason in reasons:
            names = [row.name for row, found in faults if found == reason]
            self.left_out.append({"kind": small.kind, "names": names, "reason": reason})
            self._say(f"left out of {small.kind}: {', '.join(names)}: {reason}")
        return [row for row, reason in faults if reason is None]

    def _keep(self, result: Result) -> None:
        self.results.append(result)
        self._say(result.line())

    def _trail(self, kind: str, megabytes: float) -> Trail:
        path, told = self._folder / f"{kind}-{megabytes:g}.bsm", self._folder / "records"
        words = ("tests.benchmarks.records.trail_maker", kind, str(megabytes), str(path), "--seed", str(self._seed))
        cost([*_PROGRAM, *words], told)
        return Trail(path, kind, path.stat().st_size, int(told.read_text()))


def document(bench: Bench, seed: int) -> dict[str, Any]:
    """The whole run for JSON, with the facts of the machine that matter for speed."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processor": _processor(),
            "processors": os.cpu_count(),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
        },
        "seed": seed,
        "rows": [result.document() for result in bench.results],
        "left_out": bench.left_out,
    }


def _processor() -> str | None:
    """The model's name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, None)


def main(words: Sequence[str] | None = None) -> None:
    """The command; its words are those of the process unless given."""
    parser = argparse.ArgumentParser(description="Measures how fast trails are read.")
    parser.add_argument("--megabytes", type=float, nargs="+", default=[100.0], metavar="N", help="sizes of the trails")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    names = [row.name for row in ROWS]
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="NAME", help="of " + ", ".join(names)
    )
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="of each command")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--yardstick-megabytes", type=float, default=8.0, metavar="N", help="of trail, as JSON lines")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the JSON into a file too")
    given = parser.parse_args(words)

    def say(line: str) -> None:
        if not given.json:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    say(HEADING)
    rows = variants([row for row in ROWS if row.name in given.only])
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.runs, given.seed, say)
        for kind in given.kinds:
            bench.measure(kind, rows, given.megabytes, given.yardstick_megabytes)
    text = json.dumps(document(bench, given.seed), indent=1) + "\n"
    if given.json:
        sys.stdout.write(text)
    if given.record is not None:
        given.record.write_text(text)


if __name__ == "__main__":
    main()
