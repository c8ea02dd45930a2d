"""Collects instructions and literals: programs before they are arrays."""

from collections.abc import Mapping, Sequence

import numpy as np

from hiwater_impl.records.printing.illumos.machine import (
    HEAD,
    ITEM_ESCAPES,
    NAME_COUNT,
    NAME_ESCAPES,
    NAME_IDS,
    NAME_ROWS,
    ROOM,
    TEXT_ESCAPES,
    WAYS,
    ZONE_COUNT,
    ZONE_OFFSETS,
    ZONE_STARTS,
    Program,
)
from hiwater_impl.records.printing.illumos.operations import AGAIN, COLUMNS, LITERAL, REPEAT, SKIP_IF_ZERO, A, B, D
from hiwater_impl.records.printing.times import Zone

PLAIN_ROOM = 8192
"""Bytes that an instruction may print beside texts; hexadecimal digits of a label are the most."""


class Instructions:
    """Programs one behind the other; literals that follow each other become one, but not across the goal of a jump."""

    def __init__(self) -> None:
        self._code: list[list[int]] = []
        self._texts: list[bytes] = []
        self._blocks: dict[tuple[bytes, ...], int] = {}
        self._goal = 0

    def __len__(self) -> int:
        return len(self._code)

    def add(self, operation: int, *arguments: int) -> int:
        """Add an instruction; those of A to D that are left out are 0. Its number comes back."""
        self._code.append([operation, *arguments, *[0] * (COLUMNS - 1 - len(arguments))])
        return len(self._code) - 1

    def rows(self, texts: Sequence[bytes]) -> int:
        """The first of the rows that hold these texts, one after the other."""
        key = tuple(texts)
        if key not in self._blocks:
            self._blocks[key] = HEAD + len(self._texts)
            self._texts += key
        return self._blocks[key]

    def row(self, text: bytes) -> int:
        """The row that holds this text."""
        return self.rows([text])

    def literal(self, text: bytes) -> None:
        """Print this text."""
        if not text:
            return
        before = self._code[-1] if len(self._code) > self._goal else [0, 0]
        if before[0] == LITERAL:
            before[A] = self.row(self._texts[before[A] - HEAD] + text)
        else:
            self.add(LITERAL, self.row(text))

    def skip_if_zero(self, slot: int) -> int:
        """Begin what is left out when the number of a slot is 0; `end_skip` wants what comes back."""
        return self.add(SKIP_IF_ZERO, slot)

    def end_skip(self, begin: int) -> None:
        """End what is left out."""
        self._goal = len(self)
        self._code[begin][B] = (self._goal - begin - 1) * COLUMNS

    def repeat(self, slot: int, fixed: int, negative: int) -> int:
        """Begin what is repeated: as REPEAT says; `end_repeat` wants what comes back."""
        begin = self.add(REPEAT, slot, fixed, negative)
        self._goal = len(self)
        return begin

    def end_repeat(self, begin: int, otherwise: bytes) -> None:
        """End what is repeated; `otherwise` is printed when it is not done at all."""
        again = self.add(AGAIN, (len(self) - begin - 1) * COLUMNS)
        self._goal = len(self)
        self._code[begin][D] = (self._goal - begin - 1) * COLUMNS
        self.literal(otherwise)
        self._goal = len(self)
        self._code[again][B] = (self._goal - again - 1) * COLUMNS

    def assembled(
        self, ways: Sequence[Sequence[int]], names: Mapping[int, bytes], escapes: Sequence[Sequence[bytes]], zone: Zone
    ) -> Program:
        """Everything in two arrays; `ways` have instructions by token id, -1 for none, `escapes` three tables."""
        literals = len(self._texts)
        texts = [
            *self._texts,
            *(text for table in escapes for text in table),
            *(names[number] for number in sorted(names)),
        ]
        ends = np.cumsum([0, *map(len, texts)])
        steps = HEAD + len(ends)
        sections = [
            ends,
            np.array(self._code, np.int64).ravel(),
            np.array([[steps + COLUMNS * step if step >= 0 else 0 for step in way] for way in ways], np.int64).ravel(),
            np.array(sorted(names), np.int64),
            zone.starts,
            zone.offsets,
        ]
        places = HEAD + np.cumsum([0, *map(len, sections)])
        head = np.zeros(HEAD, np.int64)
        head[WAYS], head[NAME_IDS], head[ZONE_STARTS], head[ZONE_OFFSETS] = places[2:6]
        head[NAME_COUNT], head[ZONE_COUNT] = len(names), len(zone.starts)
        head[[TEXT_ESCAPES, NAME_ESCAPES, ITEM_ESCAPES]] = HEAD + literals + 256 * np.arange(3)
        head[NAME_ROWS] = HEAD + literals + 256 * len(escapes)
        head[ROOM] = PLAIN_ROOM + 2 * max(map(len, texts))
        blob = np.frombuffer(bytearray(b"".join(texts)), np.uint8)
        return Program(np.concatenate([head, *sections]), blob)
