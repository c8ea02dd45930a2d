"""The layouts are made from the mapping: dialects, what they take over, alternatives, versions."""

import json
from typing import Any

import pytest

from hiwater_model.records import NotALayout, layouts_from
from hiwater_specs import read
from tests.records.strategies import LAYOUTS

TOKENS = json.loads(read("records/tokens.json"))


def test_a_dialect_takes_over_what_it_is_based_on() -> None:
    """Trusted Solaris 2.5 has the tokens of illumos but for eight, and eight of its own, at other ids too."""
    base, own = LAYOUTS.table("illumos"), LAYOUTS.table("trusted_solaris_2_5")
    assert {key for key in base if key not in own} == {0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B}
    changed = {key: own[key].name for key in own if own[key] != base.get(key)}
    assert changed == {
        0x74: "xcolormap",
        0x75: "xcursor",
        0x76: "xfont",
        0x77: "xgc",
        0x78: "xpixmap",
        0x79: "xproperty",
        0x7A: "xwindow",
        0x7B: "xclient",
    }


def test_alternatives_stand_beside_the_table() -> None:
    """Three layouts of libbsm and the short socket are no part of the table; a dialect takes them over too."""
    names = ["socket_libbsm", "upriv_libbsm", "socket_ex_short"]
    assert [layout.name for layout in LAYOUTS.alternatives("illumos")] == names
    assert [layout.name for layout in LAYOUTS.alternatives("trusted_solaris_2_5")] == names
    assert LAYOUTS.alternatives("openbsm") == ()
    assert all(LAYOUTS.table("illumos")[layout.identifier] != layout for layout in LAYOUTS.alternatives("illumos"))


def test_tables_are_tried_in_order() -> None:
    """The table, each alternative alone in it, then all of them."""
    tables = LAYOUTS.dialects["illumos"].tables()
    taken = [[table[key].name for key in (0x2E, 0x3F, 0x7F)] for table in tables]
    assert taken == [
        ["socket", "uauth", "socket_ex"],
        ["socket_libbsm", "uauth", "socket_ex"],
        ["socket", "upriv_libbsm", "socket_ex"],
        ["socket", "uauth", "socket_ex_short"],
        ["socket_libbsm", "upriv_libbsm", "socket_ex_short"],
    ]
    assert len(LAYOUTS.dialects["openbsm"].tables()) == 1


def test_the_version_of_a_header_tells_the_dialect() -> None:
    """Each version that is known belongs to one dialect."""
    known = {version: LAYOUTS.dialect_of(version) for version in range(256) if LAYOUTS.dialect_of(version)}
    assert known == {
        1: "openbsm",
        2: "illumos",
        3: "trusted_solaris_2_5",
        4: "illumos",
        10: "openbsm",
        11: "openbsm",
    }


def test_what_stands_between_records() -> None:
    """One id in all dialects, one that is another token elsewhere."""
    assert list(LAYOUTS.between_records(0x11)) == ["illumos", "openbsm", "trusted_solaris_2_5"]
    assert list(LAYOUTS.between_records(0x78)) == ["illumos"]
    assert LAYOUTS.between_records(0x14) == {}


FIRST = TOKENS["tokens"][0]
SPOILED: list[dict[str, Any]] = [
    {key: value for key, value in TOKENS.items() if key != "dialects"},
    {key: value for key, value in TOKENS.items() if key != "tokens"},
    TOKENS | {"tokens": [{key: value for key, value in FIRST.items() if key != "id"}]},
    TOKENS | {"tokens": [FIRST | {"fields": [{"name": "a", "kind": "u24"}]}]},
    TOKENS | {"tokens": [FIRST | {"fields": [{"name": "a", "kind": "bytes"}]}]},
    TOKENS | {"tokens": [FIRST | {"fields": [{"kind": "u8"}]}]},
    TOKENS | {"dialects": {"illumos": {"based_on": "nobody", "header_versions": [2]}}},
]


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_mapping_of_something_else_is_refused(spoiled: dict[str, Any]) -> None:
    """What is missing or unknown is named."""
    with pytest.raises(NotALayout, match=r"^[a-z0-9 ()]+: (no '|unknown kind 'u24')"):
        layouts_from(spoiled)
