"""`hiwater findings`: the quirks of the C, each told by a short run that is replayed while it is told."""

import argparse
from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import Any, NamedTuple

from hiwater_conform.clauses import ClauseError, clause_registry
from hiwater_conform.findings import (
    Finding,
    Replayed,
    UnknownFinding,
    all_findings,
    finding_named,
    not_modelled,
    replay,
)
from hiwater_conform.findings.on_original import replay_on_original
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import Source, SourceError
from hiwater_conform.telling import told, wrapped
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import thread_names
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.original_option import add_original, original_asked_for

DESCRIPTION = """\
Without an id it lists all findings: Q1 to Q35 are quirks of the queue and its neighbours, W1 to W6 and W8
the ways in which a blocked writer stays blocked, W7 a shutdown that waits for ever, W9 an output thread that
nobody wakes. With an id it tells that one step by step. Each is replayed on the model as it is printed, and
one that no longer shows what it says ends the command with 1.

--original replays them on the C file as well, in which the same must be seen: PATH, else the file that
HIWATER_AUDIT_IO names, else the listing beside the checkout. It needs a C compiler.

defect: nobody can want it. permitted: the interface promises nothing else. deliberate: the code means it.
A finding shows that something can happen, not how often, and nothing about runs other than its own."""

WIDTH = 110


class Looked(NamedTuple):
    """A finding with what its replays saw."""

    finding: Finding
    model: Replayed
    original: Replayed | None

    @property
    def replays(self) -> Iterator[Replayed]:
        """On the model, and on the original if it was asked for."""
        yield self.model
        if self.original is not None:
            yield self.original

    @property
    def reproduced(self) -> bool:
        """Wherever it was replayed, it showed what it says."""
        return all(one.reproduced for one in self.replays)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take an id or nothing, and the C file."""
    parser.add_argument("id", nargs="?", metavar="ID", help="the finding to tell, as in Q3 or W2")
    add_original(parser, "replay on the original C, too")


def run(arguments: argparse.Namespace) -> int:
    """Print the list or a story; return FOUND if something no longer reproduces; raise Misuse for an unknown id."""
    try:
        chosen = all_findings() if arguments.id is None else (finding_named(arguments.id),)
        source = original_asked_for(arguments)
        looked = [_look(finding, source) for finding in chosen]
    except UnknownFinding as unknown:
        raise Misuse(f"{unknown}; `hiwater findings` lists them") from None
    except (SourceError, BuildError) as error:
        raise Misuse(str(error)) from None
    if arguments.json:
        print_json(_document(looked, source, whole=arguments.id is not None))
    elif arguments.id is None:
        print("\n".join(_listed(looked, source)))
    else:
        print("\n".join(_told(looked[0], source)))
    return Exit.FINE if all(one.reproduced for one in looked) else Exit.FOUND


def _look(finding: Finding, source: Source | None) -> Looked:
    original = None if source is None else replay_on_original(finding, source)
    return Looked(finding, replay(finding, ModelAdapter()), original)


def _listed(looked: Sequence[Looked], source: Source | None) -> Iterator[str]:
    for one in looked:
        finding = one.finding
        head = f"{finding.id:<4} {finding.classification.value:<11}"
        yield fill(finding.title, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
        place = f"{finding.lies_in} [{', '.join(finding.clauses)}]"
        yield fill(place, WIDTH, initial_indent=" " * len(head), subsequent_indent=" " * len(head))
    yield ""
    yield "Without a run:"
    for quirk in not_modelled():
        text = f"{quirk.title} {quirk.reason}"
        yield fill(text, WIDTH, initial_indent=f"{quirk.quirk:<5}", subsequent_indent=" " * 5)
    yield ""
    yield from _verdict(looked, source)


def _verdict(looked: Sequence[Looked], source: Source | None) -> Iterator[str]:
    if source is not None and source.note is not None:
        yield f"Note: {source.note}."
    for one in looked:
        for replayed in one.replays:
            if replayed.mismatch is not None:
                yield f"{one.finding.id} no longer reproduces on {_name(replayed)}: {replayed.mismatch}"
    wherever = "the model" if source is None else f"the model and on {source.path}"
    good = sum(one.reproduced for one in looked)
    yield f"{good} of {len(looked)} findings reproduce on {wherever}."


def _told(looked: Looked, source: Source | None) -> Iterator[str]:
    yield from wrapped(told(looked.model), WIDTH)
    yield ""
    for clause in looked.finding.clauses:
        yield fill(f"{clause:<11}{_sentence(clause)}", WIDTH, subsequent_indent=" " * 11)
    yield ""
    yield from _verdict([looked], source)


def _sentence(clause: str) -> str:
    try:
        return clause_registry().find(clause).sentence
    except ClauseError:
        return "(no such clause)"


def _name(replayed: Replayed) -> str:
    return "the model" if replayed.language == "model" else "the original"


def _document(looked: Sequence[Looked], source: Source | None, *, whole: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"findings": [_row(one, whole=whole) for one in looked]}
    if source is not None:
        document["original"] = {"path": str(source.path), "digest": source.digest, "note": source.note}
    if not whole:
        document["not_modelled"] = [
            {"quirk": one.quirk, "title": one.title, "reason": one.reason} for one in not_modelled()
        ]
    return document


def _row(looked: Looked, *, whole: bool) -> dict[str, Any]:
    finding = looked.finding
    row: dict[str, Any] = {
        "id": finding.id,
        "title": finding.title,
        "classification": finding.classification.value,
        "why": finding.why,
        "quirks": list(finding.quirks),
        "lies_in": str(finding.lies_in),
        "clauses": list(finding.clauses),
        "replays": [_replay(one) for one in looked.replays],
    }
    if whole:
        names = thread_names(finding.configuration)
        row["configuration"] = configuration_to_wire(finding.configuration)
        row["steps"] = [
            {"step": step_to_wire(step, names), "note": finding.notes.get(count), **answer._asdict()}
            for count, (step, answer) in enumerate(zip(finding.steps, looked.model.answers, strict=False), start=1)
        ]
    return row


def _replay(replayed: Replayed) -> dict[str, Any]:
    mismatch = replayed.mismatch
    return {
        "on": replayed.language,
        "reproduced": replayed.reproduced,
        "mismatch": None
        if mismatch is None
        else {"step": mismatch.step, "subject": mismatch.subject, "expected": mismatch.expected, "seen": mismatch.seen},
    }
