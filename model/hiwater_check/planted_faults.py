"""Faults that are planted into a copy of our implementation, each of which the lockstep must find and blame.

They stand in `planted_faults.toml`: of wake-ups, locks, order, decisions and the door. Not good for: showing that
*every* fault would be found; it shows that these kinds do not pass.
"""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

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

    def plant_into(self, folder: Path) -> None:
        """Change the files of a copy that stands in a folder. Raises NotThere."""
        self.plant(
            lambda file: (folder / file).read_text(encoding="utf-8"),
            lambda file, text: (folder / file).write_text(text, encoding="utf-8"),
        )


def bank_of(package: str, file: str) -> Iterator[tuple[PlantedFault, dict[str, Any]]]:
    """The faults of a file of a package in its order, each with its table: a bank may say more of a fault."""
    document = tomllib.loads(files(package).joinpath(file).read_text("utf-8"))
    for table in document["fault"]:
        edits = tuple(Edit(**edit) for edit in table["edit"])
        yield PlantedFault(table["name"], table["what"], tuple(table["clauses"]), edits), table


@cache
def planted_faults() -> tuple[PlantedFault, ...]:
    """All faults that are planted into the implementation, in the order of the file."""
    return tuple(fault for fault, _table in bank_of("hiwater_check", "planted_faults.toml"))
