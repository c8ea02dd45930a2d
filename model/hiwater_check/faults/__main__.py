"""`python -m hiwater_check.faults`: try what is not on record yet, cell by cell, and write the table anew.

Ends with 0 if every fault is killed and no technique kills a copy without fault, with 1 if not.
"""

import argparse
import sys
from collections.abc import Sequence

from hiwater_check.faults.bank import bank
from hiwater_check.faults.matrix import NO_FAULT, Cell, problems_of, summary, title_of
from hiwater_check.faults.record import TABLE, Record, filled, table
from hiwater_check.faults.techniques import is_there, techniques
from hiwater_check.layers import LAYERS


def main(words: Sequence[str] | None = None) -> int:
    """Fill the record as far as asked."""
    arguments = _parser().parse_args(words)
    record = Record()
    for technique in arguments.technique or techniques(LAYERS):
        if not is_there(LAYERS.get(technique)):
            _say(f"{technique}: not there")
            continue
        cells = [Cell(fault, technique) for fault in (NO_FAULT, *(arguments.fault or _names()))]
        waiting = [cell for cell in cells if arguments.again or not record.is_fresh(cell)]
        for done, (cell, trial) in enumerate(filled(record, waiting, arguments.jobs, LAYERS), start=1):
            what = f"{done}/{len(waiting)} {title_of(cell)}"
            _say(f"{what}: {trial.verdict.value}, {trial.seconds:.1f} s {trial.how}")
    trials = record.trials()
    TABLE.write_text(table(trials), encoding="utf-8")
    stale = {cell.technique for cell in record.stale()}
    if stale:
        _say(f"on record are cells about sources that have changed since: {', '.join(sorted(stale))}")
    problems = problems_of(trials)
    _say("\n".join(problems) or summary(trials))
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hiwater_check.faults", description=__doc__)
    parser.add_argument(
        "--technique", action="append", choices=techniques(LAYERS), help="this one alone; more than one may be"
    )
    parser.add_argument("--fault", action="append", choices=_names(), help="this one alone; more than one may be")
    parser.add_argument("--jobs", type=int, default=1, help="so many at once")
    parser.add_argument("--again", action="store_true", help="also what is on record already")
    return parser


def _names() -> list[str]:
    return [fault.name for fault in bank()]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
