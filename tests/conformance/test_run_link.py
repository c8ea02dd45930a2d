"""A run as a word of a link: it comes back whole, and no hostile word does more than be refused."""

import json
import random
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiwater_conform.run_link import LONGEST_RUN_BYTES, LONGEST_WORD, PAGE, TooLong, link_to, run_of, word_of
from hiwater_conform.runs import run_from_text, run_text
from hiwater_conform.wire_values import NotThisForm
from hiwater_specs import read

RUN = run_from_text(read("scenarios/1-one-record.json").decode())


def packed(data: bytes) -> str:
    """A word that holds any bytes."""
    return urlsafe_b64encode(zlib.compress(data)).rstrip(b"=").decode()


def test_a_run_comes_back() -> None:
    """With all its parts, and in a word that needs no quoting in an address."""
    word = word_of(RUN)
    assert run_text(run_of(word)) == run_text(RUN)
    assert link_to(RUN) == PAGE + word
    assert all(letter.isalnum() or letter in "-_" for letter in word)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("", "the link may have been cut"),
        ("a", "base64url"),
        ("<script>", "base64url"),
        ("AAAA", "compressed by zlib"),
        (word_of(RUN)[:-8], "the link may have been cut"),
        (word_of(RUN)[:-7], "base64url|the link may have been cut"),
        ("A" * (LONGEST_WORD + 4), "at most 65,536 characters"),
        (packed(b" " * (LONGEST_RUN_BYTES + 1)), "at most 1,048,576 bytes unpacked"),
        (packed(b"[" * 1_000_000), "nested less deeply"),
        (packed(b"\xff\xfe"), "UTF-8"),
        (packed(b'{"protocol":1,"configuration":{},"steps":[]}'), "configuration"),
        (packed(run_text(RUN).replace('"title": "', '"title": "\\ud800').encode()), "UTF-8"),
        (packed(run_text(RUN).replace('"low_water":1', '"low_water":99').encode()), "low water"),
    ],
)
def test_what_is_no_run_is_refused(word: str, why: str) -> None:
    """With a sentence, and in bounded time and memory."""
    with pytest.raises(NotThisForm, match=why):
        run_of(word)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4))
def test_any_value_in_any_place_is_refused_or_taken(value: object) -> None:
    """Whatever stands where a part of a run should stand."""
    whole = json.loads(run_text(RUN))
    for key in whole:
        text = json.dumps({**whole, key: value}).encode()
        try:
            run_of(packed(text))
        except NotThisForm:
            continue


def test_a_run_that_is_too_long_says_so() -> None:
    """And what to do instead."""
    with pytest.raises(TooLong, match="send the file instead"):
        word_of(replace(RUN, why=random.Random(1).randbytes(60_000).hex()))
