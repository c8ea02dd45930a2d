"""`hiwater original`: the unmodified audit_io.c beside the model, on random runs."""

import argparse
import sys
from pathlib import Path
from typing import Any

from hiwater_conform.campaign import Plan, Report, run_campaign
from hiwater_conform.comparison import Divergence
from hiwater_conform.evidence import evidence_path, original_record, write_record
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import Source, SourceError, find_source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.runs import run_to_wire, write_run
from hiwater_conform.shrink import Shrunk, shrink
from hiwater_conform.story import clause_sentence, saved, tell
from hiwater_inspector.command_line.command import RECORD_ELSEWHERE, Exit, Misuse, print_json, writing
from hiwater_inspector.command_line.numbers import positive
from hiwater_inspector.command_line.progress import progress
from hiwater_model.configuration import Profile

DESCRIPTION = """\
Compiles an audit_io.c as it is, with a shim of our own in the place of the kernel around it, and
compares it with the model step by step: 64-bit and 32-bit records, both granularities, with and without
failing assertions, with door errors, failing memory and administrators at work. Needs a C compiler (cc,
gcc or clang, or the one that CC names).

The file is the one named here, else the one that HIWATER_AUDIT_IO names, else
../shared/seed/audit_io.listing.txt beside a checkout. A listing's line numbers are stripped. A file
that is not the known revision is noted, no more: the exit code comes from the comparison alone.

A difference is shrunk to a short run, told step by step with the clause that it breaks, and saved as a
run file.
Not good for: proof. It says how many random steps agreed."""

DEFAULT_STEPS = 60_000
IMPLEMENTATION = "original"
PROFILES = (Profile.GIVEN, Profile.DEBUG)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file, how much, where from, and what to keep."""
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="an audit_io.c, or a numbered listing of it")
    parser.add_argument(
        "--steps",
        type=positive,
        default=DEFAULT_STEPS,
        metavar="N",
        help=f"steps to compare (default {DEFAULT_STEPS})",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the random runs (default 1)")
    parser.add_argument("--record", action="store_true", help="when both agree, record it in hiwater_specs/evidence")
    parser.add_argument(
        "--save", type=Path, default=Path(), metavar="DIR", help="folder for a run that differs (default: this one)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Find, build, compare; return FINE if both agree and FOUND if not."""
    if not arguments.save.is_dir():
        raise Misuse(f"--save {arguments.save}: no such folder; name one that exists")
    try:
        source = find_source(arguments.path)
        with OriginalAdapter(source.text) as adapter:
            adapter.compile(64, 32)
            return _compare(arguments, source, adapter)
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None


def _compare(arguments: argparse.Namespace, source: Source, adapter: OriginalAdapter) -> int:
    if source.note is not None:
        print(f"hiwater: note: {source.note}", file=sys.stderr)
    plan = Plan(arguments.steps, arguments.seed, profiles=_profiles(adapter))
    with progress("comparing", plan.steps, shown=not arguments.json) as show:
        report = run_campaign(adapter, plan, show)
    shrunk = None if report.divergence is None else shrink(adapter, report.divergence)
    document: dict[str, Any] = {
        "verdict": "agrees" if shrunk is None else "differs",
        "source": {"path": str(source.path), "digest": source.digest, "note": source.note},
        "scope": report.summary(),
    }
    if shrunk is not None:
        return _found(arguments, shrunk, document)
    if arguments.record:
        document["recorded"] = str(_record(report, source))
    if arguments.json:
        print_json(document)
    else:
        print(_agreement(report))
        if arguments.record:
            print(f"Recorded in {document['recorded']}.")
    return Exit.FINE


def _profiles(adapter: OriginalAdapter) -> tuple[Profile, ...]:
    capabilities = adapter.start().capabilities
    return tuple(profile for profile in PROFILES if f"profile:{profile.value}" in capabilities)


def _found(arguments: argparse.Namespace, shrunk: Shrunk, document: dict[str, Any]) -> int:
    divergence = shrunk.divergence
    kept = saved(divergence, shrunk.stages, IMPLEMENTATION)
    path = arguments.save / _file_name(divergence)
    write_run(path, kept)
    if arguments.json:
        difference = divergence.difference
        document |= {"clause": difference.clause, "sentence": clause_sentence(difference.clause)}
        document |= {"saved": str(path), "run": run_to_wire(kept)}
        print_json(document)
    else:
        print(tell(divergence, IMPLEMENTATION))
        first, last = shrunk.stages[0], shrunk.stages[-1]
        print(f"\nShrunk from {first.steps} steps to {last.steps} in {last.seconds} s. Saved as {path}.")
    return Exit.FOUND


def _file_name(divergence: Divergence) -> str:
    return f"original-{divergence.difference.clause or 'unexplained'}-{len(divergence.steps)}-steps.json"


def _record(report: Report, source: Source) -> Path:
    path = evidence_path()
    with writing(path, RECORD_ELSEWHERE):
        write_record(original_record(report, source), path)
    return path


def _agreement(report: Report) -> str:
    coverage = report.coverage.summary()
    rate = report.steps / report.seconds if report.seconds else 0.0
    took = f"{report.seconds:.1f} s, {rate:,.0f} steps/s"
    lines = [
        f"The original and the model agree over {report.steps:,} steps in {report.runs:,} runs ({took}).",
        f"Points reached: {coverage['points_reached']} of {coverage['points']}.",
        f"Runs ended because the C has no defined next act: {sum(report.coverage.undefined.values())}.",
    ]
    never = [*coverage["points_never_reached"], *coverage["functions_never_called"]]
    if never:
        lines.append(f"Never reached: {', '.join(never)}.")
    return "\n".join(lines)
