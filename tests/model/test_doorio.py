"""au_doorio sends records in the buffers that the tables of kernel-queue.md 8.3 give."""

import pytest

from hiwater_model import Machine, ready
from hiwater_model.events import Asked
from hiwater_model.membufs import cut
from hiwater_model.steps import Answer, Call, Run, SetQueueControl
from tests.model.worlds import READER, UNREAD, WORLD_HEADER, close, start, take, zone_world

C, F, M, L = range(4)
CASES = [
    ([8192], [(C, 8192)]),
    ([8193], [(F, 8192), (L, 1)]),
    ([16384], [(F, 8192), (L, 8192)]),
    ([16385], [(F, 8192), (M, 8192), (L, 1)]),
    ([24576], [(F, 8192), (M, 8192), (L, 8192)]),
    ([32790], [(F, 8192), (M, 8192), (M, 8192), (M, 8192), (L, 22)]),
    ([8193, 40, 20000], [(F, 8192), (L, 1), (C, 40), (F, 8192), (M, 8192), (L, 3616)]),
]


def drained(machine: Machine) -> tuple[Machine, list[Asked]]:
    """Let the reader run against a door that takes everything, until it sleeps."""
    asked = []
    while machine.threads[READER].wait.kind == "door" or ready(machine, READER):
        step = Answer(READER, 0, 0) if machine.threads[READER].wait.kind == "door" else Run(READER)
        machine, seen = take(machine, step)
        asked += [event for event in seen if isinstance(event, Asked)]
    return machine, asked


@pytest.mark.parametrize(("records", "buffers"), CASES)
def test_records_of_these_lengths_leave_in_these_buffers(records: list[int], buffers: list[tuple[int, int]]) -> None:
    """A buffer never holds bytes of two records, and a record goes on until it ends."""
    world = zone_world(UNREAD, buffer_size=8192, high_water=9, active=True, door=7)
    machine = start(world)
    for length in records:
        machine, _ = take(machine, *close(0, cut(bytes(length - WORLD_HEADER))))
    queued = b"".join(b"".join(record) for record in machine.zones[0].queue.records.records())
    machine, asked = drained(machine)
    assert [(event.type, len(event.payload)) for event in asked] == buffers
    assert b"".join(event.payload for event in asked) == queued
    assert machine.zones[0].counters.written == len(records)


@pytest.mark.parametrize("size", range(1, 70))
def test_any_buffer_size_gives_whole_records_back(size: int) -> None:
    """Pieces joined by type are the records, whatever the buffer's size."""
    machine = start(zone_world(UNREAD, buffer_size=size, high_water=9, active=True, door=7))
    for length in (1, 40, 128):
        machine, _ = take(machine, *close(0, (bytes(length),)))
    expected = [b"".join(record) for record in machine.zones[0].queue.records.records()]
    _, asked = drained(machine)
    joined, piece = [], b""
    for event in asked:
        piece = event.payload if event.type in (C, F) else piece + event.payload
        if event.type in (C, L):
            joined.append(piece)
    assert joined == expected


def test_a_new_buffer_size_waits_for_the_next_drain() -> None:
    """A_SETQCTRL during a drain changes the buffer only when au_doorio is called again."""
    machine = start(zone_world(UNREAD, buffer_size=16, high_water=9, active=True, door=7))
    machine, _ = take(machine, *close(0, (bytes(30),)), Run(READER))
    machine, _ = take(machine, Call(1, SetQueueControl(9, 1, 99, 20)))
    assert (machine.zones[0].queue.buffer_size, machine.zones[0].queue.buffer_length) == (99, 16)
    machine, asked = drained(machine)
    assert {len(event.payload) for event in asked} <= {16, 8}
    machine, _ = take(machine, *close(0, (bytes(30),)), *close(0, (bytes(30),)))
    machine, asked = drained(machine)
    assert [len(event.payload) for event in asked] == [56, 56]
    assert machine.zones[0].queue.buffer_length == 99
