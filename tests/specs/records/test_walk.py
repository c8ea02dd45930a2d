"""The layouts are right: real trails, bare tokens and hand-made bytes are read to their exact end and written again."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hiwater_model.records import Layout, layouts_from, written_again
from hiwater_model.records.layouts import Table
from hiwater_specs import read
from tests.specs.records.checking import Damage, checked, decoded, pieces
from tests.specs.records.corpus import BESIDE, bare_tokens, dialect_of, trails
from tests.specs.records.vectors import VECTORS, Vector

Data = Mapping[str, Any]
TOKENS = json.loads(read("records/tokens.json"))
SPECIFIED = layouts_from(TOKENS)
TABLES = {dialect: SPECIFIED.table(dialect) for dialect in TOKENS["dialects"]}
LAYOUTS = [
    pytest.param(token, id=f"{token['id']}-{token['name']}-{token['dialects'][0]}") for token in TOKENS["tokens"]
]
NAMES_OF_MANIFEST = {"file": "file32", "priv": "privilege"}
needs_shared = pytest.mark.skipif(not BESIDE.is_dir(), reason="no ../shared/testdata beside the checkout")


def layouts_for(vector: Vector) -> Table:
    """The table of the vector's dialect, with its own layout in place if that is an alternative."""
    own = [layout for layout in SPECIFIED.alternatives(vector.dialect) if layout.name == vector.name]
    return {**TABLES[vector.dialect], **{layout.identifier: layout for layout in own}}


@pytest.mark.parametrize("path", trails(), ids=lambda path: path.stem)
def test_a_trail_is_read_to_its_end(path: Path) -> None:
    """Every record: no byte left, no unknown token, lengths agree, the same bytes again, a version of the dialect."""
    dialect = dialect_of(path)
    whole = [checked(piece, TABLES[dialect]) for piece in pieces(path.read_bytes(), TABLES[dialect])]
    headers = [tokens[0] for tokens in whole if tokens[0].layout.place == "record_start"]
    assert headers
    assert {token.values["version"] for token in headers} <= set(TOKENS["dialects"][dialect]["header_versions"])


@needs_shared
@pytest.mark.parametrize("path", trails(), ids=lambda path: path.stem)
def test_a_trail_holds_what_the_manifest_counts(path: Path) -> None:
    """Records and tokens of each name are as many as those who made the trails have counted."""
    table_of = TABLES[dialect_of(path)]
    whole = [checked(piece, table_of) for piece in pieces(path.read_bytes(), table_of)]
    row = re.search(rf"`{path.name}` \|.*\| (\d+) \| \d+ \| (.*) \|", (BESIDE / "MANIFEST.md").read_text())
    assert row
    counts = {name: int(count) for name, count in (part.rsplit(" ", 1) for part in row[2].split(", "))}
    wanted = {NAMES_OF_MANIFEST.get(name, name): count for name, count in counts.items()}
    assert Counter(token.layout.name for tokens in whole for token in tokens) == wanted
    assert sum(tokens[0].layout.place == "record_start" for tokens in whole) == int(row[1])


@needs_shared
def test_bare_tokens_are_read_to_their_end() -> None:
    """Each file with one OpenBSM token is that token, nothing more."""
    paths = list(bare_tokens())
    assert len(paths) == 18
    assert all(len(checked(path.read_bytes(), TABLES["openbsm"])) == 1 for path in paths)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.dialect}-{vector.name}")
def test_hand_made_tokens(vector: Vector) -> None:
    """The bytes written by hand give the values written by hand, and back."""
    data = bytes.fromhex(vector.hexadecimal)
    (token,) = decoded(data, layouts_for(vector))
    assert (token.layout.name, token.values) == (vector.name, vector.values)
    assert written_again([token]) == data


DAMAGED = [
    ("sockunix", "82 0001" + "61" * 108 + "00"),
    ("exec_args", "3c ffffffff"),
    ("opaque", "29 ffff"),
    ("trailer", "13 b106 00000007"),
    ("subject32_ex", "7a" + "00" * 32 + "00000005" + "00" * 16),
    ("data", "21 00 04 00"),
    ("text", "28 0004 616200"),
    ("exec_args", "3c 00000002 6100"),
]


@pytest.mark.parametrize(("name", "hexadecimal"), DAMAGED)
def test_what_a_layout_refuses(name: str, hexadecimal: str) -> None:
    """Too long, negative, out of the allowed values, without a case or cut off is damage, not a token."""
    data = bytes.fromhex(hexadecimal)
    assert TABLES["openbsm"][data[0]].name == name
    with pytest.raises(Damage):
        decoded(data, TABLES["openbsm"])


# Samples: for every layout, stretches of bytes that hold it.

Sample = tuple[bytes, Table]


def made(token: Data) -> Layout:
    """The layout of one token of the file, or of one that is not quite it."""
    alone = {key: value for key, value in token.items() if key != "alternative"}
    dialect: Data = {token["dialects"][0]: {"header_versions": []}}
    return layouts_from({"dialects": dialect, "tokens": [alone]}).table(token["dialects"][0])[int(token["id"], 16)]


def key_of(layout: Layout) -> tuple[int, str, tuple[str, ...]]:
    """What no two layouts of the file share."""
    return layout.identifier, layout.name, layout.dialects


