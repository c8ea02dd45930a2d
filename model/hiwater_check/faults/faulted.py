"""A copy of the model with one fault planted, in a folder of its own, first on the path of processes that use it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hiwater_model
from hiwater_check.planted_faults import PlantedFault

_PACKAGE = "hiwater_model"


@contextmanager
def faulted(fault: PlantedFault | None) -> Iterator[dict[str, str]]:
    """The environment of processes that import the copy; it is gone afterwards. None: a copy without fault.

    Raises NotThere for an edit that does not fit the model.
    """
    with tempfile.TemporaryDirectory(prefix="hiwater-") as folder:
        copy = Path(folder) / _PACKAGE
        shutil.copytree(Path(hiwater_model.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
        if fault is not None:
            fault.plant_into(copy)
        paths = [folder, *filter(None, [os.environ.get("PYTHONPATH")])]
        yield {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
