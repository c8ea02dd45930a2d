"""`hiwater check`: the proofs, layer by layer; which planted faults they find; our implementation beside the model."""

import argparse
from pathlib import Path

from hiwater_inspector.command_line.checking.kill_matrix import check_faults
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

With --faults the proofs themselves are judged: each fault of a bank is planted into a copy of the model,
and found or not; with the lockstep (every 12th fault if --quick), with the layers that --layer names, with
all techniques if --long: hours. A fault that has survived every technique is told. --record tries what is
not on record yet, keeps each cell at once, so that it can be broken off, and judges the whole record.

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

_GOES_WITH = {
    "layer": ("", "--faults"),
    "report": ("",),
    "part": ("--implementation",),
    "traces": ("--implementation",),
    "fault": ("--implementation", "--faults"),
}
"""With which of the modes each option goes; "" is neither."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is checked and how much."""
    parser.add_argument("--layer", choices=list(PROOFS), action="append", help="only this layer; may be given again")
    parser.add_argument("--report", type=Path, metavar="FILE", help="also write the report of all layers here, as JSON")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--faults", action="store_true", help="plant faults into the model, and see which are found")
    mode.add_argument("--implementation", action="store_true", help="check the shipped pipeline")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be given again")
    parser.add_argument("--traces", type=Path, metavar="DIR", help="keep the traces of the part free in this folder")
    parser.add_argument("--fault", action="append", metavar="NAME", help="of the planted faults only this one")
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="less of everything")
    how_much.add_argument("--long", action="store_true", help="much more of everything: an hour and a half")
    parser.add_argument(
        "--record", action="store_true", help="what holds is recorded: evidence, or the matrix of faults"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of what is random (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Run the layers, the faults or the parts; FOUND if one of them found something."""
    mode = "--implementation" if arguments.implementation else "--faults" if arguments.faults else ""
    for name, modes in _GOES_WITH.items():
        if getattr(arguments, name) is not None and mode not in modes:
            raise Misuse(f"--{name} goes {_told(modes, mode)}")
    if arguments.implementation:
        return check_implementation(arguments)
    return check_faults(arguments) if arguments.faults else check_proofs(arguments)


def _told(modes: tuple[str, ...], mode: str) -> str:
    """What an option asks for that does not go with a mode."""
    return f"without {mode}" if "" in modes else f"with {' or '.join(modes)}"
