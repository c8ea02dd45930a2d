"""Records of the real trails as a selection wants them, and some made by hand."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from hiwater_impl.records.selection.records import FieldValue, HeaderColumns
from hiwater_specs import read
from tests.specs.records.corpus import dialect_of, trails
from tests.specs.records.interpreter import decoded, pieces, table

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
    layouts = table(TOKENS, dialect)
    whole = [piece for piece in pieces(trail, layouts) if piece[0] not in (0x11, 0x78)]
    unit = 1_000_000_000 // TOKENS["dialects"][dialect]["units_per_second"]["header"]
    for piece in whole[:: max(1, len(whole) // MOST)]:
        tokens = [(token.layout["name"], token.values) for token in decoded(piece, layouts)]
        header = tokens[0][1]
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
