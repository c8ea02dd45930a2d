"""The printer: what illumos praudit prints for a form and given names, of a stretch of bytes or of pieces."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hiwater_impl.records import pieces as columns
from hiwater_impl.records.names.errors import ErrorTexts
from hiwater_impl.records.names.events import Event
from hiwater_impl.records.printing.escapes import escaped
from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.printing.illumos.machine import AT, OPEN, REASON, SHORT, START, STATES, UNKNOWN_IDS
from hiwater_impl.records.printing.illumos.oddities import DESCRIPTION_LENGTH
from hiwater_impl.records.printing.illumos.programs import program_of
from hiwater_impl.records.printing.illumos.stretch import PRINT_TRAIL, STRETCH
from hiwater_impl.records.printing.illumos.words import ERRORS, EVENTS, FAILURES, GROUPS, TABLE_SHIFT, USERS
from hiwater_impl.records.printing.times import UTC, Zone


class Printer:
    """Prints what illumos praudit prints in one form; it holds nothing that changes, so that threads may share it.

    A new state suits the beginning of a trail, or (`in_record`) any later record: a batch that begins at a header
    prints what it would behind the others, unless the record before it claims one byte.
    """

    def __init__(
        self,
        form: Form,
        events: Mapping[int, Event],
        errors: ErrorTexts,
        users: Mapping[int, bytes],
        groups: Mapping[int, bytes],
        zone: Zone = UTC,
    ) -> None:
        """Users and groups are names by number from 0 to 2^32-1; `errors` is one table of `names.errors`."""
        self.form = form
        self.program = program_of(form, _names(form, events, errors, users, groups), errors, zone)

    @property
    def prolog(self) -> bytes:
        """What stands before all records."""
        return self.form.prolog

    def epilog(self, state: Any) -> bytes:
        """What stands behind all records; nothing when praudit has stopped."""
        return b"" if state[REASON] else self.form.epilog(bool(state[OPEN]))

    def state(self, in_record: bool = False) -> Any:
        """A new state, for the beginning of a trail or for a batch that begins behind a record."""
        state = np.zeros(STATES, np.int64)
        state[OPEN] = in_record
        return state

    def next_state(self, state: Any) -> Any:
        """A new state for the next trail of the same document."""
        return self.state(bool(state[OPEN]))

    def reason(self, state: Any) -> tuple[str, int]:
        """Why praudit stopped (`truncated` or `value`; empty when it has not), and the place of the token there."""
        if not state[REASON]:
            return "", 0
        return ("truncated" if state[REASON] == SHORT else "value"), int(state[AT])

    def unknown_ids(self, state: Any) -> int:
        """Bytes so far that were taken for ids of unknown tokens and skipped."""
        return int(state[UNKNOWN_IDS])

    def print_stretch(
        self, data: Any, start: int, end: int, final: bool, state: Any, out: Any, compiled: bool | None = None
    ) -> tuple[int, int, int]:
        """Print data[start:end] as praudit reads it: (place in data, place in out, status), the status as in `stretch`.

        `data` is a read-only array of uint8, `out` a writeable one. The state counts from the place reached, so the
        next call may have what follows at any other place. Without `compiled` the quicker way is taken.
        """
        state[START] += start
        pieces = np.zeros((1, columns.COLUMNS), np.int64)
        pieces[0, columns.KIND] = STRETCH
        pieces[0, columns.START] = start
        pieces[0, [columns.BODY_END, columns.TAIL, columns.END]] = end
        _, place, status = self._run(end - start, compiled, data, pieces, 0, 1, int(final), state, out)
        state[START] -= state[AT]
        return int(state[AT]), place, status

    def print_pieces(
        self, data: Any, pieces: Any, first: int, last: int, state: Any, out: Any, compiled: bool | None = None
    ) -> tuple[int, int, int]:
        """Print pieces (rows of the columns of `records.pieces`): (next piece, place in out, status).

        Pieces of a dialect that illumos praudit has no words for (openbsm) print nothing.
        """
        rows = np.require(pieces, np.int64, ["C", "W"])
        return self._run(columns.size_of(rows[first:last]), compiled, data, rows, first, last, 1, state, out)

    def _run(self, size: int, compiled: bool | None, *arguments: Any) -> tuple[int, int, int]:
        reached, place, status = PRINT_TRAIL.run(size, compiled, *arguments, *self.program)
        return int(reached), int(place), int(status)


def _names(
    form: Form,
    events: Mapping[int, Event],
    errors: ErrorTexts,
    users: Mapping[int, bytes],
    groups: Mapping[int, bytes],
) -> dict[int, bytes]:
    """All names by table and number, as they are printed."""
    described = {number: _event(form, event) for number, event in events.items()}
    tables: dict[int, Mapping[int, bytes]] = {
        USERS: users,
        GROUPS: groups,
        EVENTS: described,
        ERRORS: errors.texts,
        FAILURES: {**errors.texts, **errors.messages},
    }
    return {
        (table << TABLE_SHIFT) | number: escaped(text, form.xml)
        for table, names in tables.items()
        for number, text in names.items()
    }


def _event(form: Form, event: Event) -> bytes:
    text = event.name if form.short else event.description[:DESCRIPTION_LENGTH]
    return text.encode(errors="surrogateescape")
