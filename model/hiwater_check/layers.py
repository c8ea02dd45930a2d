"""The layers by name, and one layer run as a process of its own: `python -m hiwater_check.layers NAME --effort quick`.

The process writes the showing as one JSON document and ends with 0 if it holds, 1 if not, 3 if a tool is missing. A
process of its own is what a limit of time, a faulted copy of the model and several layers at once need.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from typing import Final

from hiwater_check.layer import Effort, Showing, ToolMissing, silent

LAYERS: Final = {
    "contracts": "CrossHair over the pure core: every contract on all paths, every canary refuted",
    "mutants": "contracts judged: every mutant of the core is refuted or proved equivalent",
    "induction": "Z3, cvc5 and Spacer: the queue's invariant for any number of writers and any marks",
    "states": "every state of the shipped relation at named scopes: safety, progress, every hang found again",
    "tla": "TLC on an independent TLA+ spec: the same states and the same labelled edges; liveness",
    "stateful": "long random runs of the model under Hypothesis, every invariant at every step",
}
"""Each a package of hiwater_check of that name, with what it shows."""

HOLDS, REFUTED, MISSING = 0, 1, 3


def run_layer(name: str, effort: Effort) -> Showing:
    """Run one layer here. Raises ToolMissing."""
    showing: Showing = importlib.import_module(f"hiwater_check.{name}.layer").run(effort, silent)
    return showing


def main(words: Sequence[str] | None = None) -> int:
    """Run one layer and write what it showed."""
    parser = argparse.ArgumentParser(prog="python -m hiwater_check.layers", description="Run one layer of the proofs.")
    parser.add_argument("name", choices=LAYERS)
    parser.add_argument("--effort", choices=[effort.value for effort in Effort], default=Effort.QUICK.value)
    arguments = parser.parse_args(words)
    try:
        showing = run_layer(arguments.name, Effort(arguments.effort))
    except ToolMissing as missing:
        json.dump({"layer": arguments.name, "missing": str(missing)}, sys.stdout)
        return MISSING
    json.dump({"layer": arguments.name, **showing._asdict()}, sys.stdout)
    return HOLDS if showing.holds else REFUTED


if __name__ == "__main__":
    sys.exit(main())
