"""How many tokens of each kind some pieces have."""

from collections import Counter
from typing import Any

import numpy as np

from hiwater_impl.compiled import Entry, part
from hiwater_impl.records.layouts import Tables, layouts
from hiwater_impl.records.pieces import ALTERNATIVES, BODY_END, DIALECT, END, START, TAIL, size_of
from hiwater_impl.records.reading import Bytes, byte_at
from hiwater_impl.records.trail import Batch
from hiwater_impl.records.walking import SCRATCH, chosen_layout, token_end


@part
def count_piece(data: Bytes, pieces: Any, row: int, tables: Tables, scratch: Any, counts: Any) -> None:
    """Add the tokens of one piece: those up to the fault, and the trailer that survives it."""
    place, dialect, chosen = pieces[row, START], pieces[row, DIALECT], pieces[row, ALTERNATIVES]
    while place < pieces[row, BODY_END]:
        layout = chosen_layout(byte_at(data, place), dialect, chosen, tables)
        counts[layout] += 1
        place = token_end(data, place, pieces[row, END], layout, tables, scratch)
    if pieces[row, TAIL] < pieces[row, END]:
        counts[chosen_layout(byte_at(data, pieces[row, TAIL]), dialect, 0, tables)] += 1


def count_tokens(data: Bytes, pieces: Any, tables: Tables, scratch: Any, counts: Any) -> None:
    """Add the tokens of all pieces to `counts`, an array of int64 by layout; `scratch` is one as walking wants it."""
    for row in range(len(pieces)):
        count_piece(data, pieces, row, tables, scratch, counts)


COUNT_TOKENS = Entry(count_tokens)


def token_counts(batch: Batch) -> Counter[str]:
    """How many tokens of each name the pieces of a batch have."""
    known = layouts()
    counts, scratch = np.zeros(len(known.tokens), np.int64), np.zeros(SCRATCH, np.int64)
    pieces = np.ascontiguousarray(batch.pieces)
    COUNT_TOKENS.run(size_of(pieces), None, batch.data, pieces, known.tables, scratch, counts)
    found = Counter[str]()
    for token, count in zip(known.tokens, counts.tolist(), strict=True):
        found[token["name"]] += count
    return +found
