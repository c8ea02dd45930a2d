"""Every record of evidence as a row of one form: what was shown, at which level, when, over which sources.

Not good for: judging a record. It repeats what the run that wrote the record said, and whether its sources are these.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hiwater_check.evidence import Recorded, Standing, folder_of_specification, recorded
from hiwater_check.layers import LAYERS
from hiwater_conform.digest import model_digest
from hiwater_conform.evidence import RECORD_AGAIN as COMPARE_AGAIN
from hiwater_conform.findings import all_findings
from hiwater_inspector.command_line.checking.evidence import implementation_digest
from hiwater_inspector.command_line.checking.proofs import PROOFS
from hiwater_model.draft import CLAUSES


class Row(NamedTuple):
    """One body of evidence."""

    name: str
    about: str
    """The model, the implementation, or the records."""
    what: str
    level: str
    standing: Standing
    date: str
    how: str
    """With how much effort, and with which tools."""
    lines: tuple[str, ...]
    """What was shown at which scope, in the words of the run that showed it."""
    clauses: frozenset[str]
    again: str
    """The command that shows it again."""


_COUNTED = ("runs", "steps", "states", "transitions", "schedules", "records", "events", "caught")

LEVELS = ("exampled", "sampled", "exhaustive", "symbolic", "inductive", "compared")
"""From weak to strong for one clause, each of another kind; a clause without any is stated only."""


def rows(*, users: bool = True) -> tuple[Row, ...]:
    """All evidence, the model's first. `users`: a user's own runs count too."""
    return (
        _examples(),
        *(_layer(recorded(layer, users=users)) for layer in PROOFS.values()),
        _original(),
        _implementation(),
    )


def levels_of_clauses(evidence: tuple[Row, ...]) -> dict[str, list[Row]]:
    """For each clause id the rows that show something of it, of sources that are here, weak levels first."""
    found: dict[str, list[Row]] = {}
    for row in sorted((row for row in evidence if row.level in LEVELS), key=lambda row: LEVELS.index(row.level)):
        if row.standing is Standing.FRESH:
            for clause in row.clauses:
                found.setdefault(clause, []).append(row)
    return found


def _examples() -> Row:
    known = all_findings()
    clauses = frozenset(clause for finding in known for clause in finding.clauses)
    lines = (f"{len(known)} findings, each a run that is replayed on the model by the tests",)
    return Row(
        "findings", "model", "runs that show the quirks", "exampled", Standing.FRESH, "", "", lines, clauses,
        "hiwater findings",
    )  # fmt: skip


def _layer(one: Recorded) -> Row:
    layer, document = one.layer, one.document
    shown: Mapping[str, Any] = document.get("shown", {})
    return Row(
        layer.name,
        "model" if layer.name in LAYERS else "implementation",
        layer.what,
        layer.level,
        one.standing,
        str(document.get("date", "")),
        _how(document),
        tuple(document.get("lines", ())),
        _clauses(shown),
        f"hiwater check --layer {layer.name} --record",
    )


def _clauses(shown: Mapping[str, Any]) -> frozenset[str]:
    """The clauses that a layer names, or those of its invariants."""
    invariants = shown.get("invariants", {}).values()
    return frozenset(shown.get("clauses", ())).union(*(invariant["clauses"] for invariant in invariants))


def _how(document: Mapping[str, Any]) -> str:
    """With how much effort, and with which tools."""
    tools = document.get("shown", {}).get("tools", {})
    effort = document.get("effort")
    words = [] if effort is None else [f"{effort} effort"]
    return ", ".join([*words, *(f"{name} {version}" for name, version in tools.items())])


def _original() -> Row:
    document = _read("original.json")
    what = "random runs of the unmodified audit_io.c beside the model, every observable compared after every step"
    if document is None:
        return _never("original", "model", what, "compared", COMPARE_AGAIN)
    scope, tools = document["scope"], document["tools"]
    unreached = {word.split()[0] for word in scope["coverage"]["points_never_reached"]}
    reached = frozenset(clause for place, clause in CLAUSES.items() if str(place) not in unreached)
    standing = Standing.FRESH if document["model_digest"] == model_digest() else Standing.STALE
    line = (
        f"{scope['steps']:,} steps in {scope['runs']:,} runs agree; {scope['coverage']['points_reached']} of"
        f" {scope['coverage']['points']} points reached; {scope['seconds']:.0f} s"
    )
    return Row(
        "original", "model", what, "compared", standing, document["date"],
        f"{tools['compiler']}, {tools['machine']}", (line,), reached, COMPARE_AGAIN,
    )  # fmt: skip


def _implementation() -> Row:
    document, again = _read("implementation.json"), "hiwater check --implementation --long --record"
    what = "the shipped threaded code beside the model: random, Hypothesis, states, schedules, free threads, faults"
    if document is None:
        return _never("implementation", "implementation", what, "none", again)
    digests = (document["model_digest"], document["implementation_digest"])
    standing = Standing.FRESH if digests == (model_digest(), implementation_digest()) else Standing.STALE
    parts = document["parts"]
    return Row(
        "implementation", "implementation", what, "none", standing,
        max(part["date"] for part in parts.values()), next(iter(parts.values()))["python"],
        tuple(_part_lines(parts)), frozenset(), again,
    )  # fmt: skip


def _part_lines(parts: Mapping[str, Any]) -> Iterator[str]:
    """What each part counted: its own whole numbers, or the sums over its programs, traces or faults."""
    for name, part in parts.items():
        rows = [part, *(row for value in part.values() if isinstance(value, list) for row in value)]
        counted: dict[str, int] = {}
        for key in _COUNTED:
            amounts = [row[key] for row in rows if isinstance(row, dict) and type(row.get(key)) is int]
            if amounts:
                counted[key] = sum(amounts)
        yield f"{name}: {', '.join(f'{amount:,} {key}' for key, amount in counted.items())} ({part['date']})"


def _never(name: str, about: str, what: str, level: str, again: str) -> Row:
    return Row(name, about, what, level, Standing.NEVER_RUN, "", "", (), frozenset(), again)


def _read(name: str) -> dict[str, Any] | None:
    path: Path = folder_of_specification() / name
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return document
