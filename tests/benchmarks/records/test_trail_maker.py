"""Made trails are whole, of the shapes that are written down, and without two equal records; nothing here is timed."""

import io
import json
from collections.abc import Mapping
from functools import cache
from itertools import islice, pairwise
from typing import cast

import numpy as np
import pytest

from hiwater_model.records import Token
from hiwater_specs import read
from tests.benchmarks.records.assembly import gathered
from tests.benchmarks.records.rows import record_events
from tests.benchmarks.records.shapes import KINDS
from tests.benchmarks.records.strings import PATHS, pool
from tests.benchmarks.records.trail_maker import Chunk, chunks, write_trail
from tests.records.strategies import LAYOUTS
from tests.specs.records.checking import Damage, checked, pieces

SIZE, LONG = 150_000, 2_000_000
VARIED = [name for name, kind in KINDS.items() if kind.period is None]
PLAIN_HEADERS = {0x14: 18, 0x74: 26}
"""Bytes of the headers without an address, by id."""
MEANS = {"common": (100, 110), "bsd": (130, 160), "illumos": (260, 310), "repeated": (95, 115)}
"""Bytes a record: about what the trails hold whose shapes these are."""


def made(kind: str, size: int, seed: int = 1) -> bytes:
    """A trail made now."""
    file = io.BytesIO()
    write_trail(kind, size, seed, file)
    return file.getvalue()


trail = cache(made)
"""A trail that tests share."""


@cache
def decoded_records(kind: str) -> list[list[Token]]:
    """The records of a small trail, checked to the last byte."""
    known = LAYOUTS.table(KINDS[kind].dialect)
    return [checked(piece, known) for piece in pieces(trail(kind, SIZE), known)]


@cache
def two_chunks(kind: str) -> list[Chunk]:
    """The first two chunks of an endless trail."""
    return list(islice(chunks(kind, 1), 2))


@pytest.mark.parametrize("kind", KINDS)
def test_made_records_are_whole(kind: str) -> None:
    """Every record decodes to its exact end, ends with a trailer, and has the version of its system."""
    for tokens in decoded_records(kind):
        assert tokens[-1].layout.name == "trailer"
        assert tokens[0].values["version"] == KINDS[kind].version


@pytest.mark.parametrize("kind", KINDS)
def test_made_records_have_written_shapes_and_real_events(kind: str) -> None:
    """Each record has the tokens of a shape, and an event of that shape; most shapes occur in a small trail."""
    system = json.loads(read("records/events.json"))["systems"][KINDS[kind].dialect]
    numbers = {event["name"]: event["number"] for event in reversed(system["events"])}
    known = {
        (numbers[event], tuple(token.partition(":")[0] for token in shape.tokens))
        for shape in KINDS[kind].shapes
        for event in shape.events
    }
    found = {
        (tokens[0].values["event"], tuple(token.layout.name for token in tokens)) for tokens in decoded_records(kind)
    }
    assert found <= known
    assert len(found) > 0.5 * len(known)


@pytest.mark.parametrize("kind", VARIED)
def test_no_two_made_records_are_equal(kind: str) -> None:
    """Two whole chunks have no two equal records, and hardly two that differ in their headers alone."""
    records, bodies = list[bytes](), list[bytes]()
    for chunk in two_chunks(kind):
        data = chunk.bytes.tobytes()
        found = [data[start:end] for start, end in pairwise([0, *chunk.ends.tolist()])]
        records += found
        bodies += [record[PLAIN_HEADERS[record[0]] :] for record in found if record[0] in PLAIN_HEADERS]
    assert len(set(records)) == len(records)
    assert len(set(bodies)) > 0.98 * len(bodies) > 0.5 * len(records)  # texts without a subject may come again


