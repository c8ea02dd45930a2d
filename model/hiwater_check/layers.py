"""The layers of the proofs, and one layer run as a process: `python -m hiwater_check.layers NAME --effort quick`.

The process writes its showing as one JSON document and ends with 0 if it holds, 1 if not, 3 if a tool is missing, 4 if
it cannot look at a model written like this. A process of its own is what a limit of time, a faulted copy of the model
and several layers at once need.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from hiwater_check.first import until_refuted
from hiwater_check.layer import Effort, Refused, Showing, Tell, ToolMissing, silent

HOLDS, REFUTED, MISSING, REFUSED = 0, 1, 3, 4


class Layer(NamedTuple):
    """A way to look at the model; its package has a module `layer` with `run(effort, tell)`."""

    name: str
    package: str
    what: str
    """A phrase: by which tool, what is shown."""
    level: str
    """The kind of evidence that it gives for a clause: sampled, exhaustive, symbolic, inductive; or none."""
    looks_at: tuple[str, ...]
    """Folders of packages whose sources its evidence is about, besides the relation and its own package."""


LAYERS: Final = {
    layer.name: layer
    for layer in (
        Layer(
            "contracts",
            "hiwater_check.contracts",
            "CrossHair over the pure core: every contract holds on all paths, every canary is refuted",
            "symbolic",
            ("hiwater_check/symbolic", "hiwater_model"),
        ),
        Layer(
            "mutants",
            "hiwater_check.mutants",
            "the contracts judged: every mutant of the core is refuted or proved equivalent",
            "none",
            ("hiwater_check/contracts", "hiwater_check/symbolic", "hiwater_model"),
        ),
        Layer(
            "induction",
            "hiwater_check.induction",
            "Z3, cvc5 and Spacer: the queue's invariant for any number of writers and any marks",
            "inductive",
            (),
        ),
        Layer(
            "states",
            "hiwater_check.states",
            "every state of the relation at named scopes: safety, progress, every hang found again",
            "exhaustive",
            ("hiwater_check/induction",),
        ),
        Layer(
            "tla",
            "hiwater_check.tla",
            "TLC on an independent TLA+ spec: the same states, the same labelled edges; liveness",
            "exhaustive",
            ("hiwater_check/states", "hiwater_specs/tla"),
        ),
        Layer(
            "stateful",
            "hiwater_check.stateful",
            "long random runs of the model under Hypothesis, every invariant at every step",
            "sampled",
            (),
        ),
    )
}


def run_layer(package: str, effort: Effort, tell: Tell) -> Showing:
    """Run one layer here. Raises ToolMissing."""
    showing: Showing = importlib.import_module(f"{package}.layer").run(effort, tell)
    return showing


def main(words: Sequence[str] | None = None) -> int:
    """Run one layer and write what it showed."""
    parser = argparse.ArgumentParser(prog="python -m hiwater_check.layers", description="Run one layer of the proofs.")
    parser.add_argument("name", help=f"one of {', '.join(LAYERS)}, or the package of another one")
    parser.add_argument("--effort", choices=[effort.value for effort in Effort], default=Effort.QUICK.value)
    parser.add_argument("--first", action="store_true", help="end at the first thing that does not hold")
    parser.add_argument("--tell", action="store_true", help="say on standard error, in lines of JSON, how far it is")
    arguments = parser.parse_args(words)
    package = LAYERS[arguments.name].package if arguments.name in LAYERS else arguments.name
    run = partial(run_layer, package, Effort(arguments.effort), _tell if arguments.tell else silent)
    try:
        showing = until_refuted(run) if arguments.first else run()
    except ToolMissing as missing:
        json.dump({"missing": str(missing)}, sys.stdout)
        return MISSING
    except Refused as refused:
        json.dump({"refused": str(refused)}, sys.stdout)
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    json.dump(showing._asdict(), sys.stdout)
    return HOLDS if showing.holds else REFUTED


def _tell(what: str, done: int, of: int) -> None:
    sys.stderr.write(json.dumps([what, done, of]) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
