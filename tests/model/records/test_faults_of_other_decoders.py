"""The faults at which other decoders lose records: here every record of a real trail that can be had comes out."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from hiwater_model.records import Place, Record, Token, decode_trail, record_bytes
from hiwater_model.records.shapes import String
from tests.records.strategies import LAYOUTS
from tests.specs.records.corpus import dialect_of, trails

AT = 10
"""The number of the record that is damaged."""

Damaging = Callable[[list[bytes], int], None]


def records_of(data: bytes, dialect: str) -> list[Record]:
    """The records that come out of a trail."""
    return [piece for piece in decode_trail(data, LAYOUTS, dialect) if isinstance(piece, Record)]


@cache
def parts_of(path: Path, *, trailers: bool) -> tuple[bytes, ...]:
    """The records of a real trail as bytes; without their trailers if so told."""
    found = []
    for record in records_of(path.read_bytes(), dialect_of(path)):
        kept = [one for one in record.tokens if trailers or one.layout.place is not Place.RECORD_END]
        found.append(record_bytes([(one.layout, one.values) for one in kept], count=True))
    return tuple(found)


def with_count(record: bytes, count: int) -> bytes:
    """The record with another byte count in its header."""
    return record[:1] + count.to_bytes(4, "big") + record[5:]


def inner_tokens(record: bytes, dialect: str) -> list[Token]:
    """The tokens between header and trailer."""
    (found,) = records_of(record, dialect)
    return [token for token in found.tokens[1:] if token.layout.place is Place.INSIDE]


def unknown_id(record: bytes, dialect: str) -> bytes:
    """The record with an id that nobody knows in place of its first token's."""
    at = inner_tokens(record, dialect)[0].start
    return record[:at] + b"\x05" + record[at + 1 :]


def overrun(record: bytes, dialect: str) -> bytes:
    """The record with the greatest length in its first string, or with none if it has no string."""
    for token in inner_tokens(record, dialect):
        if isinstance(token.layout.fields[0].shape, String):
            return record[: token.start + 1] + b"\xff\xff" + record[token.start + 3 :]
    return record


JUNK = bytes(range(0x86, 0xEA))
CHANGES: dict[str, Callable[[bytes, str], bytes]] = {
    "none": lambda record, dialect: record,
    "junk before": lambda record, dialect: JUNK + record,
    "4096 NUL before": lambda record, dialect: bytes(4096) + record,
    "length too small": lambda record, dialect: with_count(record, len(record) - 9),
    "length too big": lambda record, dialect: with_count(record, len(record) + 9),
    "length 0xffffffff": lambda record, dialect: with_count(record, 2**32 - 1),
    "length 0": lambda record, dialect: with_count(record, 0),
    "unknown token id": unknown_id,
    "string length overrun": overrun,
}
OF_TRAILERS: dict[str, Callable[[bytes, str], bytes]] = {
    "trailer magic wrong": lambda record, dialect: record[:-6] + b"\xb1\x06" + record[-4:],
    "trailer count wrong": lambda record, dialect: record[:-4] + (len(record) + 1).to_bytes(4, "big"),
}
BIG = [path for path in trails() if path.stat().st_size > 1500]


def outcome(parts: tuple[bytes, ...], damaged: list[bytes], dialect: str) -> tuple[int, list[int]]:
    """How many records come out, and the numbers of undamaged ones that do not come out as they were."""
    found = records_of(b"".join(damaged), dialect)
    whole = {record.start: record for record in found if not record.damage}
    missing, start = [], 0
    for number, (part, instead) in enumerate(zip(parts, damaged, strict=True)):
        if part == instead and not (start in whole and whole[start].end == start + len(part)):
            missing.append(number)
        start += len(instead)
    return len(found), missing


@pytest.mark.parametrize("change", [*CHANGES, *OF_TRAILERS])
@pytest.mark.parametrize("path", BIG, ids=lambda path: path.stem)
def test_every_record_comes_out(path: Path, change: str) -> None:
    """With one fault in or before the 11th record, and in every tenth after it, all records are there."""
    dialect, parts = dialect_of(path), parts_of(path, trailers=True)
    damaged = list(parts)
    for number in range(AT, len(parts), 10):
        damaged[number] = (CHANGES | OF_TRAILERS)[change](parts[number], dialect)
    assert outcome(parts, damaged, dialect) == (len(parts), [])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", BIG, ids=lambda path: path.stem)
def test_every_record_comes_out_without_trailers(path: Path, change: str) -> None:
    """The same where no record has a trailer."""
    dialect, parts = dialect_of(path), parts_of(path, trailers=False)
    damaged = list(parts)
    for number in range(AT, len(parts), 10):
        damaged[number] = CHANGES[change](parts[number], dialect)
    assert outcome(parts, damaged, dialect) == (len(parts), [])


@pytest.mark.parametrize("path", BIG, ids=lambda path: path.stem)
def test_cut_doubled_and_preceded_by_junk(path: Path) -> None:
    """The last record cut short is still a record, junk before the trail is skipped, a second trail follows."""
    dialect, data = dialect_of(path), b"".join(parts_of(path, trailers=True))
    count = len(records_of(data, dialect))
    cut = records_of(data[:-9], dialect)
    assert len(cut) == count
    assert [record.start for record in cut if record.damage] == [cut[-1].start]
    assert len(records_of(JUNK + data, dialect)) == count
    file_token = bytes.fromhex("11 00000001 00000002 0002 6600")
    assert len(records_of(data + file_token + data, dialect)) == 2 * count