@pytest.mark.parametrize("kind", VARIED)
def test_values_vary_from_record_to_record(kind: str) -> None:
    """In a small trail most process ids, sessions, ports, addresses and paths are there once, and users are many."""
    for name in ("pid", "sid", "port", "address", "path"):
        found = [
            str(token.values[name]) for tokens in decoded_records(kind) for token in tokens if name in token.values
        ]
        assert len(set(found)) > 0.5 * len(found) > 100, name
    users = {token.values["auid"] for tokens in decoded_records(kind) for token in tokens if "auid" in token.values}
    assert len(users) > 200


@pytest.mark.parametrize("kind", ["common", "bsd"])
def test_made_times_only_grow(kind: str) -> None:
    """No record has the time of the one before it, also from chunk to chunk (headers of 18 bytes)."""
    times = list[int]()
    for chunk in two_chunks(kind):
        data = chunk.bytes.tobytes()
        headers = (data[start + 10 : start + 18] for start in [0, *chunk.ends.tolist()][:-1])
        times += [int.from_bytes(time[:4], "big") * 1000 + int.from_bytes(time[4:], "big") for time in headers]
    assert times == sorted(set(times))


def test_illumos_times_and_sequence_numbers_only_grow() -> None:
    """Nanoseconds stay below a second, and time and sequence number grow from record to record."""
    headers = [cast("Mapping[str, int]", tokens[0].values) for tokens in decoded_records("illumos")]
    assert all(header["subseconds"] < 10**9 for header in headers)
    times = [header["seconds"] * 10**9 + header["subseconds"] for header in headers]
    assert times == sorted(set(times))
    numbers = [
        token.values["sequence"]
        for tokens in decoded_records("illumos")
        for token in tokens
        if token.layout.name == "seq"
    ]
    assert numbers == sorted(set(numbers))


def test_repeated_records_come_again() -> None:
    """The trail for caches has 64 records, each as often as the others but for the cut at the end."""
    known = LAYOUTS.table("openbsm")
    found = list(pieces(trail("repeated", SIZE), known))
    assert len(set(found)) == 64
    assert found[:64] == found[64:128]


@pytest.mark.parametrize("kind", KINDS)
def test_seed_decides_the_bytes(kind: str) -> None:
    """The same seed gives the same bytes, another seed others, and a smaller trail is the beginning of a larger one."""
    known = trail(kind, SIZE)
    assert made(kind, SIZE) == known
    assert made(kind, SIZE, seed=2) != known
    assert trail(kind, LONG).startswith(known)
    assert SIZE - 20_000 < len(known) <= SIZE


@pytest.mark.parametrize("kind", KINDS)
def test_records_have_the_length_of_real_ones(kind: str) -> None:
    """The mean length of a record lies near that of the trails whose shapes these are."""
    least, most = MEANS[kind]
    assert least < len(trail(kind, LONG)) / len(record_events(trail(kind, LONG))) < most


def test_paths_are_many() -> None:
    """The pool begins with 50,000 absolute paths, no two equal."""
    paths = pool(1).bytes.tobytes().split(b"\0")[:PATHS]
    assert len(set(paths)) == PATHS == 50_000
    assert all(path.startswith(b"/") for path in paths)


def test_stretches_are_gathered_across_blocks() -> None:
    """Gathering is joining the slices one by one, for empty stretches and for more than a block of them too."""
    generator = np.random.default_rng(1)
    source = generator.integers(0, 256, 1_000, np.uint8)
    lengths = generator.integers(0, 5, 20_000)
    starts = generator.integers(0, 1_000 - lengths)
    wanted = b"".join(source[start : start + length].tobytes() for start, length in zip(starts, lengths, strict=True))
    assert gathered(source, starts, lengths).tobytes() == wanted


@pytest.mark.parametrize("place", [4, 18, -1])
def test_planted_faults_are_caught(place: int) -> None:
    """A wrong byte in a size, in an id or in a trailer is seen by the check that these tests stand on."""
    known = LAYOUTS.table("openbsm")
    first = bytearray(next(pieces(trail("common", SIZE), known)))
    first[place] ^= 0x55
    with pytest.raises(Damage):
        checked(bytes(first), known)
