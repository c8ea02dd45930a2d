"""`hiwater decode`: audit trails as the praudits print them, as JSON, as XML or text of our own."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec

from hiwater_impl.compiled import when_compiling
from hiwater_impl.records.counting import token_counts
from hiwater_impl.records.decoding.choosing import chosen
from hiwater_impl.records.decoding.faithful import Faithful
from hiwater_impl.records.decoding.forms import WritersForm
from hiwater_impl.records.decoding.names import Names
from hiwater_impl.records.decoding.parquet import write_parquet
from hiwater_impl.records.decoding.pipeline import printed
from hiwater_impl.records.decoding.report import Report
from hiwater_impl.records.sources import Source, Unreadable, opened
from hiwater_impl.records.trail import Batch, read_batches
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.decoding.options import (
    add_options,
    asked_praudit,
    form_of,
    is_faithful,
    names_of,
    refuse_contradictions,
    selector_of,
)
from hiwater_inspector.command_line.decoding.telling import (
    reading_progress,
    selection_lines,
    statistics,
    statistics_lines,
    tell_compiling,
    tell_damage,
)
from hiwater_inspector.command_line.output import write_output

DESCRIPTION = """\
Prints the records of audit trails from illumos, Solaris, FreeBSD and macOS, gzip or not. Without a form: what
the praudit of the system that wrote the trail prints; a record beside a damaged one is never lost, and what
is damaged or skipped is told on standard error with its offset. --json prints one JSON object a line, in
which nothing is lost (hiwater encode makes the same bytes from it); so does --as hiwater, as text or XML.
--as illumos and --as openbsm imitate those programs in everything, and so stop where they stop.

Ends with 1 if something in a trail is damaged, with 2 if a file cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take trails, a form, names and a selection."""
    add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the trails; FOUND when something in them is damaged."""
    if arguments.select == "help":
        print("\n".join(selection_lines()))
        return Exit.FINE
    refuse_contradictions(arguments)
    if not arguments.quiet and sys.stderr.isatty():
        when_compiling.append(tell_compiling)
    names = names_of(arguments)
    trails = _Trails(arguments)
    if arguments.parquet is not None:
        damaged = _parquet(arguments, names, trails)
    elif arguments.stats:
        damaged = _statistics(arguments, names, trails)
    elif is_faithful(arguments):
        damaged = _faithful(arguments, names, trails)
    else:
        damaged = _by_pieces(arguments, names, trails)
    write_output(b"", flush=True)
    for line in trails.container_damage:
        print(f"hiwater: {line}", file=sys.stderr)
    if trails.unreadable:
        raise Misuse("; ".join(trails.unreadable))
    return Exit.FOUND if damaged or trails.container_damage else Exit.FINE


class _Trails:
    """The trails that were named, one after the other; one that cannot be read does not keep the others back."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.files, self.follow = arguments.files, arguments.follow
        self.unreadable: list[str] = []
        self.container_damage: list[str] = []

    def sources(self) -> Iterator[tuple[str, Source]]:
        """The name and the source of each."""
        for name in self.files:
            try:
                with closing(opened(name, follow=self.follow)) as source:
                    yield name, source
                    if source.damage is not None:
                        self.container_damage.append(f"{name}: {source.damage}")
            except Unreadable as error:
                self.unreadable.append(f"{error}: name a trail that can be read")

    def batches(self) -> Iterator[tuple[str, Iterator[Batch]]]:
        """The name and the batches of each."""
        for name, source in self.sources():
            yield name, self._batches(source)

    def _batches(self, source: Source) -> Iterator[Batch]:
        try:
            yield from read_batches(source)
        except Unreadable as error:
            self.unreadable.append(f"{error}: name a trail that can be read")


def _by_pieces(arguments: argparse.Namespace, names: Names, trails: _Trails) -> bool:
    report = Report()
    selector = selector_of(arguments, names)
    with reading_progress(arguments.files, arguments.quiet) as advance:
        for stretch in printed(trails.batches(), form_of(arguments, names), selector, report, arguments.jobs):
            write_output(stretch, arguments.follow)
            advance(report.bytes)
    if not arguments.quiet:
        tell_damage(report)
    return report.damaged > 0


def _faithful(arguments: argparse.Namespace, names: Names, trails: _Trails) -> bool:
    form = WritersForm(asked_praudit(arguments), names)
    faithful = Faithful(form.illumos if arguments.system == "illumos" else form.openbsm)
    with reading_progress(arguments.files, arguments.quiet) as advance:
        for stretch in faithful.document(trails.sources()):
            write_output(stretch, arguments.follow)
            advance(faithful.done)
    for stop in faithful.stops:
        print(f"hiwater: {stop}; without --as all the rest is printed", file=sys.stderr)
    for loss in faithful.losses:
        print(f"hiwater: {loss}", file=sys.stderr)
    return bool(faithful.stops or faithful.losses)


def _statistics(arguments: argparse.Namespace, names: Names, trails: _Trails) -> bool:
    report, tokens = Report(), Counter[str]()
    selector = selector_of(arguments, names)
    with reading_progress(arguments.files, arguments.quiet) as advance:
        for name, batches in trails.batches():
            for batch in batches:
                report.count(name, batch)
                rows = chosen(batch, selector)
                report.count_chosen(rows)
                tokens.update(token_counts(batch._replace(pieces=rows)))
                advance(report.bytes)
    document = statistics(report, dict(tokens.most_common()), names.events)
    if arguments.json:
        print_json(document)
    else:
        print("\n".join(statistics_lines(document)))
    return report.damaged > 0


def _parquet(arguments: argparse.Namespace, names: Names, trails: _Trails) -> bool:
    if find_spec("pyarrow") is None:
        raise Misuse("--parquet needs pyarrow: pip install 'hiwater[parquet]'")
    report = Report()
    selector = selector_of(arguments, names)
    try:
        with arguments.parquet.open("wb") as file, reading_progress(arguments.files, arguments.quiet) as advance:
            for done in write_parquet(trails.batches(), file, names, selector, report):
                advance(done)
    except OSError as error:
        raise Misuse(f"{arguments.parquet}: {error.strerror}: name a file that can be written") from None
    if not arguments.quiet:
        tell_damage(report)
    return report.damaged > 0
