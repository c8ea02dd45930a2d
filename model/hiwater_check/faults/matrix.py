"""All faults under all techniques: the cells of the kill matrix, several at once, and the verdict over them.

The matrix holds if every fault is killed by some technique, and no technique kills a copy without fault.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Final, NamedTuple

from hiwater_check.faults.bank import bank
from hiwater_check.faults.faulted import faulted
from hiwater_check.faults.techniques import LOCKSTEP, Trial, Verdict, is_there, techniques, try_on
from hiwater_check.layer import Effort, Showing, Tell
from hiwater_check.layers import LAYERS, Layer
from hiwater_check.planted_faults import PlantedFault

NO_FAULT: Final = ""
"""Stands for the copy without fault."""
_EVERY: Final = {Effort.QUICK: 12, Effort.USUAL: 1, Effort.LONG: 1}


class Cell(NamedTuple):
    """One technique on one fault, both by name."""

    fault: str
    technique: str


class Asked(NamedTuple):
    """What is tried: faults and techniques by name, None for as many as the effort has; and the layers there are."""

    faults: Sequence[str] | None = None
    techniques: Sequence[str] | None = None
    layers: Mapping[str, Layer] = LAYERS


EVERYTHING: Final = Asked()


def matrix(effort: Effort, tell: Tell, asked: Asked = EVERYTHING) -> Showing:
    """Try the lockstep on some of the faults, or on all, or at LONG all techniques that are there on all."""
    cells = cells_of(effort, asked)
    trials: dict[Cell, Trial] = {}
    for cell, trial in tried(cells, len(os.sched_getaffinity(0)), asked.layers):
        trials[cell] = trial
        tell(title_of(cell), len(trials), len(cells))
    return verdict({cell: trials[cell] for cell in cells})


def cells_of(effort: Effort, asked: Asked) -> list[Cell]:
    """The cells that are asked for, technique by technique, each on the copy without fault first."""
    faults = asked.faults or [fault.name for fault in bank()][:: _EVERY[effort]]
    all_of_them = [name for name in techniques(asked.layers) if is_there(asked.layers.get(name))]
    names = asked.techniques or (all_of_them if effort is Effort.LONG else [LOCKSTEP])
    return [Cell(fault, technique) for technique in names for fault in (NO_FAULT, *faults)]


def title_of(cell: Cell) -> str:
    """A cell in words."""
    return f"{cell.technique}: {cell.fault or 'no fault'}"


def verdict(trials: Mapping[Cell, Trial]) -> Showing:
    """What the trials show together."""
    problems = problems_of(trials)
    faults = {cell.fault for cell in trials} - {NO_FAULT}
    return Showing(not problems, problems or [summary(trials)], {"cells": document(trials), "faults": len(faults)})


def tried(cells: Iterable[Cell], jobs: int, layers: Mapping[str, Layer]) -> Iterator[tuple[Cell, Trial]]:
    """Try so many cells at once; each comes when it is known, in no order."""
    faults = {fault.name: fault for fault in bank()}
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = {pool.submit(_try, faults.get(cell.fault), layers.get(cell.technique)): cell for cell in cells}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _try(fault: PlantedFault | None, layer: Layer | None) -> Trial:
    with faulted(fault) as environment:
        return try_on(layer, environment)


def problems_of(trials: Mapping[Cell, Trial]) -> list[str]:
    """Faults that nobody killed; techniques that are not content with a copy without fault, or were not asked."""
    techniques = {cell.technique for cell in trials}
    sound = {name for name in techniques if _is_content(trials, name)}
    killed = {cell.fault for cell, trial in trials.items() if _kills(cell, trial) and cell.technique in sound}
    faults = dict.fromkeys(cell.fault for cell in trials if cell.fault != NO_FAULT)
    return [
        *(f"{name} is not content with a copy without fault" for name in sorted(techniques - sound)),
        *(f"{fault} is killed by nobody" for fault in faults if fault not in killed),
    ]


def _is_content(trials: Mapping[Cell, Trial], technique: str) -> bool:
    trial = trials.get(Cell(NO_FAULT, technique))
    return trial is not None and trial.verdict is Verdict.SURVIVED


def _kills(cell: Cell, trial: Trial) -> bool:
    return cell.fault != NO_FAULT and trial.verdict is Verdict.KILLED


def summary(trials: Mapping[Cell, Trial]) -> str:
    """How many faults each technique killed, of how many that it was tried on."""
    parts = []
    for name in dict.fromkeys(cell.technique for cell in trials):
        mine = [trial for cell, trial in trials.items() if cell.technique == name and cell.fault != NO_FAULT]
        parts.append(f"{name} {sum(trial.verdict is Verdict.KILLED for trial in mine)} of {len(mine)}")
    return f"every fault is killed by at least one technique: {', '.join(parts)}"


def document(trials: Mapping[Cell, Trial]) -> list[dict[str, Any]]:
    """The cells for scripts, in their order."""
    return [
        {**cell._asdict(), **trial._asdict(), "verdict": trial.verdict.value, "seconds": round(trial.seconds, 1)}
        for cell, trial in trials.items()
    ]
