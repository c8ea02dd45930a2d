"""`hiwater replay`: a saved run, told step by step on the model, and tried again on any implementation."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hiwater_conform.adapter import Adapter, AdapterEnded
from hiwater_conform.claims import claims_of
from hiwater_conform.comparison import Divergence, compare
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import SourceError
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.replaying import Replayed, replay
from hiwater_conform.runs import SavedRun, read_run
from hiwater_conform.shrink import blamed_as, finer
from hiwater_conform.story import WIDTH, tell
from hiwater_conform.telling import told, wrapped
from hiwater_conform.transcript import replay as transcript_of
from hiwater_conform.wire_values import NotThisForm
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.conforming import passports
from hiwater_inspector.command_line.conforming.judged import adapter_of, add_command, name_of
from hiwater_inspector.command_line.conforming.quoting import printable
from hiwater_inspector.command_line.original_option import add_original, original_asked_for
from hiwater_model.configuration import ImpossibleConfiguration, refuse_impossible

DESCRIPTION = """\
Opens a run file: what `hiwater conform` and `hiwater original` save when they find a difference, a finding, a
scenario. Tells it step by step as the model lives it, and holds what the file expects. With the command of
an adapter (or --adapter, or --original and a C file, else HIWATER_AUDIT_IO, else the listing beside the
checkout) the same steps are taken by it as well, and a difference is told: so a counterexample can be tried
again after a mend. Steps that follow a clause which the adapter skips are left out.

--as prints the run in another form instead: a test for pytest, which finds the adapter's command in
HIWATER_ADAPTER and needs no hiwater; Markdown for an issue; a link that stands behind the address of
`hiwater inspect`.

Ends with 1 if the model no longer does what the file expects, or the implementation differs."""


class Beside(NamedTuple):
    """What came of the run on an implementation."""

    name: str
    divergence: Divergence | None
    steps: int
    """How many were taken."""
    avoided: frozenset[str]
    """Clauses that it skips."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the run file, who takes its steps, and the form."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a run file (JSON)")
    add_command(parser)
    add_original(parser, "take the steps in the original C")
    parser.add_argument("--as", dest="form", choices=passports.FORMS, help="print the run in this form instead")


def run(arguments: argparse.Namespace) -> int:
    """Tell the run; return FOUND if something is not as the file or the model says."""
    if arguments.form is not None and arguments.json:
        raise Misuse("--as and --json: choose one of them")
    saved, replayed = _opened(arguments.file)
    beside = _beside(saved, arguments)
    if arguments.form is not None:
        sys.stdout.write(_in_form(arguments.form, saved, beside))
    elif arguments.json:
        print_json(_document(saved, replayed, beside))
    else:
        print(printable("\n".join(wrapped(told(replayed), WIDTH))))
        print("\n" + printable("\n".join(_verdict(saved, replayed, beside))))
    agrees = beside is None or beside.divergence is None
    return Exit.FINE if replayed.reproduced and agrees else Exit.FOUND


def _opened(path: Path) -> tuple[SavedRun, Replayed]:
    try:
        saved = read_run(path)
        refuse_impossible(saved.configuration)
        return saved, replay(saved, ModelAdapter())
    except OSError as error:
        raise Misuse(f"{path} cannot be read ({error.strerror}): name a run file") from None
    except (NotThisForm, ImpossibleConfiguration) as error:
        raise Misuse(f"{path} is not a run: {error}") from None


def _beside(saved: SavedRun, arguments: argparse.Namespace) -> Beside | None:
    """The run on whoever was named; None if nobody was."""
    named = bool(arguments.command) or arguments.adapter is not None
    if arguments.original is None and not named:
        return None
    if arguments.original is not None and named:
        raise Misuse("--original and an adapter: name one of them")
    if arguments.original is not None:
        with _original(arguments) as adapter:
            return _compared(saved, adapter, "original")
    with adapter_of(arguments) as adapter:
        return _compared(saved, adapter, name_of(arguments))


@contextmanager
def _original(arguments: argparse.Namespace) -> Iterator[Adapter]:
    try:
        source = original_asked_for(arguments)
        assert source is not None
        with OriginalAdapter(source.text) as adapter:
            yield adapter
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None


def _compared(saved: SavedRun, adapter: Adapter, name: str) -> Beside:
    try:
        claims = claims_of(adapter.start())
    except AdapterEnded as end:
        raise Misuse(f"{name} does not say who it is ({end.why}): try `hiwater smoke` with it") from None
    given = saved.configuration
    if not claims.hold(given):
        claimed = ", ".join(one.value for one in (*claims.granularities, *claims.profiles))
        raise Misuse(
            f"the run is of profile {given.profile.value} in {given.granularity.value} steps, and {name} claims "
            f"{claimed}: nothing was sent"
        )
    transcript = transcript_of(given, saved.steps, avoided=claims.avoided)
    divergence = compare(adapter, transcript)
    if divergence is not None and not divergence.ended:
        exact = finer(adapter, divergence, claims)
        if exact is not None and exact.difference.clause is not None:
            divergence = blamed_as(divergence, exact)
    return Beside(name, divergence, len(transcript.steps), claims.avoided)


def _in_form(form: str, saved: SavedRun, beside: Beside | None) -> str:
    make: Callable[[SavedRun, frozenset[str]], str] = passports.FORMS[form]
    if beside is None:
        return make(saved, frozenset())
    if beside.divergence is not None:
        saved = passports.seen_now(saved, beside.divergence, beside.name)
    return make(saved, beside.avoided)


def _verdict(saved: SavedRun, replayed: Replayed, beside: Beside | None) -> Iterator[str]:
    if replayed.mismatch is None:
        yield "The model does what the file expects."
    else:
        yield f"The model no longer does what the file expects: {replayed.mismatch}"
    if beside is None:
        return
    who = f"The {beside.name}" if beside.name == "original" else beside.name
    if beside.divergence is not None:
        yield from (f"{who} differs:", "", tell(beside.divergence, beside.name))
        return
    left_out = len(saved.steps) - beside.steps
    if left_out == 0:
        yield f"{who} and the model agree in every step."
        return
    yield f"{who} and the model agree in {beside.steps} of {len(saved.steps)} steps; {left_out} were not sent: they"
    yield "follow clauses that it skips, are then not enabled, or have no defined outcome."


def _document(saved: SavedRun, replayed: Replayed, beside: Beside | None) -> dict[str, Any]:
    document: dict[str, Any] = {
        "title": saved.title,
        "steps": len(saved.steps),
        "as_expected": replayed.reproduced,
        "mismatch": None if replayed.mismatch is None else str(replayed.mismatch),
    }
    if beside is not None:
        document["beside"] = beside.name
        document["steps_sent"] = beside.steps
        document["verdict"] = "agrees" if beside.divergence is None else "differs"
        document["clause"] = None if beside.divergence is None else beside.divergence.difference.clause
    return document
