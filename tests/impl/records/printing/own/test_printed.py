"""Our own forms against other witnesses: the model's values, Python's JSON, dates and zones, and machine code."""

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records.names.zones import time_zone
from hiwater_impl.records.printing.own.names import LONGEST_NAME, Names
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.program import SLOTS
from hiwater_impl.records.printing.own.stretch import PUT_PIECES
from hiwater_impl.records.printing.own.styles import JSON, TEXT, XML
from hiwater_impl.records.printing.own.values import put_string
from hiwater_impl.records.printing.times import Zone
from hiwater_impl.records.writing import put_decimal
from hiwater_model.records import Value, Values, decode_trail
from hiwater_model.records.shapes import Choice, Octets, Repeated, Shape, String, TerminatedString
from tests.impl.records.printing.own.printing import PRINTERS, batches, encoded, of_file, printed
from tests.records.strategies import LAYOUTS, damaged_trails, joined, trails
from tests.specs.records.corpus import trails as real_trails

TRAILS = {path.name: path for path in real_trails()}
NAMES = Names(
    {0: b"root", 501: b'a"<\xff'},
    {0: b"wheel" * 100, 20: "häuser".encode()},
    {dialect: {72: b"AUE_OPEN_R", 23: b"AUE_EXECVE"} for dialect in LAYOUTS.dialects},
    {dialect: {1: b"Operation not permitted", 0xFFFFFFFF: b"all"} for dialect in LAYOUTS.dialects},
)

AS_JSON, AS_XML, WITH_OFFSETS = OwnPrinter(JSON), OwnPrinter(XML), OwnPrinter(JSON, offsets=True)


@cache
def in_zone(name: str) -> OwnPrinter:
    """A printer of JSON with the times of a zone."""
    zone = time_zone(name)
    return OwnPrinter(JSON, zone=Zone(zone.transitions, zone.offsets))


def in_json(shape: Shape, name: str, value: Value, values: Values) -> Any:
    """A value of the model in the form that JSON lines promise."""
    match shape, value:
        case Choice(), _:
            picked = shape.picked(values)
            assert picked is not None
            return in_json(picked, name, value, values)
        case Repeated(_, of), tuple(items):
            return [in_json(of, name, item, values) for item in items]
        case Octets(), bytes(octets) if name.endswith(("address", "source", "destination")) and len(octets) in (4, 16):
            return socket.inet_ntop(socket.AF_INET if len(octets) == 4 else socket.AF_INET6, octets)
        case Octets(), bytes(octets):
            return str(UUID(bytes=octets)) if name == "uuid" else octets.hex()
        case String() | TerminatedString(), bytes(octets):
            text = octets if isinstance(shape, TerminatedString) else octets.removesuffix(b"\0")
            plain = b"\0" not in text and (text != octets or isinstance(shape, TerminatedString))
            try:
                return text.decode() if plain else {"hex": octets.hex()}
            except UnicodeDecodeError:
                return {"hex": octets.hex()}
    return value


def held_against_model(data: bytes) -> int:
    """Whether JSON tells what the model's codec finds; how many tokens there were."""
    lines = printed(WITH_OFFSETS, batches(data)).splitlines()
    pieces, count = decode_trail(data, LAYOUTS, "illumos", 1 << 24), 0
    for line, piece in zip(map(json.loads, lines), pieces, strict=True):
        assert line["kind"] == {"FileToken": "file"}.get(type(piece).__name__, type(piece).__name__.lower())
        assert (line["offset"], line["length"]) == (piece.start, piece.end - piece.start)
        assert line.get("system", piece.dialect) == piece.dialect
        told = [(one["offset"], one["reason"], one["number"]) for one in line.get("damage", ())]
        assert told == [(one.offset, one.reason.value, one.number) for one in piece.damage]
        kept = b"".join(bytes.fromhex(one["bytes"]) for one in line["tokens"] if one["token"] == "damaged")
        assert kept == b"".join(one.kept for one in piece.damage)
        tokens = [one for one in line["tokens"] if one["token"] != "damaged"]
        for shown, token in zip(tokens, piece.tokens, strict=True):
            count += 1
            assert (shown["token"], shown["token_offset"]) == (token.layout.name, token.start)
            for field in token.layout.fields:
                expected = in_json(field.shape, field.name, token.values[field.name], token.values)
                assert shown[field.name] == expected, (token.layout.name, field.name)
            others = shown.keys() - token.values.keys() - {"token", "token_offset", "time"}
            assert all(key.endswith("_name") for key in others), others
    return count


@pytest.mark.parametrize("path", [path for path in real_trails() if path.stat().st_size < 40_000], ids=lambda p: p.name)
def test_values_of_real_trails_are_those_of_the_model(path: Path) -> None:
    """Pieces, damage, tokens and values of every real trail, the longest one aside."""
    assert held_against_model(path.read_bytes()) > 0


