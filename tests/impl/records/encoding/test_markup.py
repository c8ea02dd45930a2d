"""The XML form read back: in pieces of any size, and with everything refused that does not belong there."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.markup import encoded_markup
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import XML
from tests.impl.records.printing.own.printing import of_file, printed
from tests.specs.records.corpus import trails as real_trails

BOMB = """<!DOCTYPE trail [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]><trail>&b;</trail>"""
REFUSED = {
    "no XML": ("<trail>\n<record", "line 2: this is not XML: unclosed token"),
    "nothing": ("", "this is not XML: no element found"),
    "a document type": (BOMB, "line 1: a document type; leave it out"),
    "an entity": ("<trail>&b;</trail>", "this is not XML: undefined entity"),
    "the root": ("<audit/>", "expected trail here, not 'audit'"),
    "a piece": ("<trail>\n<path/></trail>", "line 2: expected record or file or skipped here, not 'path'"),
    "text": ("<trail>x</trail>", "expected no text here, but found 'x'"),
    "an item": (
        "<trail><record><exec_args><args><x/></args></exec_args></record></trail>",
        "expected item here, not 'x'",
    ),
    "too deep": (
        "<trail><record><exec_args><args><item><x/></item></args></exec_args></record></trail>",
        "expected no element here, not 'x'",
    ),
    "no field": ("<trail>\n<record>\n<path/></record></trail>", "line 2, token 1 'path', field path: it is missing"),
    "a number": ('<trail><record><seq sequence="x"/></record></trail>', "whole number from 0 to 4294967295, not 'x'"),
    "digits": (f'<trail><record><seq sequence="{"9" * 5000}"/></record></trail>', "whole number"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    """Each fault has one kind of error that says where and what."""
    text, message = REFUSED[name]
    with pytest.raises(NotARecord, match=re.escape(message)):
        list(encoded_markup([text.encode()]))


def test_what_is_known_is_left_out() -> None:
    """A person may leave out here what may be left out in JSON."""
    text = "<trail><record><exec_args><args><item>ls</item><item hex='ff'/></args></exec_args></record></trail>"
    assert list(encoded_markup([text.encode()])) == [bytes.fromhex("3c 00000002 6c7300 ff00")]


DOCUMENTS = [printed(OwnPrinter(XML), of_file(path)) for path in real_trails() if path.stat().st_size < 8_000]


@settings(max_examples=40)
@given(st.sampled_from(DOCUMENTS), st.integers(1, 700))
def test_chunks_make_no_difference(document: bytes, size: int) -> None:
    """A document may come in chunks of any size, and its pieces are had as soon as they end."""
    chunks = [document[place : place + size] for place in range(0, len(document), size)]
    assert list(encoded_markup(chunks)) == list(encoded_markup([document]))


@settings(max_examples=200)
@given(st.sampled_from(DOCUMENTS), st.integers(0, 700), st.integers(0, 6), st.binary(max_size=6))
def test_damaged_documents_raise_one_error_alone(document: bytes, at: int, dropped: int, put: bytes) -> None:
    """Whatever the document, bytes come out or NotARecord is raised, with its line."""
    changed = document[:at] + put + document[at + dropped :]
    try:
        count = len(list(encoded_markup([changed])))
    except NotARecord as wrong:
        count = wrong.line
    assert 0 < count <= changed.count(b"\n") + 1
