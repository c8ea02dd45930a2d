"""Which pieces of a batch a selection takes: by the columns of the headers first, then by the tokens of those left."""

from typing import Any

import numpy as np

from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.pieces import DIALECT, EVENT, KIND, MODIFIER, RECORD, SECONDS, SUBSECONDS
from hiwater_impl.records.record import NANOSECONDS, Record
from hiwater_impl.records.selection.binding import Selector
from hiwater_impl.records.selection.records import HeaderColumns
from hiwater_impl.records.trail import Batch, batch_pieces


def chosen(batch: Batch, selector: Selector | None) -> Any:
    """The rows of the pieces that are wanted; without a selector all, with one only records."""
    rows = batch.pieces
    if selector is None:
        return rows
    rows = rows[rows[:, KIND] == RECORD]
    if not len(rows):
        return rows
    columns = header_columns(rows)
    possible = selector.columns_sieve(columns)
    if selector.headers_suffice(columns):
        return np.ascontiguousarray(rows[possible])
    rows = rows[possible]
    records = batch_pieces(batch._replace(pieces=rows))
    accepted = [isinstance(record, Record) and selector.accepts(record) for record in records]
    return np.ascontiguousarray(rows[np.array(accepted, np.bool_)])


def header_columns(rows: Any) -> HeaderColumns:
    """The columns of records that a sieve looks at; parts of a second beyond 64 bits stand at the limit."""
    known = layouts()
    units = np.array([NANOSECONDS // units["header"] for units in known.units], np.int64)[rows[:, DIALECT]]
    limit = np.iinfo(np.int64).max // units
    nanoseconds = np.clip(rows[:, SUBSECONDS], -limit, limit) * units
    dialects = frozenset(known.dialects[number] for number in np.unique(rows[:, DIALECT]))
    return HeaderColumns(rows[:, EVENT], rows[:, SECONDS], nanoseconds, rows[:, MODIFIER], dialects)
