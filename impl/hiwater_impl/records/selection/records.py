"""What a selection looks at: one record, or the headers of many as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from hiwater_impl.records.names.events import SYSTEM_OF_DIALECT

Numbers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
FieldValue = int | bytes | Sequence[int] | Sequence[bytes]
"""The value of a field: what `records/tokens.json` calls an integer, bytes or a string (whole), or a list of these."""


class RecordView(Protocol):
    """One record, as a decoder of any make may offer it."""

    @property
    def event(self) -> int:
        """The event number of the header."""
        ...

    @property
    def time(self) -> int:
        """Nanoseconds since 1970 in UTC, seconds times 10^9 plus the subseconds of the header in nanoseconds."""
        ...

    @property
    def modifier(self) -> int:
        """The modifier bits of the header."""
        ...

    @property
    def dialect(self) -> str:
        """A dialect of `records/tokens.json`."""
        ...

    @property
    def damaged(self) -> bool:
        """Whether the decoder reports damage in it."""
        ...

    @property
    def tokens(self) -> Sequence[tuple[str, Mapping[str, FieldValue]]]:
        """Name and fields of each token that could be had, the header first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class HeaderColumns:
    """The headers of many records: arrays of int64 and of one length.

    `nanoseconds` are the subseconds in nanoseconds, whatever their size; `dialects` are all that may occur among them.
    """

    event: Numbers
    seconds: Numbers
    nanoseconds: Numbers
    modifier: Numbers
    dialects: frozenset[str] = frozenset(SYSTEM_OF_DIALECT)


class Verdicts(NamedTuple):
    """What headers alone say of each record: that it may be wanted, and that it surely is (then it may be too)."""

    possible: Booleans
    certain: Booleans


def unknown(columns: HeaderColumns) -> Verdicts:
    """Any record may be wanted, none surely is."""
    return Verdicts(np.ones(len(columns.event), np.bool_), np.zeros(len(columns.event), np.bool_))
