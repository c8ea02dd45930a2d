"""Copies of our implementation, each with one planted fault, as processes that speak the protocol."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hiwater_impl
from hiwater_check.planted_faults import PlantedFault
from hiwater_conform.process_adapter import ProcessAdapter

PARTS = ("pipeline", "surroundings", "lockstep")
"""What of the implementation is judged."""


@contextmanager
def planted(fault: PlantedFault) -> Iterator[ProcessAdapter]:
    """The implementation with the fault, as a process. Raises NotThere."""
    with faulted_copy(fault) as folder, _process(folder) as adapter:
        yield adapter


@contextmanager
def faulted_copy(fault: PlantedFault) -> Iterator[Path]:
    """A folder with a copy of what is judged that has the fault; it is gone afterwards. Raises NotThere."""
    with tempfile.TemporaryDirectory(prefix="hiwater-") as folder:
        copy = Path(folder) / "hiwater_impl"
        _copy_to(copy)
        fault.plant_into(copy)
        yield Path(folder)


def _copy_to(copy: Path) -> None:
    original = Path(hiwater_impl.__file__).parent
    copy.mkdir()
    shutil.copy(original / "__init__.py", copy)
    for part in PARTS:
        shutil.copytree(original / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))


def _process(folder: Path) -> ProcessAdapter:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return ProcessAdapter([sys.executable, "-m", "hiwater_impl.lockstep"], environment)
