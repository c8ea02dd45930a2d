"""`hiwater smoke`: a dozen exchanges with an adapter that is being written."""

import argparse
from collections.abc import Iterator
from textwrap import fill

from hiwater_conform.smoke import Check, SmokeReport, smoke
from hiwater_conform.story import clause_sentence
from hiwater_inspector.command_line.command import Exit, print_json
from hiwater_inspector.command_line.conforming.judged import adapter_of, add_command

DESCRIPTION = """\
Runs a command that speaks the protocol on its standard input and output, and asks it a dozen things: who it
is, a configuration, an observation, and the story of one full queue. Each line is held against the schema,
then against the model; at the first that is wrong it stops and names the field and the clause.

The protocol is told in hiwater_specs/protocol/README.md (`hiwater version` says where that is).
Not good for: judging a queue. When all is well, go on with `hiwater conform`."""

WIDTH = 110
_LONGEST = 600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the command."""
    add_command(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask, print, and return FOUND at the first wrong answer."""
    with adapter_of(arguments) as adapter:
        report = smoke(adapter)
    if arguments.json:
        print_json({"verdict": "pass" if report.passed else "fail", **report._asdict()})
    else:
        print("\n".join(_told(report)))
    return Exit.FINE if report.passed else Exit.FOUND


def _told(report: SmokeReport) -> Iterator[str]:
    for number, check in enumerate(report.checks, 1):
        yield f"{'ok    ' if check.problem is None else 'WRONG '} {number:>2}  {check.title}"
    last = report.checks[-1]
    if last.problem is not None:
        yield from _wrong(last)
        return
    yield f"\nAll is well. It is written in {report.language} and says that it can: {', '.join(report.capabilities)}."
    yield "Next: `hiwater conform` with the same command."


def _wrong(check: Check) -> Iterator[str]:
    yield ""
    rows = [("what", check.problem or ""), ("sent", check.sent), ("answered", check.answered or "(nothing)")]
    if check.expected:
        rows.append(("expected", check.expected))
    for label, text in rows:
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
        yield fill(shown, WIDTH, initial_indent=f"  {label:<10}", subsequent_indent=" " * 12)
    if check.clause is not None:
        yield fill(clause_sentence(check.clause), WIDTH, initial_indent=f"  {'clause':<10}", subsequent_indent=" " * 12)
