"""What the exploration leaves in the specification: `python -m hiwater_check.states.published` writes it anew.

Graphs of small scopes for the inspector, and runs found by search that are shorter than a finding's own, or that show
what no finding shows yet. Not good for: evidence; that is what the layer shows.
"""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from hiwater_check.states.graph_file import graph_text
from hiwater_check.states.hunts import HUNTS, hunt_down
from hiwater_check.states.scope import SMALL
from hiwater_conform.findings import all_findings
from hiwater_conform.runs import SavedRun, run_text

GRAPHS: Final = ("writers", "event", "policy")
"""Scopes of a few hundred states."""


def folder() -> Path:
    """Where a checkout has them."""
    return Path(str(files("hiwater_specs"))) / "states"


def texts() -> Iterator[tuple[str, str]]:
    """Names and texts of all files."""
    for scope in GRAPHS:
        yield f"{scope}.json", graph_text(SMALL[scope])
    lengths = {finding.id: len(finding.steps) for finding in all_findings()}
    for hunt in HUNTS:
        steps = hunt_down(hunt).steps
        if steps is not None and len(steps) < lengths[hunt.finding]:
            run = SavedRun(hunt.program.configuration, steps, title=hunt.what, why=_why(hunt.finding, lengths))
            yield f"run-{hunt.finding}.json", run_text(run)


def _why(finding: str, lengths: dict[str, int]) -> str:
    found = f"A shortest run to finding {finding} at its scope, found by search"
    return f"{found}; the finding's own has {lengths[finding]} steps."


def main() -> int:
    """Write all of them."""
    folder().mkdir(exist_ok=True)
    for name, text in texts():
        (folder() / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(text)} characters\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
