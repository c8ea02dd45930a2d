"""`hiwater validate`: a trace of free-running threads, followed in the model."""

import argparse
from pathlib import Path
from typing import Any

from hiwater_conform.following import BadLine, Consistent, Follower, Inconsistent, Trace, Unknown, Verdict, open_trace
from hiwater_conform.story import clause_sentence
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.progress import progress

DESCRIPTION = """\
Follows TRACE, the lines that real threads have written (hiwater_specs/protocol/README.md, "Traces"), in the
model: is there a run of the model that writes them? It says consistent; or inconsistent at an event,
with what the model could have done instead; or unknown from an event on, where the C has no defined next
act or too many states are possible. A trace that was cut off is followed as far as it goes, and told so.

Not good for: times, which are not compared, and runs that were not traced.

Ends with 1 for a trace that is inconsistent, and for one of which it is not known (no exit code stands for
that alone); `verdict` under --json tells them apart."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the trace."""
    parser.add_argument("trace", type=Path, metavar="TRACE", help="a trace file (JSON lines)")


def run(arguments: argparse.Namespace) -> int:
    """Follow the trace; return FINE if it is consistent."""
    try:
        with open_trace(arguments.trace) as trace:
            verdict = _followed(trace, arguments.trace.stat().st_size, shown=not arguments.json)
    except OSError as error:
        raise Misuse(f"{arguments.trace} cannot be read ({error.strerror}): name a trace file") from None
    except BadLine as error:
        raise Misuse(f"{arguments.trace} is not a trace: {error}") from None
    if arguments.json:
        print_json(_document(verdict, cut=trace.cut))
    else:
        print("\n".join(_told(verdict, cut=trace.cut)))
    return Exit.FINE if isinstance(verdict, Consistent) else Exit.FOUND


def _followed(trace: Trace, size: int, *, shown: bool) -> Verdict:
    follower = Follower(trace.header)
    with progress("following", size, shown=shown, in_bytes=True) as done:
        for line in trace:
            verdict = follower.feed(line)
            if verdict is not None:
                return verdict
            done(trace.bytes_read)
    return follower.end()


def _told(verdict: Verdict, *, cut: bool) -> list[str]:
    if isinstance(verdict, Consistent):
        figures = (
            f"{verdict.events:,} events, {verdict.hidden_steps:,} hidden steps, "
            f"at most {verdict.largest_set:,} states at once"
        )
        return [
            f"consistent: {figures}",
            *_end_told(verdict, cut=cut),
        ]
    if isinstance(verdict, Unknown):
        return [f"unknown from event {verdict.event:,} on: {verdict.why}"]
    return [
        f"inconsistent at event {verdict.event:,}: {verdict.what}",
        *(f"  the model: {reason}" for reason in verdict.expected),
        *(["", f"Clause {clause_sentence(verdict.clause)}"] if verdict.clause else []),
        "",
        "The threads, in one state of the model:",
        *(f"  {thread}" for thread in verdict.threads),
    ]


def _end_told(verdict: Consistent, *, cut: bool) -> list[str]:
    lines = []
    if cut:
        lines.append("The last line was cut off; it was left out.")
    if not verdict.complete:
        lines.append("The trace has no end: it was followed as far as it goes.")
    if verdict.unfinished:
        lines += ["At its end:", *(f"  {thread}" for thread in verdict.unfinished)]
    return lines


def _document(verdict: Verdict, *, cut: bool) -> dict[str, Any]:
    name = {Consistent: "consistent", Inconsistent: "inconsistent", Unknown: "unknown"}[type(verdict)]
    return {"verdict": name, **verdict._asdict(), "last_line_cut": cut}
