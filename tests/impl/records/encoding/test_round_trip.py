"""Nothing is lost in our own forms: the bytes that a document describes are those of the trail, damage and all."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings

from hiwater_impl.records.encoding.values import counted_value, string_value
from hiwater_impl.records.encoding.writers import writers
from hiwater_impl.records.printing.own.printer import OwnPrinter
from hiwater_impl.records.printing.own.styles import JSON
from tests.impl.records.printing.own.printing import PRINTERS, batches, encoded, of_file, printed
from tests.records.strategies import damaged_trails, joined, trails
from tests.specs.records.corpus import trails as real_trails

LONGEST = 40_000
MUTANTS = 4


@pytest.mark.parametrize("path", real_trails(), ids=lambda path: path.name)
def test_real_trails_come_back(path: Path) -> None:
    """Every real trail is what its JSON, XML and text describe, with and without offsets."""
    data = path.read_bytes()
    for printer in PRINTERS if len(data) < LONGEST else (OwnPrinter(JSON),):
        assert encoded(printer, printed(printer, of_file(path))) == data, printer


@pytest.mark.parametrize("path", real_trails(), ids=lambda path: path.name)
def test_mutated_trails_come_back(path: Path) -> None:
    """So is every real trail in which some bytes are changed, dropped or put in."""
    chance = random.Random(path.name)
    for number in range(MUTANTS):
        data = bytearray(path.read_bytes()[:4_000])
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        printer = PRINTERS[2 * number % len(PRINTERS)]
        assert encoded(printer, printed(printer, batches(bytes(data)))) == data, printer


@settings(max_examples=60)
@given(trails())
def test_any_trail_comes_back(items: tuple[object, ...]) -> None:
    """Every token of every dialect with any values comes back from every form."""
    data = joined(items)  # type: ignore[arg-type]
    found = batches(data)
    for printer in PRINTERS[::2]:
        assert encoded(printer, printed(printer, found)) == data, printer


@settings(max_examples=60)
@given(damaged_trails())
def test_any_damaged_trail_comes_back(data: bytes) -> None:
    """So does every damaged trail."""
    found = batches(data)
    for printer in PRINTERS[::2]:
        assert encoded(printer, printed(printer, found)) == data, printer


def test_a_lost_byte_is_seen() -> None:
    """A document in which one digit of a value differs describes other bytes, so the comparison can fail."""
    path = next(path for path in real_trails() if path.name == "openbsm-ref-2008-12-01.bsm")
    printer = OwnPrinter(JSON)
    document = printed(printer, of_file(path))
    changed = document.replace(b'"pid":', b'"pid":1', 1)
    assert changed != document
    assert encoded(printer, changed) != path.read_bytes()


def test_a_wrong_encoder_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that forgets the NUL of strings, or swaps the bytes of an address, gives other bytes."""
    path = next(path for path in real_trails() if path.name == "openbsm-ref-2008-12-01.bsm")
    printer = OwnPrinter(JSON)
    document = printed(printer, of_file(path))
    for part, planted in {
        "string_value": lambda value: string_value(value).rstrip(b"\0"),
        "counted_value": lambda value: counted_value(value)[::-1],
    }.items():
        with monkeypatch.context() as changed:
            changed.setattr(f"hiwater_impl.records.encoding.fields.{part}", planted)
            writers.cache_clear()
            assert encoded(printer, document) != path.read_bytes(), part
    writers.cache_clear()
    assert encoded(printer, document) == path.read_bytes()
