"""`hiwater check`: the proofs, layer by layer; or our implementation beside the model, in every way there is."""

import argparse
from pathlib import Path

from hiwater_inspector.command_line.checking.parts import PARTS, check_implementation
from hiwater_inspector.command_line.checking.proofs import PROOFS, check_proofs
from hiwater_inspector.command_line.command import Misuse

DESCRIPTION = """\
Runs all layers of the proofs, each as a process of its own, and prints what each showed, by which tool and
at which scope:

contracts  CrossHair on the pure core: contracts over all integers, canaries that must fall
critical   CrossHair on the shipped critical sections, held equal to the model
mutants    every mutant of the core is refuted by a contract or proved equivalent
induction  Z3, cvc5 and Spacer: the invariant for any number of writers and any marks
states     every state of small scopes: safety, progress, each hang found again by search
tla        TLC on an independent TLA+ spec: the same states and the same labelled edges
stateful   Hypothesis draws long runs of the model, every invariant at every step

A layer whose tool is missing is skipped and says so. --record keeps what holds as evidence, which
`hiwater evidence` reads.

With --implementation the shipped pipeline runs beside the model, its threads parked at every lock, wait
and unlocked look so that the judge says who goes on. The parts:

random     long random runs, both record widths, both granularities, every profile
stateful   Hypothesis draws the steps, and shrinks
states     every reachable state of small programs, each transition a step of the model
schedules  every schedule within a bound on preemptions, and random ones; each is run twice
free       8 to 32 threads at full speed write a trace, which is followed in the model
planted    copies of the implementation with a fault each: all must be found, blamed and told

A disagreement is told as a short run with the clause that it breaks.
Not good for: a claim without its scope. Each line says for what it holds."""

_OF_PARTS = ("part", "traces", "fault")
_OF_LAYERS = ("layer", "report")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is checked and how much."""
    parser.add_argument("--layer", choices=list(PROOFS), action="append", help="only this layer; may be given again")
    parser.add_argument("--report", type=Path, metavar="FILE", help="also write the report of all layers here, as JSON")
    parser.add_argument("--implementation", action="store_true", help="check the shipped pipeline")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given again")
    parser.add_argument("--traces", type=Path, metavar="DIR", help="keep the traces of the part free in this folder")
    parser.add_argument("--fault", action="append", metavar="NAME", help="of the planted faults only this one")
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="less of everything, no planted faults")
    how_much.add_argument("--long", action="store_true", help="much more of everything: an hour and a half")
    parser.add_argument("--record", action="store_true", help="what holds is recorded in hiwater_specs/evidence")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of what is random (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Run the layers, or the parts; FOUND if one of them found something."""
    for name in _OF_LAYERS if arguments.implementation else _OF_PARTS:
        if getattr(arguments, name) is not None:
            without = "without" if arguments.implementation else "with"
            raise Misuse(f"--{name} goes {without} --implementation")
    return check_implementation(arguments) if arguments.implementation else check_proofs(arguments)
