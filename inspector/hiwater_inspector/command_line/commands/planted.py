"""`hiwater planted`: faults are planted into a copy of the original, and the comparison must find each one."""

import argparse
import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hiwater_conform.original.build import BuildError
from hiwater_conform.original.planted import PLANTED, NotThere, Planted
from hiwater_conform.original.source import SourceError, find_source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.planted_trial import Trial, try_fault
from hiwater_conform.story import tell
from hiwater_inspector.command_line.command import Exit, Misuse, print_json

DESCRIPTION = """\
Shows that the comparison with the original can fail. Each fault is a change of a few tokens in a
temporary copy of audit_io.c: another comparison, a broadcast left out, a counter moved. It is looked for
as `hiwater original` does, its run is shrunk, and it counts as caught if the blame falls on a clause that
it breaks. With a name only that one, with its story. Two of them were in this very file once.

Needs a C compiler and the known revision of the file: PATH, HIWATER_AUDIT_IO, or the listing beside a
checkout. Not good for: saying how many faults would be missed; these were chosen by hand."""

SECONDS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a name or nothing, and the C file."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the fault to plant, as in reader-not-woken")
    parser.add_argument("--file", type=Path, metavar="PATH", help="an audit_io.c, or a numbered listing of it")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random runs (default 1)")


def run(arguments: argparse.Namespace) -> int:
    """Try the faults; return FOUND if one was not caught."""
    faults = PLANTED if arguments.name is None else (_named(arguments.name),)
    trials = []
    try:
        text = find_source(arguments.file).text
        for fault in faults:
            with OriginalAdapter(fault.into(text)) as adapter:
                trial = try_fault(fault, adapter, arguments.seed, SECONDS)
            trials.append(trial)
            if not arguments.json:
                print(_row(trial), flush=True)
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None
    except NotThere as error:
        raise Misuse(f"{error}: faults are planted into the known revision alone; name it with --file") from None
    caught = sum(trial.caught for trial in trials)
    if arguments.json:
        print_json({"caught": caught, "planted": [_document(trial) for trial in trials]})
    else:
        print("\n".join(_end(trials, caught, whole=arguments.name is None)))
    return Exit.FINE if caught == len(trials) else Exit.FOUND


def _named(name: str) -> Planted:
    names = [fault.name for fault in PLANTED]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
        raise Misuse(f"no planted fault {name!r}; near: {', '.join(near) or 'none'}; `hiwater planted` tries them all")
    return PLANTED[names.index(name)]


def _row(trial: Trial) -> str:
    fault = trial.fault
    if trial.shrunk is None:
        return f"MISSED  {fault.name:26} {fault.what}: not found in {trial.steps_to_find:,} steps"
    length = len(trial.shrunk.divergence.steps)
    verdict = "caught " if trial.caught else "BLAME  "
    return f"{verdict} {fault.name:26} {trial.blamed or '-':10} {length:3} steps  {fault.what}"


def _end(trials: list[Trial], caught: int, *, whole: bool) -> Iterator[str]:
    yield f"\n{caught} of {len(trials)} planted faults caught: found, and blamed on a clause that they break."
    if not whole and trials[0].shrunk is not None:
        yield "\n" + tell(trials[0].shrunk.divergence, "changed")


def _document(trial: Trial) -> dict[str, Any]:
    steps = None if trial.shrunk is None else len(trial.shrunk.divergence.steps)
    return {
        "name": trial.fault.name,
        "what": trial.fault.what,
        "caught": trial.caught,
        "blamed": trial.blamed,
        "clauses": list(trial.fault.clauses),
        "steps_to_find": trial.steps_to_find,
        "steps": steps,
    }