@settings(max_examples=60)
@given(trails().map(joined) | damaged_trails())
def test_values_are_those_of_the_model(data: bytes) -> None:
    """So it is with any trail, whole or damaged."""
    held_against_model(data)


def test_a_wrong_value_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A printer whose numbers are wrong, or whose strings lose a byte, is caught by the comparison with the model."""
    data = TRAILS["openbsm-ref-2008-12-01.bsm"].read_bytes()
    place = "hiwater_impl.records.printing.own.tokens."
    held_against_model(data)
    for part, planted in {
        "put_decimal": lambda out, place, value: put_decimal(out, place, value + 1),
        "put_counted_bytes": lambda out, place, data, at, end, form: place,
        "put_string": lambda out, place, data, start, stop, *rest: put_string(
            out, place, data, start, max(start, stop - 1), *rest
        ),
    }.items():
        with monkeypatch.context() as changed:
            changed.setattr(place + part, planted)
            with pytest.raises(AssertionError):
                held_against_model(data)


@pytest.mark.parametrize("style", [JSON, XML, TEXT])
def test_machine_code_says_the_same(style: int) -> None:
    """Interpreted and compiled, the bytes of real and damaged trails are the same, with names, offsets and a zone."""
    for offsets in (False, True):
        printer = replace(in_zone("Europe/Berlin"), style=style, offsets=offsets, names=NAMES)
        for path in TRAILS.values():
            found = of_file(path) if path.stat().st_size < 40_000 else batches(path.read_bytes()[5_000:30_000])
            assert printed(printer, found) == printed(printer, found, compiled=True), path.name


@settings(max_examples=40)
@given(damaged_trails(), st.sampled_from(PRINTERS))
def test_machine_code_says_the_same_of_any_trail(data: bytes, printer: OwnPrinter) -> None:
    """So it is with any trail."""
    found = batches(data)
    assert printed(printer, found) == printed(printer, found, compiled=True)


@pytest.mark.parametrize("compiled", [False, True])
def test_room(compiled: bool) -> None:
    """With room for less than all, whole pieces come out, and the rest of them next; a piece is never cut."""
    printer = OwnPrinter(JSON)
    batch = of_file(TRAILS["illumos-libbsm-ilp32.bsm"])[0]
    run = PUT_PIECES.compiled if compiled else PUT_PIECES.interpreted
    numbers, texts = printer._tables
    rows, first, parts = batch.pieces, 0, list[bytes]()
    while first < len(rows):
        out = np.full(30_000, 255, np.uint8)
        reached, place = run(
            batch.data, rows, first, len(rows), 0, 0, JSON, np.ones(SLOTS, np.int64), numbers, texts, out[:20_000]
        )
        assert first < reached, "20 kB are enough for each of these records"
        assert (out[20_000:] == 255).all()
        parts.append(out[:place].tobytes())
        assert parts[-1].endswith(b"}\n")
        first = reached
    assert len(parts) > 2
    assert b"".join(parts) == printed(printer, [batch])
    assert run(
        batch.data, rows, 0, len(rows), 0, 0, JSON, np.ones(SLOTS, np.int64), numbers, texts, np.empty(100, np.uint8)
    ) == (0, 0)


@pytest.mark.parametrize("style", [JSON, XML, TEXT])
def test_a_piece_beyond_the_room_makes_it_grow(style: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of empty strings needs many times the bytes it has, and nothing is lost."""
    args = b"\0" * 50_000
    token = b"\x3c" + (50_000).to_bytes(4, "big") + args
    size = 18 + len(token) + 7
    data = (
        bytes.fromhex("14") + size.to_bytes(4, "big") + bytes.fromhex("02 0048 0000 00000001 00000000")
        + token + bytes.fromhex("13b105") + size.to_bytes(4, "big")
    )  # fmt: skip
    monkeypatch.setattr("hiwater_impl.records.printing.own.printer.ROOM_PER_BYTE", 1)
    printer = OwnPrinter(style)
    document = printed(printer, batches(data), compiled=True)
    assert len(document) > size + 8192
    assert encoded(printer, document) == data


