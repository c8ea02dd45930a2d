"""Planted faults: copies of the implementation, each wrong in one way, which the lockstep must catch."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from hiwater_check.planted_faults import PlantedFault, planted_faults
from hiwater_conform.comparison import Divergence
from hiwater_conform.planted_trial import Trial, try_fault
from hiwater_conform.runs import run_to_wire
from hiwater_conform.story import saved, tell
from hiwater_inspector.command_line.checking.part import Seen
from hiwater_inspector.command_line.planting import planted
from hiwater_inspector.command_line.progress import progress

_SHRINK_SECONDS = 20.0
_STEPS_SHOWN = 12
_WIDTH = 110
_STEP = re.compile(r" +[0-9]+  ")


def planted_part(seed: int, names: Sequence[str], *, shown: bool) -> Seen:
    """All faults, or those named: found, and blamed on a clause that they break."""
    faults = [fault for fault in planted_faults() if not names or fault.name in names]
    trials = []
    with progress("planted faults", len(faults), shown=shown) as show:
        for fault in faults:
            trials.append(_try(fault, seed))
            show(len(trials))
    caught = sum(trial.caught for trial in trials)
    lines = [line for trial in trials for line in _story(trial)]
    lines.append(f"{caught} of {len(trials)} planted faults caught: found, and blamed on a clause that they break.")
    document = {"caught": caught, "planted": [_document(trial) for trial in trials]}
    return Seen("planted faults", caught == len(trials), lines, document)


def _try(fault: PlantedFault, seed: int) -> Trial:
    with planted(fault) as adapter:
        return try_fault(fault, adapter, seed, _SHRINK_SECONDS)


def _story(trial: Trial) -> Iterator[str]:
    fault = trial.fault
    if trial.shrunk is None:
        yield f"MISSED  {fault.name}: {fault.what}; not found in {trial.steps_to_find:,} steps"
        return
    divergence = trial.shrunk.divergence
    verdict = "caught" if trial.caught else "BLAMED"
    yield f"{verdict}  {fault.name}: {fault.what}"
    yield f"        {trial.blamed}, in {divergence.difference.key}, after {len(divergence.steps)} steps"
    for line in _steps(divergence)[-_STEPS_SHOWN:]:
        yield f"      {line}"[:_WIDTH]


def _steps(divergence: Divergence) -> list[str]:
    """The steps of the run in words, numbered, without what they change."""
    return [line for line in tell(divergence, "changed").splitlines() if _STEP.match(line)]


def _document(trial: Trial) -> dict[str, Any]:
    divergence = None if trial.shrunk is None else trial.shrunk.divergence
    return {
        "name": trial.fault.name,
        "what": trial.fault.what,
        "caught": trial.caught,
        "blamed": trial.blamed,
        "clauses": list(trial.fault.clauses),
        "steps_to_find": trial.steps_to_find,
        "steps": None if divergence is None else len(divergence.steps),
        "run": [] if divergence is None else run_to_wire(saved(divergence, (), "implementation")),
    }
