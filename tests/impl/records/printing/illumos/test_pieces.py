"""Printing by pieces: what praudit prints for whole records, and all that can be had of those it would stop at."""

import io

import pytest

from hiwater_impl.records.printing.illumos.forms import Form
from hiwater_impl.records.trail import read_batches
from tests.impl.records.printing.illumos.praudit import (
    FORMS,
    HEADER_TEXT,
    printed,
    printed_pieces,
    printer,
    record,
    string,
)
from tests.specs.records.corpus import dialect_of, trails

SEQUENCE = b"\x2f\0\0\0\7"


TEXT = Form()


def shown(data: bytes, form: Form = TEXT, *, compiled: bool = False) -> bytes:
    """All pieces of a trail, printed."""
    made = printer(form)
    state, text = made.state(), b""
    for batch in read_batches(io.BytesIO(data), fallback="illumos"):
        text += printed_pieces(made, bytes(batch.data), batch.pieces, state=state, compiled=compiled)
    return text


@pytest.mark.parametrize("ending", FORMS)
@pytest.mark.parametrize("compiled", [False, True])
def test_whole_records_print_as_praudit_reads_them(ending: str, compiled: bool) -> None:
    """Every real trail of an illumos system."""
    made, count = printer(FORMS[ending]), 0
    for path in trails():
        if dialect_of(path) == "illumos":
            data = path.read_bytes()
            text = shown(data, FORMS[ending], compiled=compiled)
            assert text == printed(made, data, compiled=compiled).text, path.name
            count += 1
    assert count == 4


def test_skipped_bytes_print_nothing() -> None:
    """Praudit would take them for tokens."""
    assert shown(record(SEQUENCE) + b"\x2f\x2f\x2f" + record(SEQUENCE)) == 2 * shown(record(SEQUENCE))


def test_the_trailer_behind_bytes_that_cannot_be_read_is_printed() -> None:
    """Praudit stops at them."""
    data = record(SEQUENCE + b"\x28\xff\xff")
    assert shown(data) == HEADER_TEXT % 33 + b"\nsequence,7\ntrailer,33\n"
    line = HEADER_TEXT % 33 + b",sequence,7,trailer,33\n"
    assert shown(data, Form(line=True)) == line


def test_a_record_without_a_trailer_ends_its_line_where_its_tokens_end() -> None:
    """Whatever its byte count says."""
    data = record(SEQUENCE, trailer=False, count=1000)
    assert shown(data, Form(line=True)) == HEADER_TEXT % 1000 + b",sequence,7\n"


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (b"\x2e\0\2\0\x16\1\2\3\4\0\x50\5\6\7\x08", b"socket,0x0200,0x1600,1.2.3.4,0x5000,5.6.7.8"),
        (b"\x3f\1" + string(b"proc_fork"), b"use of privilege,successful use of priv,proc_fork"),
        (b"\x7f\0\1\0\2", b"socket,0x0100,0x0200"),
        (b"\x62" + string(b"E") + string(b"aslr"), b"secflags,E,aslr"),
        (b"\x28\x9c\x41" + b"a" * 40000 + b"\0", b"text," + b"a" * 40000),
    ],
)
def test_what_praudit_cannot_read_is_printed_as_its_like(token: bytes, text: bytes) -> None:
    """Alternative layouts, the token that the old revision does not know, strings of more than 32767 bytes."""
    assert shown(record(token)).split(b"\n")[1] == text
    assert printed(printer(Form()), record(token)).text.split(b"\n")[1:2] != [text]


def test_tokens_of_trusted_solaris() -> None:
    """Ids that are others there."""
    data = record(b"\x74\1\2\3\4\0\0\0\0\x75\0\0\0\1\0\0\0\0")
    text = shown(data[:5] + b"\3" + data[6:])
    assert text.split(b"\n")[1:3] == [b"X color map,0x04030201,root", b"X cursor,0x01000000,root"]


def test_xml_of_pieces_closes_records() -> None:
    """The end of the last one is the epilog's."""
    text = shown(record(b"") + b"junk" + record(b""), Form(xml=True))
    assert [text.count(part) for part in (b"<record", b"</record>")] == [2, 1]
    assert printer(Form(xml=True)).epilog(printer(Form(xml=True)).state(in_record=True)) == b"\n</record>\n</audit>\n"