@given(
    st.integers(-70_000_000_000, 300_000_000_000), st.integers(-5, 2_000_000), st.sampled_from(["UTC", "Asia/Kolkata"])
)
def test_times_are_those_of_python(seconds: int, parts: int, name: str) -> None:
    """The time of a file token is ISO 8601 in the zone, when it has four digits of a year and less than a second."""
    data = b"\x78" + seconds.to_bytes(8, "big", signed=True) + parts.to_bytes(8, "big", signed=True) + b"\0\1\0"
    (line,) = map(json.loads, printed(in_zone(name), batches(data)).splitlines())
    token = line["tokens"][0]
    if not (-62135510400 <= seconds < 253402214400 and 0 <= parts < 1_000_000):
        assert "time" not in token
    elif name == "UTC" or datetime.fromtimestamp(seconds, UTC).year in range(1950, 2036):
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=parts).astimezone(ZoneInfo(name))
        assert token["time"] == moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def test_zones_and_units() -> None:
    """A header's time has the digits of its dialect, summer time is the zone's, and the plain numbers stay."""
    printer = in_zone("America/New_York")
    for version, digits in ((2, "000000007"), (11, "007")):
        data = bytes.fromhex(f"14 00000019 {version:02x} 0048 0000 64a00000 00000007 13b10500000019")
        (line,) = map(json.loads, printed(printer, batches(data)).splitlines())
        moment = datetime.fromtimestamp(0x64A00000, ZoneInfo("America/New_York"))
        assert line["time"] == f"{moment:%Y-%m-%dT%H:%M:%S}.{digits}-04:00"
        assert (line["tokens"][0]["seconds"], line["tokens"][0]["subseconds"]) == (0x64A00000, 7)


def test_names() -> None:
    """Users, groups, events and errors have names beside numbers; long ones are cut, odd bytes are in hexadecimal."""
    ids = "000001f5 00000000 00000014 00000007 00000000"
    body = bytes.fromhex(f"24 {ids} 00000001 00000002 00000003 01020304 27 01 00000000")
    size = 18 + len(body) + 7
    data = bytes.fromhex(f"14 {size:08x} 02 0048 0000 00000001 00000000") + body + bytes.fromhex(f"13b105 {size:08x}")
    (line,) = map(json.loads, printed(OwnPrinter(JSON, names=NAMES), batches(data)).splitlines())
    subject, returned = line["tokens"][1:3]
    assert (line["event"], line["event_name"]) == (72, "AUE_OPEN_R")
    assert line["tokens"][0]["event_name"] == "AUE_OPEN_R"
    assert subject["auid_name"] == {"hex": b'a"<\xff'.hex()}
    assert (subject["euid_name"], subject["egid_name"]) == ("root", "häuser")
    assert "ruid_name" not in subject
    assert subject["rgid_name"] == ("wheel" * 100)[:LONGEST_NAME]
    assert returned["error_name"] == "Operation not permitted"
    document = printed(OwnPrinter(XML, names=NAMES), batches(data))
    found = ElementTree.fromstring(document).find("record/subject32")
    assert found is not None
    assert (found.get("auid_name_hex"), found.get("egid_name")) == (b'a"<\xff'.hex(), "häuser")
    text = printed(OwnPrinter(TEXT, names=NAMES), batches(data)).decode()
    assert 'auid=501 auid_name=0x61223cff euid=0 euid_name="root"' in text
    assert printed(replace(OwnPrinter(TEXT), line=True), batches(data)).count(b"\n") == 1


def test_no_key_means_two_things() -> None:
    """No field has a name that a token or an attribute uses for something else."""
    for dialect in LAYOUTS.dialects.values():
        for layout in (*dialect.table.values(), *dialect.alternatives):
            names = {field.name for field in layout.fields}
            told = {"token", "token_offset", "time", "hex"} | {f"{name}_name" for name in names}
            assert not names & (told | {f"{name}_hex" for name in names}), layout.name


@given(st.text(max_size=12) | st.binary(max_size=12))
def test_strings(value: str | bytes) -> None:
    """A text is told as a text, other bytes in hexadecimal; in XML so is what no document can hold."""
    octets = (value.encode(errors="surrogatepass") if isinstance(value, str) else value) + b"\0"
    size = 18 + 3 + len(octets) + 7
    data = (
        bytes.fromhex(f"14 {size:08x} 02 0048 0000 00000001 00000000 28") + len(octets).to_bytes(2, "big") + octets
        + bytes.fromhex(f"13b105 {size:08x}")
    )  # fmt: skip
    try:
        text: Any = octets[:-1].decode()
    except UnicodeDecodeError:
        text = None
    plain = text is not None and "\0" not in text
    expected = text if plain else {"hex": octets.hex()}
    (line,) = map(json.loads, printed(AS_JSON, batches(data)).split(b"\n")[:-1])
    assert line["tokens"][1]["text"] == expected
    allowed = plain and all(one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff") for one in text)
    found = ElementTree.fromstring(printed(AS_XML, batches(data))).find("record/text")
    assert found is not None
    assert (found.get("text"), found.get("text_hex")) == ((text, None) if allowed else (None, octets.hex()))
