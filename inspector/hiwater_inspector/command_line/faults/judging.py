"""Holds what applications did against what stands in the trails: lost, twice, order, counters; what is allowed is said.

Not good for what a record says beyond who made it: its whole bytes are looked at by the codec alone (damage).
"""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hiwater_impl.records.record import FileToken, Record, Skipped
from hiwater_impl.records.trail import pieces
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.running.account import BOOT_RECORDS, Found, note

_RECORD_BYTES_BESIDE_TEXT = 34 + 4 + 5 + 7
"""Header with an address, text token without its words, sequence and trailer."""
_BOOT_WORDS = "booting kernel"


@dataclass(slots=True)
class InTrails:
    """What stands in the trails of one application."""

    found: Found = field(default_factory=Found)
    octets: int = 0
    """Of its records, each counted once."""


def read(directories: Sequence[Path]) -> tuple[dict[str, InTrails], int]:
    """All trails in the order of time: by application, as its address tells; and how many pieces are damaged."""
    applications: dict[str, InTrails] = {}
    damaged = 0
    for path in sorted((path for directory in directories for path in directory.iterdir()), key=_begun):
        for piece in pieces(str(path)):
            damaged += isinstance(piece, Skipped) or piece.damaged
            if isinstance(piece, Record):
                take(applications, piece)
    return applications, damaged


def _begun(path: Path) -> tuple[int, int, str]:
    """When a trail began, in seconds and microseconds, by its first file token; one without comes first."""
    first = next(pieces(str(path)), None)
    if not isinstance(first, FileToken):
        return 0, 0, path.name
    _, values = first.tokens[0]
    return values["seconds"], values["subseconds"], path.name


def take(applications: dict[str, InTrails], record: Record) -> None:
    """Note one record for the application whose address its header has."""
    address = next((values["address"] for _, values in record.tokens if "address" in values), b"")
    whose = applications.setdefault(str(ipaddress.ip_address(address)) if address else "", InTrails())
    before = len(whose.found.numbers)
    note(whose.found, record)
    if len(whose.found.numbers) > before:
        whose.octets += len(record.octets)


def lost(ended: Ended, there: InTrails) -> Iterator[str]:
    """Records that were queued and are in no trail, beyond what may be."""
    numbers = there.found.numbers
    if ended.statistics is None:
        missing = set(range(1, max(numbers, default=0))) - numbers
        gone = sum(ended.sent.values()) + BOOT_RECORDS - len(numbers)
        if gone > ended.high_water:
            yield f"{gone} records died with it, and its queue holds {ended.high_water}"
    else:
        queued = ended.statistics.enqueue
        missing = set(range(1, queued - ended.left + 1)) - numbers
        if len(numbers) > queued:
            yield f"{len(numbers)} records are in the trails, and {queued} were queued"
    if len(missing) != ended.dropped_by_daemon:
        first = f", the first is number {min(missing)}" if missing else ""
        yield f"{len(missing)} queued records are in no trail and {ended.dropped_by_daemon} may be{first}"


def twice(ended: Ended, there: InTrails) -> Iterator[str]:
    """Records that stand there again, more of them than were taken without an answer."""
    if there.found.twice > ended.twice:
        yield f"{there.found.twice} records stand there again, and at most {ended.twice} may"


def order(there: InTrails) -> Iterator[str]:
    """Records, at their first appearance, behind a later one of their thread."""
    behind = there.found.out_of_order
    if behind:
        yield f"{len(behind)} records stand behind a later one of their thread, the first is {behind[0]}"


def counters(ended: Ended, there: InTrails) -> Iterator[str]:
    """Equations that do not hold."""
    counted, sent = ended.statistics, sum(ended.sent.values())
    if counted is None:
        return
    numbers = there.found.numbers
    nowhere = counted.dropped + counted.enqueue - len(numbers)
    octets = there.octets + nowhere * (_RECORD_BYTES_BESIDE_TEXT + ended.text_bytes)
    if BOOT_RECORDS not in numbers:
        octets += len(_BOOT_WORDS) - ended.text_bytes
    for what, value, wanted in (
        ("enqueue + dropped", counted.enqueue + counted.dropped, sent + BOOT_RECORDS),
        ("written + left", counted.written + ended.left, counted.enqueue),
        ("generated", counted.generated, sent + BOOT_RECORDS),
        ("kernel", counted.kernel, sent),
        ("nonattrib", counted.nonattrib, BOOT_RECORDS),
        ("totalsize", counted.totalsize, octets),
    ):
        if value != wanted:
            yield f"{what} is {value} and should be {wanted}"
