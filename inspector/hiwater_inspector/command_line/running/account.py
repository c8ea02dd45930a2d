"""Holds what was made against what stands in the trails. Not good for: what else a record says than who made it.

Every queued record has a sequence number, so the trails must hold each number from 1 to the last one, in whole records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hiwater_impl.records.record import Record, Skipped
from hiwater_impl.records.trail import pieces
from hiwater_inspector.command_line.running.driver import Driven

BOOT_RECORDS = 1


@dataclass(slots=True)
class Found:
    """What stands in the trails."""

    files: int = 0
    records: int = 0
    damaged: int = 0
    numbers: set[int] = field(default_factory=set)
    """Sequence numbers."""
    out_of_order: list[str] = field(default_factory=list)
    """Records, new to the trails, that stand behind a later one of their thread."""
    last: dict[str, int] = field(default_factory=dict)
    """The last record of each thread."""

    @property
    def twice(self) -> int:
        """Records that stand there again."""
        return self.records - len(self.numbers)


def read_trails(directory: Path, tell: Callable[[int], None] = lambda records: None) -> Found:
    """Read all trails in a directory, in the order of their names. Raises Unreadable."""
    found = Found()
    for path in sorted(directory.iterdir()):
        found.files += 1
        for piece in pieces(str(path)):
            if isinstance(piece, Skipped) or piece.damaged:
                found.damaged += 1
            if isinstance(piece, Record):
                note(found, piece)
                tell(found.records)
    return found


def note(found: Found, record: Record) -> None:
    """Take one more record of the trails into the account."""
    found.records += 1
    words, number = "", 0
    for name, values in record.tokens:
        if name == "seq":
            number = values["sequence"]
        elif name == "text":
            words = values["text"].decode(errors="replace")
    if number in found.numbers:
        return
    found.numbers.add(number)
    thread, _, rest = words.partition(" ")
    count, _, _ = rest.partition(" ")
    if count.isdecimal():
        if int(count) <= found.last.get(thread, -1):
            found.out_of_order.append(f"{thread} {count}")
        found.last[thread] = int(count)


def problems(driven: Driven, found: Found) -> Iterator[str]:
    """What does not add up, each in a line."""
    counted = driven.statistics
    made = sum(driven.sent.values()) + BOOT_RECORDS
    missing = set(range(1, counted.enqueue + 1)) - found.numbers
    if driven.left:
        yield driven.left
    if driven.stuck:
        yield f"threads that did not end: {', '.join(driven.stuck)}"
    if missing:
        yield f"{len(missing)} queued records are in no trail, the first is number {min(missing)}"
    if len(found.numbers) > counted.enqueue:
        yield f"{len(found.numbers)} records are in the trails, and {counted.enqueue} were queued"
    if made != counted.enqueue + counted.dropped:
        yield f"{made} records were made, {counted.enqueue} queued and {counted.dropped} dropped"
    if counted.written != counted.enqueue:
        yield f"{counted.enqueue} records were queued and {counted.written} written"
    if found.out_of_order:
        yield f"{len(found.out_of_order)} records stand behind a later one of their thread: {found.out_of_order[0]} …"
    if found.damaged:
        yield f"{found.damaged} pieces of the trails are damaged"
