"""The fast codec says what the model's codec says, of any bytes, however they come."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiwater_impl.records.gzipped import MAGIC
from hiwater_impl.records.trail import pieces
from tests.impl.records.reading.both import Chunks, by_fast, by_model, told
from tests.impl.records.reading.cases import CASES
from tests.impl.records.reading.soups import FALLBACKS, HOSTILE, LIMITS, SOUPS
from tests.records.strategies import joined, trails
from tests.specs.records.corpus import dialect_of
from tests.specs.records.corpus import trails as real_trails

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@settings(max_examples=250, deadline=None)
@given(HOSTILE, FALLBACKS, LIMITS, SIZES, st.sampled_from([16, 64, 1000]))
def test_damaged_trails(data: bytes, fallback: str, longest: int, sizes: list[int], batch_bytes: int) -> None:
    """The same pieces, tokens, values and damage, at once and in chunks."""
    expected = by_model(data, fallback, longest)
    assert by_fast(data, fallback, longest) == expected
    stream = Chunks(data, sizes)
    assert told(pieces(stream, fallback=fallback, longest=longest, batch_bytes=batch_bytes)) == expected


@pytest.mark.parametrize("data", CASES.values(), ids=CASES)
def test_cases(data: bytes) -> None:
    """Every case, at once and byte by byte."""
    expected = by_model(data)
    assert by_fast(data) == expected
    assert told(pieces(Chunks(data, [1]), batch_bytes=16)) == expected


@settings(max_examples=60, deadline=None)
@given(trails())
def test_clean_trails(items: object) -> None:
    """Trails without damage, of all dialects mixed."""
    data = joined(items)  # type: ignore[arg-type]
    assert by_fast(data) == by_model(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60).filter(lambda data: not data.startswith(MAGIC)))
def test_any_bytes(data: bytes) -> None:
    """Bytes that are no trail at all."""
    assert by_fast(data) == by_model(data)


@pytest.mark.parametrize("path", real_trails(), ids=lambda path: path.stem)
def test_real_trails(path: Path) -> None:
    """Every real trail: the same, and without damage."""
    data = path.read_bytes()[:40_000]
    found = by_fast(data, dialect_of(path))
    assert found == by_model(data, dialect_of(path))
    assert [damage for *_, damages in found[:-1] for damage in damages] == []


@settings(max_examples=25, deadline=None)
@given(SOUPS)
def test_every_end(data: bytes) -> None:
    """A trail that was cut at any byte."""
    for end in range(min(len(data), 80)):
        assert by_fast(data[:end]) == by_model(data[:end])


def test_real_trail_cut_anywhere() -> None:
    """The beginning of a real trail, cut at any byte, in chunks of three."""
    data = next(path for path in real_trails() if "libbsm" in path.name).read_bytes()[:400]
    for end in range(len(data)):
        assert told(pieces(Chunks(data[:end], [3]), batch_bytes=32)) == by_model(data[:end])


def test_growing_bytes_come_out_at_once() -> None:
    """A closed record comes out as soon as its last byte is there; what is half there waits."""
    record = b"\x14\0\0\0\x19\2\0\1\0\0" + bytes(8) + b"\x13\xb1\x05\0\0\0\x19"

    class Halves(io.RawIOBase):
        given = 0

        def readinto(self, view: memoryview) -> int:  # type: ignore[override]
            if len(view) == 1:
                view[:] = record[:1]
                return 1
            data = (record[1:] + record[:9], record[9:], b"")[self.given]
            assert len(seen) == self.given
            self.given += 1
            view[: len(data)] = data
            return len(data)

    seen: dict[int, str] = {}
    for piece in pieces(Halves()):
        seen[piece.start] = type(piece).__name__
    assert seen == {0: "Record", 25: "Record"}
