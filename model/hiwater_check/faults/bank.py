"""The semantic faults of `faults.toml`, each an edit of the model's text, read and held to the clauses."""

import tomllib
from functools import cache
from importlib.resources import files

from hiwater_check.planted_faults import Edit, PlantedFault


@cache
def bank() -> tuple[PlantedFault, ...]:
    """All faults, in the order of the file."""
    document = tomllib.loads(files("hiwater_check.faults").joinpath("faults.toml").read_text("utf-8"))
    return tuple(
        PlantedFault(
            fault["name"],
            fault["what"],
            tuple(fault["clauses"]),
            tuple(Edit(**edit) for edit in fault["edit"]),
        )
        for fault in document["fault"]
    )
