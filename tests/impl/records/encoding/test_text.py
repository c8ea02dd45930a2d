"""Records that a person writes in the text form, and what is refused there."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.text import encoded_text
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import TEXT
from tests.impl.records.printing.own.printing import of_file, printed
from tests.specs.records.corpus import trails as real_trails

HEADER = "header32 version=2 event=72 modifier=0 seconds=1 subseconds=0"


def test_one_record_written_in_three_ways() -> None:
    """Lines, semicolons, and any blanks mean the same."""
    lines = f'record\n  {HEADER}\n  exec_args args=["a;b",0xff]\n  trailer\n'
    assert encode(lines) == encode(f'record; {HEADER}; exec_args args=["a;b",0xff]; trailer')
    assert encode(lines) == encode(
        f'record system="illumos"  ;{HEADER}\r\n\n\texec_args args=[ "a;b" , 0xff ];trailer\n'
    )
    assert encode(lines)[18:-7] == bytes.fromhex("3c 00000002 613b6200 ff00")


def test_damage_is_told_alone() -> None:
    """What is said about damage makes no bytes; damaged bytes do."""
    assert (
        encode('skipped offset=0 length=1\n  damaged bytes=0xfe\n  damage reason="skipped" offset=0 number=1')
        == b"\xfe"
    )


REFUSED = {
    "a word": ("  path", "line 1: an indented line without a record above it"),
    "a piece": ("records", "line 1: expected record or file or skipped at the beginning of the line, not records"),
    "no value": ("record; path path", "line 1: expected key=value at column 14, not 'path'"),
    "an open string": ('record; path path="', "line 1: Unterminated string"),
    "no number": ("record; seq sequence=1x", "line 1: expected a number"),
    "a large number": ("record; seq sequence=" + "9" * 5000, "line 1: expected a number"),
    "a comma": ("record; exec_args args=[1 2]", "line 1: expected a comma or ]"),
    "an end": ("record; exec_args args=[", "not 'the end of the line'"),
    "twice": ('record; path path="" path=""', "line 1, token path: path stands here twice"),
    "a mark": ("record; =", "expected a word at column 9"),
    "no field": ("\nrecord\n  path\n", "line 2, token 1 'path', field path: it is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    """Each fault has one kind of error that says where and what."""
    text, message = REFUSED[name]
    with pytest.raises(NotARecord, match=re.escape(message)):
        encode(text)


def test_bytes_that_are_no_utf_8() -> None:
    """The place is told."""
    with pytest.raises(NotARecord, match="line 1: this is not UTF-8: invalid start byte at byte 2"):
        list(encoded_text([b"r\xff"]))


DOCUMENTS = [
    printed(OwnPrinter(TEXT, line=line), of_file(path))[:600] for path in real_trails() for line in (False, True)
]


@settings(max_examples=200)
@given(st.sampled_from(DOCUMENTS), st.integers(0, 600), st.integers(0, 6), st.binary(max_size=6))
def test_damaged_text_raises_one_error_alone(document: bytes, at: int, dropped: int, put: bytes) -> None:
    """Whatever the text, bytes come out or NotARecord is raised, with its line."""
    changed = document[:at] + put + document[at + dropped :]
    lines = changed.splitlines(keepends=True)
    try:
        count = len(list(encoded_text(lines)))
    except NotARecord as wrong:
        count = wrong.line
    assert 1 <= count <= len(lines)


def encode(text: str) -> bytes:
    """The bytes of a text."""
    return b"".join(encoded_text(text.encode().splitlines(keepends=True)))
