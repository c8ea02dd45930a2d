"""What a decoding found on its way: how much of what, and all damage, of which only so much is kept in words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DAMAGE, DIALECT, END, EVENT, FILE, KIND, RECORD, SKIPPED, START
from hiwater_impl.records.record import Damage
from hiwater_impl.records.trail import Batch, batch_pieces

MOST_DAMAGE_KEPT = 1000
"""So many damages are kept one by one, the others only counted: a hostile trail must not fill the memory."""

WORDS = {
    "version": "no system writes headers of version {number}",
    "byte_count": "the header claims {number} bytes, which nothing confirms; it ends where the next thing begins",
    "cut": "the trail ends inside the record, {number} bytes too early",
    "unknown_id": "no token has the id {number:#04x}; {kept} bytes are kept as they are",
    "truncated": "the token goes {number} bytes beyond the end of its record; {kept} bytes are kept as they are",
    "value": "{number} is no value that this token may have; {kept} bytes are kept as they are",
    "negative": "a length of {number}; {kept} bytes are kept as they are",
    "no_nul": "no NUL ends the string in {number} bytes; {kept} bytes are kept as they are",
    "no_case": "the token has no form for {number}; {kept} bytes are kept as they are",
    "nested": "a header inside a record; {kept} bytes are kept as they are",
    "early_trailer": "a trailer before the end of its record; {kept} bytes are kept as they are",
    "trailer_count": "the trailer claims {number} bytes for its record",
    "skipped": "{number} bytes that are no record are skipped",
}
"""One sentence for each reason of FRAMES.md."""


class Found(NamedTuple):
    """One damage: its trail, and what FRAMES.md has of it, but of the kept bytes only how many they are."""

    trail: str
    offset: int
    reason: str
    number: int
    kept: int

    def __str__(self) -> str:
        return f"{self.trail}: offset {self.offset}: {WORDS[self.reason].format(number=self.number, kept=self.kept)}"


@dataclass
class Report:
    """Counts of everything that was read, whether or not it was printed; `chosen` are the records that were."""

    bytes: int = 0
    records: int = 0
    chosen: int = 0
    files: int = 0
    skipped_bytes: int = 0
    damaged: int = 0
    damage: list[Found] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    events: Counter[tuple[str, int]] = field(default_factory=Counter)
    """The chosen records by dialect and event number."""

    def count(self, trail: str, batch: Batch) -> None:
        """Count the pieces of a batch."""
        rows = batch.pieces
        lengths = rows[:, END] - rows[:, START]
        self.bytes += int(lengths.sum())
        self.records += int((rows[:, KIND] == RECORD).sum())
        self.files += int((rows[:, KIND] == FILE).sum())
        self.skipped_bytes += int(lengths[rows[:, KIND] == SKIPPED].sum())
        damaged = rows[:, DAMAGE] != 0
        if damaged.any():
            self.damaged += int(damaged.sum())
            for damage in damages(batch, damaged):
                self.reasons[damage.reason] += 1
                if len(self.damage) < MOST_DAMAGE_KEPT:
                    self.damage.append(Found(trail, *damage[:3], len(damage.kept)))

    def count_chosen(self, rows: Any) -> None:
        """Count the records among the chosen pieces of a batch, by event."""
        records = rows[rows[:, KIND] == RECORD]
        self.chosen += len(records)
        keys, counts = np.unique(records[:, DIALECT] * 65536 + records[:, EVENT], return_counts=True)
        for key, number in zip(keys.tolist(), counts.tolist(), strict=True):
            self.events[layouts().dialects[key // 65536], key % 65536] += number


def damages(batch: Batch, damaged: Any) -> Iterator[Damage]:
    """All damage of the pieces that are marked."""
    for row in np.flatnonzero(damaged):
        for piece in batch_pieces(batch._replace(pieces=batch.pieces[row : row + 1])):
            yield from piece.damage
