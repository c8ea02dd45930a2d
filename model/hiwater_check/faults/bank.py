"""The semantic faults of `faults.toml`, each an edit of the model's text, read and held to the clauses."""

from functools import cache

from hiwater_check.planted_faults import PlantedFault, bank_of


@cache
def bank() -> tuple[PlantedFault, ...]:
    """All faults, in the order of the file."""
    return tuple(fault for fault, _table in bank_of("hiwater_check.faults", "faults.toml"))
