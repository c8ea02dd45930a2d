"""The proofs judged (`hiwater check --faults`): copies of the model with a fault each, and which technique finds which.

The composition root adds the critical sections, which hold the shipped implementation against each faulted model.
Not good for: showing that *every* fault would be found; the faults were chosen by hand.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

from hiwater_check.faults.bank import bank
from hiwater_check.faults.matrix import NO_FAULT, Asked, cells_of, matrix, title_of, verdict
from hiwater_check.faults.record import RECORD, Record, filled
from hiwater_check.faults.techniques import Verdict, techniques
from hiwater_check.layer import Effort, Showing, Tell
from hiwater_inspector.command_line.checking.proofs import PROOFS, effort_of
from hiwater_inspector.command_line.command import RECORD_ELSEWHERE, Exit, Misuse, print_json, writing
from hiwater_inspector.command_line.progress import several

_BAR: Final = "planted faults"
_HEAD: Final = "fault"
_GAP: Final = "  "


def check_faults(arguments: argparse.Namespace) -> int:
    """Try faults and print what came of each; FOUND if one has survived all, or a technique is not sound."""
    _refuse_unknown(arguments.fault or [], arguments.layer or [])
    asked = Asked(arguments.fault, arguments.layer, PROOFS)
    with several([_BAR], shown=not arguments.json) as update:
        showing = (_recorded if arguments.record else matrix)(
            effort_of(arguments), lambda what, done, of: update(_BAR, what, done, of), asked
        )
    if arguments.json:
        print_json(
            {"verdict": "holds" if showing.holds else "refuted", "lines": list(showing.lines), **showing.document}
        )
    else:
        print("\n".join([*_table(showing.document["cells"]), "", *showing.lines]))
    return Exit.FINE if showing.holds else Exit.FOUND


def _refuse_unknown(faults: Sequence[str], layers: Sequence[str]) -> None:
    known = {fault.name for fault in bank()}
    for name in faults:
        if name not in known:
            raise Misuse(f"no fault {name!r} of the model; there are: {', '.join(sorted(known))}")
    for name in layers:
        if name not in techniques(PROOFS):
            raise Misuse(f"--layer {name} judges the contracts and not the model: leave it out with --faults")


def _recorded(effort: Effort, tell: Tell, asked: Asked) -> Showing:
    """Try what is not on record yet, keeping each cell as soon as it is known; the verdict is over the whole record."""
    record = Record(layers=PROOFS)
    waiting = [cell for cell in cells_of(effort, asked) if not record.is_fresh(cell)]
    with writing(RECORD, RECORD_ELSEWHERE):
        cells = filled(record, waiting, len(os.sched_getaffinity(0)), PROOFS)
        for done, (cell, _trial) in enumerate(cells, start=1):
            tell(title_of(cell), done, len(waiting))
    return verdict(record.trials())


def _table(cells: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A row for each fault, a column for each technique."""
    names = list(dict.fromkeys(cell["technique"] for cell in cells))
    rows: dict[str, dict[str, str]] = {}
    for cell in cells:
        rows.setdefault(cell["fault"] or "no fault", {})[cell["technique"]] = _shown(cell)
    first = max(map(len, (*rows, _HEAD)))
    widths = {name: max(len(name), *(len(row.get(name, "")) for row in rows.values())) for name in names}
    yield _GAP.join([f"{_HEAD:<{first}}", *(f"{name:<{widths[name]}}" for name in names)]).rstrip()
    for title, row in rows.items():
        yield _GAP.join([f"{title:<{first}}", *(f"{row.get(name, ''):<{widths[name]}}" for name in names)]).rstrip()


def _shown(cell: dict[str, Any]) -> str:
    if cell["fault"] == NO_FAULT and cell["verdict"] == Verdict.SURVIVED.value:
        return "content"
    if cell["verdict"] != Verdict.KILLED.value:
        return str(cell["verdict"])
    witness = "" if cell["witness_steps"] is None else f", {cell['witness_steps']} steps"
    return f"{cell['seconds']:.1f} s{witness}"
