"""Checks of framing: pieces tile the input, are the same however the bytes come, and are those of the model's codec."""

from typing import Any
from unittest.mock import patch

import numpy as np

from hiwater_impl.records.framing import FRAME
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.looks import View
from hiwater_impl.records.pieces import COLUMNS, END, START, TAIL
from hiwater_impl.records.record import Bytes
from hiwater_impl.records.sources import Plain
from hiwater_impl.records.trail import State, Window
from hiwater_impl.records.walking import SCRATCH
from tests.impl.records.reading.both import Chunks, by_model, told
from tests.records.fuzz.failed import hold
from tests.records.fuzz.inputs import Input


def framed(one: Input, *, compiled: bool = True) -> Any:
    """The rows of the pieces of an input, which is there at once; Failed unless they tile it."""
    octets = np.frombuffer(one.data, np.uint8)
    rows: Any = np.empty((len(one.data) + 1, COLUMNS), np.int64)
    view = View(octets, len(one.data), 1, one.longest, layouts().tables, np.zeros(SCRATCH, np.int64))
    run = FRAME.compiled if compiled else FRAME.interpreted
    count, place, *_, wanted = run(view, 0, layouts().dialects.index(one.fallback), 0, rows)
    rows = rows[:count]
    starts, ends = rows[:, START], rows[:, END]
    hold(place == len(one.data) and wanted == 0, "tiles", f"framing ends at {place} and wants {wanted} bytes")
    hold(np.array_equal([*starts, place], [0, *ends]), "tiles", "a gap or an overlap")
    hold(bool((starts < ends).all()), "tiles", "an empty piece")
    return rows


def check_chunks(one: Input, rows: Any, *, compiled: bool = True) -> None:
    """The same rows when the bytes come in chunks, through a small window."""
    source = Plain(Chunks(one.data, one.chunks), "chunks", closes=False)
    state = State(0, layouts().dialects.index(one.fallback), 0)
    window = Window(source, state, batch_bytes=one.batch_bytes, longest=one.longest)
    found = [np.empty((0, COLUMNS), np.int64)]
    with patch.object(FRAME, "is_worth_compiling", lambda size: compiled):
        for batch in window.batches():
            moved = batch.pieces.copy()
            moved[:, START : TAIL + 1] += batch.base
            found.append(moved)
    hold(np.array_equal(np.concatenate(found), rows), "chunks", "other pieces than at once")


def check_model(one: Input, rows: Any) -> None:
    """The same pieces, damage, tokens and values as the model's codec."""
    found = told(Bytes.of(np.frombuffer(one.data, np.uint8), 0, rows).pieces(rows))
    expected = by_model(one.data, one.fallback, one.longest)
    for piece, wanted in zip(found, expected, strict=False):
        hold(piece == wanted, "model", f"{piece} where the model has {wanted}"[:2_000])
    hold(len(found) == len(expected), "model", f"{len(found)} pieces, and {len(expected)} of the model")
