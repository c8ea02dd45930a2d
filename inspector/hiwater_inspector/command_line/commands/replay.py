"""`hiwater replay`: a saved run, told step by step on the model, and beside the original if asked."""

import argparse
from pathlib import Path
from typing import Any

from hiwater_conform.comparison import Divergence, compare_steps
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import Source, SourceError
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.replaying import Replayed, replay
from hiwater_conform.runs import SavedRun, read_run
from hiwater_conform.story import WIDTH, tell
from hiwater_conform.telling import told, wrapped
from hiwater_conform.wire_values import NotThisForm
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.original_option import add_original, original_asked_for
from hiwater_model.configuration import ImpossibleConfiguration, refuse_impossible

DESCRIPTION = """\
Opens a run file: what `hiwater original` saves when it finds a difference, a finding, a scenario. Tells it
step by step as the model lives it, and holds what the file expects. With --original the same steps are
taken by the C as well (PATH, else HIWATER_AUDIT_IO, else the listing beside the checkout), and a
difference is told: so a counterexample can be tried again after a mend.

Ends with 1 if the model no longer does what the file expects, or the original differs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the run file, and the C file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a run file (JSON)")
    add_original(parser, "take the steps in the original C, too")


def run(arguments: argparse.Namespace) -> int:
    """Tell the run; return FOUND if something is not as the file or the model says."""
    try:
        saved = read_run(arguments.file)
        refuse_impossible(saved.configuration)
        replayed = replay(saved, ModelAdapter())
        source = original_asked_for(arguments)
        divergence = None if source is None else _beside_original(saved, source)
    except OSError as error:
        raise Misuse(f"{arguments.file} cannot be read ({error.strerror}): name a run file") from None
    except (NotThisForm, ImpossibleConfiguration) as error:
        raise Misuse(f"{arguments.file} is not a run: {error}") from None
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None
    asked = source is not None
    if arguments.json:
        print_json(_document(saved, replayed, divergence, asked))
    else:
        print("\n".join(wrapped(told(replayed), WIDTH)))
        print("\n" + _verdict(replayed, divergence, asked))
    return Exit.FINE if replayed.reproduced and divergence is None else Exit.FOUND


def _beside_original(saved: SavedRun, source: Source) -> Divergence | None:
    with OriginalAdapter(source.text) as adapter:
        return compare_steps(adapter, saved.configuration, saved.steps)


def _verdict(replayed: Replayed, divergence: Divergence | None, asked: bool) -> str:
    lines = [
        "The model does what the file expects."
        if replayed.mismatch is None
        else f"The model no longer does what the file expects: {replayed.mismatch}"
    ]
    if divergence is not None:
        lines += ["The original differs:", "", tell(divergence, "original")]
    elif asked:
        lines.append("The original and the model agree in every step.")
    return "\n".join(lines)


def _document(saved: SavedRun, replayed: Replayed, divergence: Divergence | None, asked: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "title": saved.title,
        "steps": len(saved.steps),
        "as_expected": replayed.reproduced,
        "mismatch": None if replayed.mismatch is None else str(replayed.mismatch),
    }
    if asked:
        document["original"] = "agrees" if divergence is None else "differs"
        document["clause"] = None if divergence is None else divergence.difference.clause
    return document
