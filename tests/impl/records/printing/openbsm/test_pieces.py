"""Printing by pieces: what praudit prints for whole records, and what it loses of damaged ones."""

import io

import numpy as np
import pytest

from hiwater_impl.records.pieces import FILE, RECORD, SKIPPED
from hiwater_impl.records.printing.form import Form
from hiwater_impl.records.printing.openbsm.operations import DONE, NO_ROOM
from hiwater_impl.records.trail import read_batches
from tests.impl.records.printing.openbsm.praudit import FORMS, array, piece, printed, printed_pieces, printer, record
from tests.specs.records.corpus import dialect_of, trails

TEXT = Form()
SEQUENCE = b"\x2f\0\0\0\7"


def shown(data: bytes, rows: list[list[int]], form: Form = TEXT) -> list[bytes]:
    """The lines of some pieces without their headers."""
    lines = printed_pieces(printer(form), data, rows).split(b"\n")
    return [line for line in lines[:-1] if not line.startswith(b"header")]


@pytest.mark.parametrize("ending", FORMS)
@pytest.mark.parametrize("compiled", [False, True])
def test_whole_records_print_as_by_their_byte_counts(ending: str, compiled: bool) -> None:
    """Every real trail of an OpenBSM system."""
    made, count = printer(FORMS[ending]), 0
    for path in trails():
        if dialect_of(path) == "openbsm":
            data = path.read_bytes()
            batches = list(read_batches(io.BytesIO(data), fallback="openbsm"))
            text = b""
            for batch in batches:
                text += printed_pieces(made, bytes(batch.data), batch.pieces.tolist(), compiled=compiled)
            assert text == printed(made, data, compiled=compiled).text, path.name
            count += 1
    assert count >= 3


def test_skipped_bytes_print_nothing() -> None:
    """A file token and a record around them do."""
    name = bytes.fromhex("11 00000005 00000006 0002 6100")
    data = name + b"junk" + record(b"")
    rows = [piece(FILE, 0, 13), piece(SKIPPED, 13, 17, body_end=13), piece(RECORD, 17, len(data))]
    assert shown(data, rows) == [b"file,Thu Jan  1 00:00:05 1970, + 6 msec,a", b"trailer,25"]


def test_the_trailer_behind_bytes_that_cannot_be_read_is_printed() -> None:
    """Praudit ends the record at the first of them."""
    data = record(SEQUENCE + b"\x28\xff\xff")
    row = piece(RECORD, 0, len(data), body_end=23, tail=len(data) - 7)
    assert shown(data, [row]) == [b"sequence,7", b"trailer,33"]
    assert printed(printer(TEXT), data).text.count(b"trailer") == 0


def test_a_record_ends_where_framing_says() -> None:
    """Its own count lies."""
    data = record(SEQUENCE)[:-7]
    data = data[:1] + b"\0\0\xff\xff" + data[5:] + record(b"")
    assert shown(data, [piece(RECORD, 0, 23), piece(RECORD, 23, len(data))]) == [b"sequence,7", b"trailer,25"]


@pytest.mark.parametrize(("trailer", "lines"), [(True, [b"unknown,0x01", b"trailer,27"]), (False, [b"unknown,0x01"])])
def test_an_unknown_token_goes_up_to_the_trailer(trailer: bool, lines: list[bytes]) -> None:
    """Or, when there is none, to the record's end, where praudit leaves out seven bytes."""
    data = record(b"\xfe\1", trailer=trailer)
    tail = 20 if trailer else len(data)
    assert shown(data, [piece(RECORD, 0, len(data), body_end=18, tail=tail)]) == lines


def test_bytes_kept_of_a_token_that_is_known_print_nothing() -> None:
    """A header inside a record is no token of it."""
    data = record(record(b"")[:18])
    row = piece(RECORD, 0, len(data), body_end=18, tail=len(data) - 7)
    assert shown(data, [row]) == [b"trailer,43"]


def test_lists_are_printed_whole() -> None:
    """Praudit keeps 16 groups and 128 strings."""
    data = record(b"\x3b\0\x11" + bytes(4 * 17) + b"\x3c\0\0\0\x82" + b"a\0" * 130)
    lines = shown(data, [piece(RECORD, 0, len(data))])
    assert lines[:2] == [b"group" + b",root" * 17, b"exec arg" + b",a" * 130]


def test_a_piece_that_does_not_fit_is_left_for_the_next_call() -> None:
    """With all of it left out."""
    data, made = record(SEQUENCE) * 3, printer(TEXT)
    length = len(data) // 3
    pieces = np.array([piece(RECORD, at, at + length) for at in range(0, len(data), length)], np.int64)
    out, text, first, calls = np.zeros(1100, np.uint8), b"", 0, 0
    status = NO_ROOM
    while status == NO_ROOM:
        first, end, status = made.print_pieces(
            array(data), pieces, first, 3, made.state(), out[: 500 + 600 * (calls > 0)], False
        )
        text, calls = text + bytes(out[:end]), calls + 1
    assert (first, status) == (3, DONE)
    assert calls > 1
    assert text == printed(made, data).text
