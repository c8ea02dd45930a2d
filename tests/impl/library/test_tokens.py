"""Tokens of the builders are read back as what was put in."""

import os
from io import BytesIO

import pytest

from hiwater_impl.library import tokens
from hiwater_impl.library.numbers import event_number, policy_of
from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.writers import writers
from hiwater_impl.records.trail import records


def read(*built: bytes) -> list[tuple[str, dict[str, object]]]:
    """The tokens of a record of these."""
    body = b"".join(built)
    head = b"\x14" + (18 + len(body)).to_bytes(4) + b"\x02" + bytes(12)
    (record,) = records(BytesIO(head + body))
    assert not record.damaged
    return record.tokens[1:]


def test_every_builder_makes_the_token_it_is_named_for() -> None:
    """With the layout that fits the value."""
    found = read(
        tokens.text("words ä"),
        tokens.path(b"/tmp/\xff"),
        tokens.outcome(2, -1),
        tokens.outcome(0, 1 << 40),
        tokens.argument(1, 7, "flags"),
        tokens.argument(2, 1 << 40, "offset"),
        tokens.exec_args(["ls", "-l"]),
        tokens.address("192.0.2.1"),
        tokens.address("2001:db8::1"),
        tokens.port(8080),
        tokens.token("newgroups", gids=[1, 2]),
    )
    assert [name for name, _ in found] == (
        "text path return32 return64 arg32 arg64 exec_args in_addr in_addr_ex iport newgroups".split()
    )
    values = [token for _, token in found]
    assert values[0]["text"] == "words ä\0".encode()
    assert values[1]["path"] == b"/tmp/\xff\0"
    assert values[2] == {"error": 2, "value": -1}
    assert values[3]["value"] == values[5]["value"] == 1 << 40
    assert values[6]["args"] == [b"ls", b"-l"]
    assert values[9]["port"] == 8080
    assert values[10]["gids"] == [1, 2]


def test_a_subject_is_this_process_unless_told_otherwise() -> None:
    """Its terminal's address picks the layout."""
    (name, own), (wide, other) = read(tokens.subject(), tokens.subject(1001, audit_user=7, terminal="::1"))
    assert (name, wide) == ("subject32", "subject32_ex")
    assert (own["auid"], own["ruid"], own["pid"]) == (0xFFFFFFFE, os.getuid(), os.getpid())
    assert (other["auid"], other["euid"], other["ruid"]) == (7, 1001, 1001)


def test_the_text_builder_agrees_with_the_layout() -> None:
    """It is written by hand for speed."""
    for words in ("", "x", "ä" * 1_000):
        assert tokens.text(words) == writers()["illumos"]["text"].written({"text": words})


def test_a_text_that_is_too_long_is_cut_at_a_character() -> None:
    """65,534 bytes and a NUL are the most."""
    ((_, values),) = read(tokens.text("ä" * 40_000))
    assert values["text"] == "ä".encode() * 32_767 + b"\0"


@pytest.mark.parametrize(
    ("layout", "values"), [("tex", {}), ("text", {"words": "x"}), ("iport", {"port": 65_536}), ("arg32", {"value": 1})]
)
def test_what_no_token_can_hold_is_refused(layout: str, values: dict[str, object]) -> None:
    """By a ValueError of one line."""
    with pytest.raises(NotARecord) as caught:
        tokens.token(layout, **values)
    assert "\n" not in str(caught.value)


def test_an_address_that_is_none_is_refused() -> None:
    """It says how one is written."""
    with pytest.raises(NotARecord, match="write it as"):
        tokens.address("example.org")


def test_events_and_policies_by_name() -> None:
    """With and without the prefix, in any case."""
    assert event_number("AUE_OPEN_R") == event_number("open_r") == 72
    assert event_number("login") == event_number("AUE_login") == 6152
    assert policy_of("cnt, ahlt+SEQ") == policy_of(["AUDIT_CNT", "ahlt", "seq"]) == policy_of(0x13) == 0x13
    assert policy_of("none") == policy_of("") == 0