@cache
def samples() -> dict[tuple[int, str, tuple[str, ...]], list[Sample]]:
    """For each layout up to eight records, bare tokens or vectors with that token."""
    found: dict[tuple[int, str, tuple[str, ...]], list[Sample]] = {
        key_of(made(token)): [] for token in TOKENS["tokens"]
    }
    assert len(found) == len(TOKENS["tokens"])
    for data, tables in stretches():
        for key in {key_of(token.layout) for token in decoded(data, tables)}:
            if len(found[key]) < 8:
                found[key].append((data, tables))
    return found


def stretches() -> Iterator[Sample]:
    """All vectors, bare tokens and records."""
    for vector in VECTORS:
        yield bytes.fromhex(vector.hexadecimal), layouts_for(vector)
    for path in bare_tokens():
        yield path.read_bytes(), TABLES["openbsm"]
    for path in trails():
        for piece in pieces(path.read_bytes(), TABLES[dialect_of(path)]):
            yield piece, TABLES[dialect_of(path)]


def of(layout: Data) -> list[Sample]:
    """The samples that hold this layout."""
    return samples()[key_of(made(layout))]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_tried(layout: Data) -> None:
    """No layout stands unread: a trail, a bare token or a hand-made token holds it."""
    assert of(layout)


# Planted faults: each must be seen by the walk.

OTHER_KIND = {
    "u8": "u16",
    "i8": "u16",
    "u16": "u32",
    "i16": "u32",
    "u32": "u64",
    "i32": "u64",
    "u64": "u32",
    "i64": "u32",
}


def faulty(shape: Data) -> Iterator[dict[str, Any]]:
    """The shape with one thing wrong."""
    match shape["kind"]:
        case "bytes" if isinstance(shape["length"], int):
            yield {**shape, "length": shape["length"] + 1}
        case "bytes":
            yield {**shape, "length": 3}
        case "string":
            yield {**shape, "kind": "cstring"}
        case "cstring":
            yield {**shape, "kind": "string"}
        case "list":
            yield {**shape, "count": shape["count"] + 1 if isinstance(shape["count"], int) else 9}
            for part in faulty(shape["of"]):
                yield {**shape, "of": part}
        case "choice":
            for case in shape["cases"]:
                yield {**shape, "cases": {key: part for key, part in shape["cases"].items() if key != case}}
        case kind:
            yield {**{key: value for key, value in shape.items() if key != "values"}, "kind": OTHER_KIND[kind]}


def faults(layout: Data) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every layout that differs in one field: left out, doubled, or of another width."""
    fields = layout["fields"]
    for at, field in enumerate(fields):
        rest = {**layout, "fields": [*fields[:at], *fields[at + 1 :]]}
        yield f"{field['name']} left out", rest
        yield f"{field['name']} twice", {**layout, "fields": [*fields[:at], {**field, "name": "again"}, *fields[at:]]}
        for part in faulty(field):
            yield f"{field['name']} is {part}", {**layout, "fields": [*fields[:at], part, *fields[at + 1 :]]}


def seen(layout: Data, fault: Data) -> bool:
    """Whether a sample of the layout cannot be read any more with the fault in its place."""
    place = int(layout["id"], 16)
    for data, tables in of(layout):
        try:
            checked(data, {**tables, place: made(fault)})
        except (Damage, KeyError):
            return True
    return False


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_planted_fault_is_seen(layout: Data) -> None:
    """A field left out, doubled or of another width in any layout makes the walk fail."""
    planted = list(faults(layout))
    assert planted
    assert [what for what, fault in planted if not seen(layout, fault)] == []


def fails(data: bytes, dialect: str) -> bool:
    """Whether the bytes cannot be read in the dialect."""
    try:
        for piece in pieces(data, TABLES[dialect]):
            checked(piece, TABLES[dialect])
    except Damage:
        return True
    return False


@pytest.mark.parametrize(
    "path", [path for path in trails() if dialect_of(path) == "illumos"], ids=lambda path: path.stem
)
def test_a_trail_of_illumos_is_not_openbsm(path: Path) -> None:
    """A trail read in the wrong dialect is damaged."""
    assert fails(path.read_bytes(), "openbsm")


def test_a_64_bit_trail_is_not_trusted_solaris() -> None:
    """The id of the 64-bit header is a colour map in the other dialect, so the conflicting ids do conflict."""
    path = next(path for path in trails() if path.stem == "illumos-libbsm-lp64-host4")
    assert fails(path.read_bytes(), "trusted_solaris_2_5")


CONFLICTS = [("openbsm", "socket", "illumos"), ("openbsm", "sockunix", "illumos"), ("illumos", "host", "openbsm")]


@pytest.mark.parametrize(("dialect", "name", "other"), CONFLICTS)
def test_a_token_of_one_dialect_is_not_of_another(dialect: str, name: str, other: str) -> None:
    """Tokens that differ between dialects cannot be read with the other's table."""
    vector = next(vector for vector in VECTORS if (vector.dialect, vector.name) == (dialect, name))
    with pytest.raises(Damage):
        checked(bytes.fromhex(vector.hexadecimal), TABLES[other])
