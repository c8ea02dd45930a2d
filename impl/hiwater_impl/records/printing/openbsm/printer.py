"""A printer in one form of OpenBSM's praudit: the face of this package.

Its methods print records into an array that the caller gives, and say how far they came, so that a trail is printed
batch by batch, in any number of threads (a printer holds nothing that changes; each thread brings its own state).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hiwater_impl.compiled import Entry
from hiwater_impl.records.names.errors import ErrorTexts
from hiwater_impl.records.names.events import Event
from hiwater_impl.records.pieces import size_of
from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm.operations import REASON, REASONS, STATE_SIZE, STOPPED_AT, UNREADABLE
from hiwater_impl.records.printing.openbsm.programs import program_of
from hiwater_impl.records.printing.openbsm.stretches import PRINT_PIECES, PRINT_STRETCH
from hiwater_impl.records.printing.openbsm.values import EVENTS, GROUPS, USERS, Names
from hiwater_impl.records.printing.tables import longest, texts_from
from hiwater_impl.records.printing.times import UTC, Zone


class Printer:
    """Prints what OpenBSM's praudit prints in one form; see `stretches` for what the two ways of going mean."""

    def __init__(
        self,
        form: Form,
        events: Mapping[int, Event],
        errors: ErrorTexts,
        users: Mapping[int, bytes],
        groups: Mapping[int, bytes],
        zone: Zone = UTC,
    ) -> None:
        """Users and groups are names by number from 0 to 2^32-1; `errors` is the table `openbsm` of `names.errors`."""
        accounts = {} if form.raw else {USERS: users, GROUPS: groups}
        names = {kind + number: name for kind, table in accounts.items() for number, name in table.items()}
        for number, event in events.items():
            names[EVENTS + number] = _text(form, event)
        self.form = form
        self.names = Names(texts_from(names), zone)
        self.program = program_of(form, errors.returned, longest(self.names.texts))

    @property
    def prolog(self) -> bytes:
        """What stands before all records."""
        return b"<?xml version='1.0' ?>\n<audit>\n" if self.form.xml else b""

    def epilog(self, state: Any) -> bytes:
        """What stands after all records, whatever the state; praudit leaves it out when it reads its standard input."""
        return b"</audit>\n" if self.form.xml else b""

    def state(self, in_record: bool = False) -> Any:
        """A new state, for a trail or for a batch that begins behind a record, which makes no difference here."""
        return np.zeros(STATE_SIZE, np.int64)

    def next_state(self, state: Any) -> Any:
        """A new state for the next trail of the same document."""
        return self.state()

    def reason(self, state: Any) -> tuple[str, int]:
        """Why praudit stopped (`no_record`, `byte_count`, `cut`; empty when it did not), and at which place."""
        return REASONS[state[REASON]], int(state[STOPPED_AT])

    def unreadable(self, state: Any) -> int:
        """Records so far that ended before their byte count, because a token in them cannot be read."""
        return int(state[UNREADABLE])

    def print_stretch(
        self, data: Any, start: int, end: int, final: bool, state: Any, out: Any, compiled: bool | None = None
    ) -> tuple[int, int, int]:
        """Print the records of data[start:end] by their byte counts: (place in data, place in out, status).

        `data` is a read-only array of uint8, `out` a writeable one. The statuses are those of `operations`. Without
        `compiled` the quicker way is taken.
        """
        return self._run(PRINT_STRETCH, end - start, compiled, data, start, end, int(final), state, out)

    def print_pieces(
        self, data: Any, pieces: Any, first: int, last: int, state: Any, out: Any, compiled: bool | None = None
    ) -> tuple[int, int, int]:
        """Print pieces (rows of the columns of `records.pieces`): (next piece, place in out, status)."""
        size = size_of(pieces[first:last])
        return self._run(PRINT_PIECES, size, compiled, data, pieces, first, last, state, out)

    def _run(self, entry: Entry, size: int, compiled: bool | None, *arguments: Any) -> tuple[int, int, int]:
        first, place, status = entry.run(size, compiled, *arguments, self.program, self.names)
        return int(first), int(place), int(status)


def _text(form: Form, event: Event) -> bytes:
    return (event.name if form.short else event.description).encode(errors="surrogateescape")
