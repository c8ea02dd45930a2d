"""Faults that are planted into a copy of our implementation, each of which the lockstep must find and blame.

They stand in `planted_faults.toml`: of wake-ups, locks, order, decisions and the door. Not good for: showing that
*every* fault would be found; it shows that these kinds do not pass.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from hiwater_model.configuration import Profile


class NotThere(ValueError):
    """A file does not hold what an edit replaces, or holds it twice: the bank is older than the implementation."""


class Edit(NamedTuple):
    """In a file of the implementation, `old`, which stands there once, becomes `new`."""

    file: str
    old: str
    new: str


class PlantedFault(NamedTuple):
    """One fault: its name, what it breaks in words, the clauses of which one is to be blamed, and the edits."""

    name: str
    what: str
    clauses: tuple[str, ...]
    edits: tuple[Edit, ...]
    profile: Profile = Profile.GIVEN

    def plant(self, read: Callable[[str], str], write: Callable[[str, str], object]) -> None:
        """Change a copy through `read(file)` and `write(file, text)`. Raises NotThere."""
        for file, old, new in self.edits:
            text = read(file)
            if text.count(old) != 1:
                raise NotThere(f"{file} holds {text.count(old)} times, and not once: {old!r}")
            write(file, text.replace(old, new))


@cache
def planted_faults() -> tuple[PlantedFault, ...]:
    """All faults, in the order of the file."""
    document = tomllib.loads(files("hiwater_check").joinpath("planted_faults.toml").read_text("utf-8"))
    return tuple(
        PlantedFault(
            fault["name"],
            fault["what"],
            tuple(fault["clauses"]),
            tuple(Edit(**edit) for edit in fault["edit"]),
        )
        for fault in document["fault"]
    )
