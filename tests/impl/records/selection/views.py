"""Records of the real trails as a selection wants them, and some made by hand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np

from hiwater_impl.records.selection.records import FieldValue, HeaderColumns
from hiwater_model.records import Record as Decoded
from hiwater_model.records import decode_trail
from hiwater_specs import read
from tests.records.strategies import LAYOUTS
from tests.specs.records.corpus import dialect_of, trails

TOKENS = json.loads(read("records/tokens.json"))
MOST = 24
"""Records taken of each trail."""


@dataclass(frozen=True)
class Record:
    """A record whose every part is at hand."""

    event: int
    time: int
    modifier: int = 0
    dialect: str = "illumos"
    damaged: bool = False
    tokens: Sequence[tuple[str, Mapping[str, FieldValue]]] = ()


@cache
def real_records() -> tuple[Record, ...]:
    """The first records of each real trail, spread over it."""
    return tuple(record for path in trails() for record in _records(path.read_bytes(), dialect_of(path)))


def _records(trail: bytes, dialect: str) -> Iterator[Record]:
    unit = 1_000_000_000 // TOKENS["dialects"][dialect]["units_per_second"]["header"]
    whole = [piece for piece in decode_trail(trail, LAYOUTS, dialect) if isinstance(piece, Decoded)]
    for piece in whole[:: max(1, len(whole) // MOST)]:
        assert not piece.damage
        tokens = [(token.layout.name, cast("Mapping[str, FieldValue]", token.values)) for token in piece.tokens]
        header = cast("Mapping[str, int]", tokens[0][1])
        time = header["seconds"] * 1_000_000_000 + header["subseconds"] * unit
        yield Record(header["event"], time, header["modifier"], dialect, False, tokens)


def columns_of(records: Sequence[Record], dialects: frozenset[str] | None = None) -> HeaderColumns:
    """The headers of records; without word from the caller, with the dialects that they have."""
    seconds, nanoseconds = zip(*(divmod(record.time, 1_000_000_000) for record in records), strict=True)
    return HeaderColumns(
        np.array([record.event for record in records], np.int64),
        np.array(seconds, np.int64),
        np.array(nanoseconds, np.int64),
        np.array([record.modifier for record in records], np.int64),
        frozenset(record.dialect for record in records) if dialects is None else dialects,
    )
