"""The values read from the trails are those that two independent decoders print, field by field."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hiwater_model.records import Token, decode_trail, layouts_from
from hiwater_specs import read
from tests.specs.records.corpus import BESIDE, dialect_of, trails
from tests.specs.records.printer import printed

Data = Mapping[str, Any]
TOKENS = json.loads(read("records/tokens.json"))
PRESENTATION = json.loads(read("records/presentation.json"))
needs_shared = pytest.mark.skipif(not BESIDE.is_dir(), reason="no ../shared/testdata beside the checkout")
PROGRAM = {"illumos": "illumos-praudit", "openbsm": "praudit"}


def expected(path: Path) -> Path:
    """What the praudit of the trail's own dialect prints of it in the raw form."""
    return BESIDE / "expected" / f"{path.stem}.{PROGRAM[dialect_of(path)]}-r.txt"


def tokens_of(path: Path, data: Data) -> Iterator[Token]:
    """Every token of a trail, read by these layouts; there is no damage."""
    for piece in decode_trail(path.read_bytes(), layouts_from(data), dialect_of(path)):
        assert piece.damage == ()
        yield from piece.tokens


def unprinted(path: Path, data: Data) -> str:
    """The first token that the expected output does not hold next."""
    dialect, output, place = dialect_of(path), expected(path).read_bytes(), 0
    skip = False
    for token in tokens_of(path, data):
        line = printed(token, PRESENTATION[dialect][token.layout.name], dialect)
        found = output.find(b"\n" + line, place - 1) + 1 if skip else place
        if not output.startswith(line, found) or found < place:
            return f"{token.layout.name} {line!r}, not {output[place : place + 100]!r}"
        place = found + len(line)
        while output[place : place + 1] in (b"\n", b","):
            place += 1
        skip = token.layout.name == "data"
    return "" if place == len(output) or skip else f"left over {output[place : place + 100]!r}"


@needs_shared
@pytest.mark.parametrize("path", trails(), ids=lambda path: path.stem)
def test_values_are_those_that_praudit_prints(path: Path) -> None:
    """Every field of every token, in the order and format of presentation.json, is in praudit's raw output."""
    assert unprinted(path, TOKENS) == ""


def tags(token: Token, shown: Data) -> list[tuple[str, list[str]]]:
    """The start tags of a token with the names of their attributes, as presentation.json has them."""
    own, below = list[str](), list[tuple[str, list[str]]]()
    for part in shown["fields"]:
        place, value = part["xml"] or "", token.values[part["fields"][-1]]
        child, _, attribute = place.rpartition("@")
        if place == "@modifier" and part["as"] == "modifier" and value == 0:
            continue
        if child and (child[1:-1], []) not in [(name, []) for name, _ in below]:
            below.append((child[1:-1], []))
        if attribute.startswith("<"):
            below += [(attribute[1:-1], list[str]())] * (len(value) if isinstance(value, tuple) else 1)
        elif "@" in place and attribute not in (below[-1][1] if child else own):
            (below[-1][1] if child else own).append(attribute)
    element = shown["element"] if shown["form"] != "end_of_record" else None
    return [(element, own), *below] if element else []


def odd(token: Token, dialect: str) -> bool:
    """Tokens whose XML follows no rule: OpenBSM runs `IPC` and its attribute together and turns round the addresses."""
    return dialect == "openbsm" and token.layout.name in ("ipc", "socket_ex")


@needs_shared
@pytest.mark.parametrize("path", trails(), ids=lambda path: path.stem)
def test_tags_are_those_that_praudit_writes(path: Path) -> None:
    """Elements, children and attributes of every token stand in praudit's XML in the order of presentation.json."""
    dialect = dialect_of(path)
    whole, shown = list(tokens_of(path, TOKENS)), PRESENTATION[dialect]
    wanted = [tag for token in whole if not odd(token, dialect) for tag in tags(token, shown[token.layout.name])]
    text = expected(path).with_name(f"{path.stem}.{PROGRAM[dialect]}.xml").read_bytes().decode("latin-1")
    known = {name for name, _ in wanted}
    found = [
        (name, re.findall(r' ([\w-]+)="', rest))
        for name, rest in re.findall(r'<([\w-]+)((?: [\w-]+="[^"]*")*) ?/?>', text)
        if name in known
    ]
    assert found == wanted
    assert wanted
    assert [(name, names[::-1]) for name, names in found] != wanted


def exchanged(token: Data, one: str, other: str) -> Data:
    """The layout with two names exchanged."""
    names = {one: other, other: one}
    fields = [{**field, "name": names.get(field["name"], field["name"])} for field in token["fields"]]
    return {**token, "fields": fields}


NAMES = [
    ("illumos-libbsm-ilp32", "subject32", "pid", "sid"),
    ("illumos-libbsm-ilp32", "exit", "first", "second"),
    ("illumos-libbsm-ilp32", "tid", "remote_port", "local_port"),
    ("illumos-kernel-trail", "subject64_ex", "auid", "euid"),
    ("illumos-kernel-trail", "attr64", "uid", "gid"),
    ("illumos-kernel-trail", "ace", "who", "access_mask"),
    ("illumos-kernel-trail", "socket_ex", "local_port", "remote_port"),
    ("illumos-kernel-trail", "header64", "seconds", "subseconds"),
    ("freebsd-20211014091059", "attr32", "mode", "uid"),
    ("openbsm-ref-2008-12-01", "process32_ex", "pid", "sid"),
]


@needs_shared
@pytest.mark.parametrize(("stem", "name", "one", "other"), NAMES)
def test_an_exchanged_name_is_seen(stem: str, name: str, one: str, other: str) -> None:
    """Two fields of one width whose names are exchanged, which the walk cannot see, are not what praudit prints."""
    changed = [exchanged(token, one, other) if token["name"] == name else token for token in TOKENS["tokens"]]
    path = next(path for path in trails() if path.stem == stem)
    assert unprinted(path, {**TOKENS, "tokens": changed}).startswith(name)
