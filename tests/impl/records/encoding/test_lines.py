"""Records that a person writes as JSON: what may be left out, what is refused and how."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.encoding.writers import Writer, writers
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from tests.impl.records.printing.own.printing import of_file, printed
from tests.specs.records.corpus import trails as real_trails

HEADER = {"token": "header32", "version": 2, "event": 72, "modifier": 0, "seconds": 1, "subseconds": 0}
TRAILER = {"token": "trailer"}


def record(*tokens: dict[str, Any], **told: Any) -> bytes:
    """One line that holds these tokens between a header and a trailer."""
    return json.dumps({**told, "tokens": [HEADER, *tokens, TRAILER]}).encode()


def body(*tokens: dict[str, Any], **told: Any) -> bytes:
    """The bytes of these tokens."""
    (found,) = encoded_lines([record(*tokens, **told)])
    return found[18:-7]


def test_a_record_by_hand() -> None:
    """Byte counts, the magic of the trailer and the length of a string come by themselves."""
    (found,) = encoded_lines([record({"token": "path", "path": "/etc/passwd"})])
    expected = (
        "14 00000028 02 0048 0000 00000001 00000000"
        "23 000c 2f6574632f70617373776400"
        "13 b105 00000028"
    )  # fmt: skip
    assert found == bytes.fromhex(expected)


def test_a_count_that_is_given_is_taken() -> None:
    """A byte count may lie, since damaged trails must come back."""
    line = json.dumps({"tokens": [{**HEADER, "byte_count": 7}, {**TRAILER, "byte_count": 9}]}).encode()
    (found,) = encoded_lines([line])
    assert (found[1:5], found[-4:]) == (bytes([0, 0, 0, 7]), bytes([0, 0, 0, 9]))


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ({"token": "exec_args", "args": ["ls", {"hex": "ff"}]}, "3c 00000002 6c7300 ff00"),
        ({"token": "cmd", "args": ["a"], "env": []}, "51 0001 0002 6100 0000"),
        ({"token": "opaque", "data": "0a0b"}, "29 0002 0a0b"),
        ({"token": "in_addr_ex", "address": "::1"}, "7e 00000010 00000000000000000000000000000001"),
        ({"token": "in_addr_ex", "address": "1.2.3.4"}, "7e 00000004 01020304"),
        ({"token": "data", "how_to_print": 1, "basic_unit": 1, "items": [1, 2]}, "21 01 01 02 0001 0002"),
        ({"token": "label", "label_id": 65, "classification": 1, "compartments": "01020304"}, "33 41 01 0001 01020304"),
        (
            {"token": "tid", "remote_port": 1, "local_port": 2, "address": "1.2.3.4"},
            "61 01 0001 0002 00000004 01020304",
        ),
        ({"token": "text", "text": {"hex": ""}}, "28 0000"),
        ({"token": "text", "text": "é\0"}, "28 0004 c3a90000"),
        ({"token": "damaged", "bytes": "00ff"}, "00ff"),
        ({"token": "return32", "error": 1, "error_name": "x", "value": -1, "token_offset": 3}, "27 01 ffffffff"),
    ],
)
def test_what_may_be_left_out(token: dict[str, Any], expected: str) -> None:
    """Counts, lengths, address types and fields with one value alone; keys that are only told do not matter."""
    assert body(token, time="x", event_name="y") == bytes.fromhex(expected)


def test_dialects() -> None:
    """The dialect is the one that is told, else that of the version, else illumos."""
    exit_token = {"token": "exit", "error": 1, "value": 2}
    openbsm = json.dumps({"tokens": [{**HEADER, "version": 11}, exit_token]}).encode()
    assert len(next(encoded_lines([openbsm]))) == 27
    assert body(exit_token, system="openbsm") == bytes.fromhex("52 00000001 00000002")
    (found,) = encoded_lines([b'{"tokens":[{"token":"fmri","fmri":""}]}'])
    assert found == bytes.fromhex("20 0001 00")
    with pytest.raises(NotARecord, match="no such field in exit"):
        body(exit_token)


def test_every_layout_has_a_writer() -> None:
    """In each dialect, tokens have names of their own, and none is called what a piece of damage is."""
    known = layouts()
    for dialect, table, others in zip(known.dialects, known.by_id, known.alternatives, strict=True):
        numbers = {number for number in (*table, *others) if number >= 0}
        assert len(writers()[dialect]) == len(numbers)
        assert all(isinstance(one, Writer) for one in writers()[dialect].values())
        assert not {"damaged", "damage"} & writers()[dialect].keys()


REFUSED = {
    "no JSON": (b"{", "line 1: this is not JSON"),
    "no UTF-8": (b'{"tokens":["\xff"]}', "line 1: this is not JSON"),
    "brackets": (b"[" * 100_000, "line 1: "),
    "digits": (b'{"tokens":[%s]}' % (b"1" * 5000), "line 1: "),
    "no object": (b"[]", "expected {.tokens."),
    "no tokens": (b"{}", "expected {.tokens."),
    "a key": (b'{"tokens":[],"kinds":1}', "no such key: .kinds."),
    "a system": (b'{"tokens":[],"system":"vms"}', "illumos or openbsm or trusted_solaris_2_5 as system, not .vms."),
    "a list as system": (b'{"tokens":[],"system":[]}', "as system"),
    "a token": (record({"token": "paht"}), "token 2 .paht.: there is no such token; do you mean path?"),
    "no name": (record({"path": ""}), "token 2: expected"),
    "a number as token": (record({"token": 1}), "token 2: expected"),
    "a field": (record({"token": "path", "paht": ""}), "field paht: no such field in path; it has path"),
    "missing": (record({"token": "path"}), "field path: it is missing"),
    "missing number": (record({"token": "seq"}), "field sequence: it is missing"),
    "missing source": (record({"token": "opaque"}), "field data: it is missing"),
    "too large": (record({"token": "seq", "sequence": 1 << 32}), "whole number from 0 to 4294967295, not 4294967296"),
    "negative": (record({"token": "seq", "sequence": -1}), "field sequence: expected"),
    "a truth": (record({"token": "seq", "sequence": True}), "not True"),
    "a fraction": (record({"token": "seq", "sequence": 1.5}), "not 1.5"),
    "NaN": (record({"token": "seq", "sequence": float("nan")}), "not nan"),
    "a number as text": (record({"token": "path", "path": 1}), "field path: expected a text"),
    "half a pair": (record({"token": "path", "path": "\ud800"}), "has no UTF-8"),
    "long": (record({"token": "path", "path": "x" * 65535}), "65536 bytes; a string has 65535 at most"),
    "odd digits": (record({"token": "path", "path": {"hex": "f"}}), "even number of hexadecimal digits"),
    "more than hex": (record({"token": "path", "path": {"hex": "", "x": 1}}), "field path: expected a text"),
    "inner NUL": (record({"token": "exec_args", "args": ["a\0b"]}), "field args: a NUL inside"),
    "no list": (record({"token": "exec_args", "args": "ls"}), "field args: expected"),
    "a count": (record({"token": "exec_args", "count": 2, "args": ["ls"]}), "1 items, but count, .* says 2"),
    "a size": (record({"token": "opaque", "size": 1, "data": "0a0b"}), "2 bytes, but size, .* says 1"),
    "no address": (record({"token": "in_addr", "address": "1.2.3"}), "field address: expected an address"),
    "short address": (record({"token": "in_addr", "address": "::1"}), "16 bytes, but it has 4"),
    "an address type": (record({"token": "in_addr_ex", "address": ""}), "field address_type: expected 4 or 16, not 0"),
    "a magic": (record({"token": "trailer", "magic": 1}), "field magic: expected 45317, not 1"),
    "a case": (record({"token": "data", "how_to_print": 0, "basic_unit": 9, "items": []}), "0 or 1 or 2 or 3, not 9"),
    "damage": (record({"token": "damaged", "bytes": "0"}), "token 2 .damaged.: expected"),
    "damage of what": (record({"token": "damaged"}), "token 2 .damaged.: expected"),
    "a long socket": (
        json.dumps({"system": "openbsm", "tokens": [{"token": "sockunix", "family": 1, "path": "x" * 108}]}).encode(),
        "109 bytes with the NUL; it has 108 at most",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    """Each fault has one kind of error that says where and what."""
    line, message = REFUSED[name]
    with pytest.raises(NotARecord, match=message):
        list(encoded_lines([line]))


def test_the_line_is_told() -> None:
    """Lines count from 1, empty ones too, and what stands before the fault is written."""
    found = encoded_lines([record(), b"\n", record({"token": "path"})])
    assert next(found)
    with pytest.raises(
        NotARecord, match=r"^line 3, token 2 'path', field path: it is missing; path needs it$"
    ) as raised:
        next(found)
    assert (raised.value.line, raised.value.token, raised.value.field) == (3, "2 'path'", "path")


LINES = [
    line
    for path in real_trails()
    for line in printed(OwnPrinter(JSON), of_file(path)).splitlines()[:8]
    if len(line) < 3000
]  # fmt: skip
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just({"hex": "00"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def test_lines_are_there() -> None:
    """The mutations below have something to mutate."""
    assert len(LINES) > 40


@settings(max_examples=300)
@given(st.sampled_from(LINES), st.data())
def test_mutated_lines_raise_one_error_alone(line: bytes, data: st.DataObject) -> None:
    """Whatever a line holds, bytes come out or NotARecord is raised, with its line."""
    piece = json.loads(line)
    spot = piece
    for _ in range(data.draw(st.integers(1, 4))):
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        inner = spot[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            spot = inner
            continue
        spot[key] = data.draw(JSON_VALUES)
        if data.draw(st.booleans()):
            del spot[key]
            break
    _fine_or_refused(json.dumps(piece).encode())


@settings(max_examples=200)
@given(st.sampled_from(LINES), st.integers(0, 4000), st.integers(0, 6), st.binary(max_size=6))
def test_damaged_lines_raise_one_error_alone(line: bytes, at: int, dropped: int, put: bytes) -> None:
    """So it is with any bytes."""
    at %= len(line)
    _fine_or_refused(line[:at] + put.replace(b"\n", b" ") + line[at + dropped :])


def _fine_or_refused(line: bytes) -> None:
    try:
        where = 1 if list(encoded_lines([line])) else 0
    except NotARecord as wrong:
        where = wrong.line
    assert where == 1 or line.isspace() or not line
