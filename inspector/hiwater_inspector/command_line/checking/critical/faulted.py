"""The sections against faulted copies of the implementation: each planted fault must be refuted, with arguments.

Not good for: showing that every fault would be found; the faults were chosen by hand.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Final, NamedTuple

from hiwater_check.layer import Tell
from hiwater_check.planted_faults import PlantedFault, planted_faults
from hiwater_check.symbolic.analysis import analyse
from hiwater_check.symbolic.verdicts import Analysis, Verdict
from hiwater_inspector.command_line.checking.critical.pinned import pinned
from hiwater_inspector.command_line.planting import faulted_copy

LIMIT_SECONDS: Final = 300.0
"""Wall clock for one module on one copy, which takes a few seconds."""
_BROKEN: Final = (Verdict.REFUTED, Verdict.RAISED)


class Trial(NamedTuple):
    """One fault, and what the module that should refute it said."""

    fault: PlantedFault
    analysis: Analysis

    @property
    def refuted(self) -> bool:
        """A contract is broken, by arguments that are told, and nothing went wrong with the whole."""
        return not self.analysis.trouble and bool(self.witnesses)

    @property
    def witnesses(self) -> dict[str, str]:
        """Arguments that break a contract, by its name."""
        return {one.function: one.message for one in self.analysis.conditions if one.verdict in _BROKEN}


def try_faults(names: Sequence[str], tell: Tell) -> list[Trial]:
    """Try faults, as many at once as there are processors; in the order of their names as given."""
    by_name = {fault.name: fault for fault in planted_faults()}
    found: dict[str, Trial] = {}
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        waiting = {pool.submit(try_fault, by_name[name]): name for name in names}
        for future in as_completed(waiting):
            found[waiting[future]] = future.result()
            tell(f"fault {waiting[future]}", len(found), len(names))
    return [found[name] for name in names]


def try_fault(fault: PlantedFault) -> Trial:
    """The module that is pinned for the fault, on a copy that has it. Raises NotThere, ToolMissing."""
    with faulted_copy(fault) as folder:
        return Trial(fault, analyse(pinned().refuted[fault.name], LIMIT_SECONDS, [str(folder)]))


def document_of(trial: Trial) -> dict[str, Any]:
    """The trial as a document."""
    return {
        "name": trial.fault.name,
        "refuted": trial.refuted,
        "witnesses": trial.witnesses,
        "seconds": round(trial.analysis.seconds, 2),
    }
