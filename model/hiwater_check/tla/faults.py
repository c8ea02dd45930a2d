"""Faults planted into the spec, or into a copy of the model: each must break the equality of states and edges.

Not good for: showing that every fault would be found. The shared scopes say which acts are compared at all.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Final, NamedTuple

from hiwater_check.faults.faulted import faulted
from hiwater_check.planted_faults import PlantedFault, bank_of
from hiwater_check.tla.beside import difference
from hiwater_check.tla.dump import Behaviour, explore_by_tlc
from hiwater_check.tla.instance import instance
from hiwater_check.tla.running import Failed, spec
from hiwater_check.tla.scopes import shared

LIMIT_SECONDS: Final = 300.0
_DIFFERENT: Final = 1


class TwoSidedFault(NamedTuple):
    """A fault, the side that has it, and the scope at which the sides then differ."""

    side: str
    scope: str
    fault: PlantedFault


class Broken(NamedTuple):
    """What became of the equality: how the sides differ, or None if the fault was not noticed; and how long it took."""

    difference: str | None
    seconds: float


TlcGraph = Callable[[str], Behaviour]
"""TLC's graph of a named scope, of the spec without faults."""


@cache
def faults() -> tuple[TwoSidedFault, ...]:
    """All faults, in the order of the file."""
    tables = bank_of("hiwater_check.tla", "faults.toml")
    return tuple(TwoSidedFault(table["side"], table["scope"], fault) for fault, table in tables)


def broken(planted: TwoSidedFault, graph: TlcGraph) -> Broken:
    """Compare the sides with the fault in one of them. Raises NotThere, ToolMissing, Failed."""
    began = perf_counter()
    found = _in_the_spec(planted) if planted.side == "tla" else _in_the_relation(planted, graph(planted.scope))
    return Broken(found, perf_counter() - began)


def _in_the_spec(planted: TwoSidedFault) -> str | None:
    modules = spec()
    planted.fault.plant(modules.__getitem__, modules.__setitem__)
    try:
        explored = explore_by_tlc(modules, instance(shared(planted.scope)))
    except Failed as failed:
        return str(failed)
    return difference(planted.scope, explored.behaviour)


def _in_the_relation(planted: TwoSidedFault, tla: Behaviour) -> str | None:
    with faulted(planted.fault) as environment:
        ended = subprocess.run(
            [sys.executable, "-m", "hiwater_check.tla.beside"],
            input=pickle.dumps([(planted.scope, tla)]),
            capture_output=True,
            env=environment,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    if ended.returncode not in (0, _DIFFERENT) or (ended.returncode and not ended.stdout):
        raise Failed(f"{planted.fault.name}: {ended.stderr.decode()[-300:]}")
    return ended.stdout.decode().strip() or None
