"""The model of au_doorio sends real trails in the buffers that the real one sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiwater_model import Machine, start
from hiwater_model.examples import GLOBAL_ZONE, WORLD
from hiwater_model.fifo import EMPTY
from hiwater_model.membufs import cut
from tests.model.test_doorio import drained

DATA = Path(__file__).parents[1] / "data" / "bsm"
FILE_TOKEN, HEADERS = 0x11, (0x14, 0x15, 0x74, 0x79)
TRAILS = [("illumos-kernel-trail", 8192), ("illumos-kernel-zone-seq-host4", 200)]
"""Each trail with the size of the staging buffer it was sent through."""


def records(trail: bytes) -> Iterator[bytes]:
    """The records of a trail, by the length in each header; the file tokens around them are left out."""
    place = 0
    while place < len(trail):
        if trail[place] == FILE_TOKEN:
            place += 11 + int.from_bytes(trail[place + 9 : place + 11], "big")
            continue
        assert trail[place] in HEADERS
        length = int.from_bytes(trail[place + 1 : place + 5], "big")
        yield trail[place : place + length]
        place += length


def queued(whole: list[bytes], buffer_size: int) -> Machine:
    """A machine in which these records are queued and the reader is about to begin."""
    zone = GLOBAL_ZONE._replace(high_water=len(whole) + 1, buffer_size=buffer_size)
    machine = start(WORLD._replace(zones=(zone,)))
    fifo = EMPTY
    for record in whole:
        fifo = fifo.append(cut(record))
    queue = machine.zones[0].queue._replace(records=fifo, count=len(whole))
    return machine._replace(zones=(machine.zones[0]._replace(queue=queue),))


@pytest.mark.parametrize(("name", "buffer_size"), TRAILS)
def test_real_records_leave_as_they_really_did(name: str, buffer_size: int) -> None:
    """Type and size of every buffer are those of the trace, and the bytes are the trail's."""
    whole = list(records((DATA / f"{name}.bsm").read_bytes()))
    trace = (DATA / f"{name}.door.txt").read_text()
    expected = [(int(kind), int(size)) for kind, size in re.findall(r"type=(\d) size=(\d+)", trace)]
    machine, asked = drained(queued(whole, buffer_size))
    assert [(event.type, len(event.payload)) for event in asked] == expected
    assert b"".join(event.payload for event in asked) == b"".join(whole)
    assert machine.zones[0].counters.written == len(whole) >= 60


def test_another_buffer_size_leaves_otherwise() -> None:
    """The trace depends on the buffer's size, so the comparison above can fail."""
    whole = list(records((DATA / "illumos-kernel-zone-seq-host4.bsm").read_bytes()))
    sizes = [[len(event.payload) for event in drained(queued(whole, size))[1]] for size in (199, 200)]
    assert sizes[0] != sizes[1]
