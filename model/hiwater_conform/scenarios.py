"""The shipped scenarios: short runs with notes that show how the queue is meant to work.

What it does that one might not expect is in `findings`. The files are specs/hiwater_specs/scenarios/NUMBER-ID.json.
"""

import difflib
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hiwater_conform.runs import SavedRun, read_run

SCENARIO_FILE = re.compile(r"([1-9][0-9]*)-([a-z0-9-]+)\.json")


class UnknownScenario(Exception):
    """No scenario has this number or name; `near` holds names that look like it, best first."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        hint = f"; near: {', '.join(near)}" if near else ""
        super().__init__(f"no scenario {name!r}{hint}")
        self.name = name
        self.near = near


def scenarios_folder() -> Traversable:
    """The folder of the shipped scenarios."""
    return files("hiwater_specs").joinpath("scenarios")


@cache
def all_scenarios() -> dict[int, SavedRun]:
    """Every shipped scenario by its number, in order. Raises NotThisForm for the first file that is broken."""
    found = [(SCENARIO_FILE.fullmatch(entry.name), entry) for entry in scenarios_folder().iterdir()]
    numbered = {int(name[1]): entry for name, entry in found if name is not None}
    return {number: read_run(numbered[number]) for number in sorted(numbered)}


def scenario_number(name: str) -> int:
    """The number of the scenario with this number, name or both (`3`, `high-water`, `3-high-water`).

    Raises UnknownScenario.
    """
    known = {run.id: number for number, run in all_scenarios().items()}
    wanted = re.sub(r"^0*([1-9][0-9]*)(-.*)?$", r"\1\2", name.strip().lower())
    for identifier, number in known.items():
        if wanted in (identifier, str(number), f"{number}-{identifier}"):
            return number
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.4)
    near += [one for one in known if wanted and wanted in one and one not in near]
    raise UnknownScenario(name, tuple(near))
