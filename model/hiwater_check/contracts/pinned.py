"""The modules that are judged, and how many conditions each one has; the numbers stand in `pinned.toml`.

Without them a contract that the tool does not see would be missed by nobody.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from hiwater_check.symbolic.verdicts import Analysis, Verdict


class Pinned(NamedTuple):
    """Modules with their numbers of conditions: those that must be confirmed, and false ones that must be refuted."""

    confirmed: dict[str, int]
    refuted: dict[str, int]


@cache
def pinned() -> Pinned:
    """The numbers of `pinned.toml`."""
    document = tomllib.loads(files("hiwater_check.contracts").joinpath("pinned.toml").read_text("utf-8"))
    return Pinned(document["confirmed"], document["refuted"])


def troubles(analysis: Analysis, number: int, wanted: Verdict) -> list[str]:
    """What is not as pinned, in lines: the number of conditions, a verdict, the module as a whole; empty if all is."""
    found = [f"{analysis.module}: {analysis.trouble}"] if analysis.trouble else []
    if len(analysis.conditions) != number:
        found.append(f"{analysis.module}: {len(analysis.conditions)} conditions, {number} are pinned")
    short = analysis.module.rpartition(".")[2]
    for one in analysis.conditions:
        if one.verdict is not wanted:
            reason = one.message or f"it was to be {wanted.value}"
            found.append(f"{short}.{one.function}: {one.verdict.value}: post: {one.post}: {reason}")
    return found
