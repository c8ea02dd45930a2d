"""What `hiwater decode` tells beside the records: a progress bar, damage, statistics."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hiwater_impl.records.decoding.report import Found, Report
from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT, EventTable
from hiwater_impl.records.selection.keys import KEYS, Takes
from hiwater_impl.records.selection.keys import WORDS as WORDS_ALONE
from hiwater_inspector.command_line.progress import progress

MOST_TOLD = 20
"""So many damages are told one by one."""
MOST_EVENTS = 20


def tell_damage(report: Report) -> None:
    """One line for each damage on standard error, the first ones in full."""
    for found in report.damage[:MOST_TOLD]:
        print(f"hiwater: {found}", file=sys.stderr)
    rest = sum(report.reasons.values()) - MOST_TOLD
    if rest > 0:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in report.reasons.most_common())
        print(f"hiwater: … and {rest:,} more; in all {reasons} (--json has every one)", file=sys.stderr)


def selection_lines() -> list[str]:
    """All that `--select` understands, from the same rows as its parser."""
    lines = ["Words that stand alone, and keys with a value; join them with and, or, not and parentheses.", ""]
    lines += [f"  {word.name:15} records {word.wants}" for word in WORDS_ALONE]
    for takes in Takes:
        lines += ["", f"Keys that take {takes.value}", ""]
        lines += [f"  {key.example:40} {key.wants}" for key in KEYS if key.takes is takes]
    return lines


def statistics(report: Report, tokens: Mapping[str, int], events: Mapping[str, EventTable]) -> dict[str, Any]:
    """All counts as one document."""
    return {
        "bytes": report.bytes,
        "records": report.records,
        "chosen": report.chosen,
        "file_tokens": report.files,
        "events": [
            {"system": dialect, "event": number, "event_name": _name(events, dialect, number), "records": count}
            for (dialect, number), count in report.events.most_common()
        ],
        "tokens": dict(tokens),
        "damaged_pieces": report.damaged,
        "skipped_bytes": report.skipped_bytes,
        "damage": dict(report.reasons),
        "first_damage": [_damage(found) for found in report.damage[:MOST_TOLD]],
    }


def statistics_lines(document: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    chosen = "" if document["chosen"] == document["records"] else f", {document['chosen']:,} of them chosen"
    lines = [
        f"{document['bytes']:,} bytes, {document['records']:,} records{chosen}, {document['file_tokens']:,} file tokens"
    ]
    lines += ["", "records  event"]
    for event in document["events"][:MOST_EVENTS]:
        lines.append(f"{event['records']:7,}  {event['event']} {event['event_name'] or ''}".rstrip())
    if len(document["events"]) > MOST_EVENTS:
        rest = document["events"][MOST_EVENTS:]
        lines.append(f"{sum(event['records'] for event in rest):7,}  {len(rest)} other events")
    lines += ["", " tokens  name", *(f"{count:7,}  {name}" for name, count in document["tokens"].items())]
    damage = ", ".join(f"{count:,} {reason}" for reason, count in document["damage"].items())
    lines += ["", f"damage: {damage or 'none'}"]
    if document["skipped_bytes"]:
        lines.append(f"{document['skipped_bytes']:,} bytes skipped")
    return lines


def tell_compiling() -> None:
    """Why nothing comes for a while, the first time on a machine."""
    print("hiwater: making machine code for this machine, once: some 15 seconds", file=sys.stderr)


@contextmanager
def reading_progress(files: Sequence[str], quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar for files of known size, unless records are printed on the same terminal."""
    shown = not quiet and not sys.stdout.isatty() and all(Path(name).is_file() for name in files)
    total = sum(Path(name).stat().st_size for name in files) if shown else 0
    with progress("decoding", total, shown=shown, in_bytes=True) as advance:
        yield advance


def _name(events: Mapping[str, EventTable], dialect: str, number: int) -> str | None:
    found = events[SYSTEM_OF_DIALECT[dialect]].events.get(number)
    return None if found is None else found.name


def _damage(found: Found) -> dict[str, Any]:
    return {"trail": found.trail, "offset": found.offset, "reason": found.reason, "number": found.number}
