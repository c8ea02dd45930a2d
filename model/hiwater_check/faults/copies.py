"""Copies of the model with a fault each, as processes that answer the protocol: what vectors are made with.

Not good for: every clause; of some no bank has a fault.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from hiwater_check.faults.bank import bank
from hiwater_check.faults.faulted import faulted
from hiwater_check.planted_faults import PlantedFault, bank_of
from hiwater_conform.adapter import Adapter
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.vectors.making import BrokenCopy


def broken_copies() -> tuple[BrokenCopy, ...]:
    """One for each fault: first those of clauses that are never blamed, then those of the kill matrix."""
    unblamed = [fault for fault, _table in bank_of("hiwater_check.faults", "unblamed.toml")]
    return tuple(
        BrokenCopy(fault.name, fault.what, fault.clauses, partial(_speaking, fault)) for fault in (*unblamed, *bank())
    )


@contextmanager
def _speaking(fault: PlantedFault) -> Iterator[Adapter]:
    with (
        faulted(fault) as environment,
        ProcessAdapter([sys.executable, "-m", "hiwater_check.faults.speaker"], environment) as adapter,
    ):
        yield adapter
