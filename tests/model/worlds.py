"""Short ways to build worlds and records for tests of the model."""

from typing import Any

from hiwater_model import Configuration, Granularity, Machine, apply, ready, start
from hiwater_model.examples import GLOBAL_ZONE, WORLD, take
from hiwater_model.steps import AuClose, AuWrite, Call, Run, Step

OK, DONT_BLOCK, DEFER = 1, 2, 4
WORLD_HEADER = 26
"""Bytes of a header of width 64 without host address."""
READER = 4
"""The reader of zone 0 in a world of two user threads."""

FINE = WORLD._replace(granularity=Granularity.FINE)
UNREAD = WORLD._replace(zones=(GLOBAL_ZONE._replace(active=False, door=None),))
"""A world whose records nobody takes away."""


def close(thread: int, body: tuple[bytes, ...] = (b"x",), flag: int = OK, event: int = 5) -> tuple[Step, Step]:
    """A thread writes one token and closes its descriptor into zone 0."""
    return Call(thread, AuWrite("thread", body)), Call(thread, AuClose(0, "thread", flag, event, 0, None))


def zone_world(world: Configuration = UNREAD, **fields: Any) -> Configuration:
    """The world with fields of its global zone changed."""
    return world._replace(zones=(world.zones[0]._replace(**fields),))


def shapes(machine: Machine) -> list[list[int]]:
    """The membuf lengths of every record queued in zone 0."""
    return [list(map(len, record)) for record in machine.zones[0].queue.records.records()]


def run_until(machine: Machine, thread: int, at: int | str) -> Machine:
    """Run a thread until it is parked at a place."""
    for _ in range(200):
        if machine.threads[thread].wait.at == at:
            return machine
        assert ready(machine, thread), f"{machine.threads[thread].wait} before {at}"
        machine = apply(machine, Run(thread)).machine
    raise AssertionError(f"thread {thread} never came to {at}")


__all__ = [
    "DEFER",
    "DONT_BLOCK",
    "FINE",
    "OK",
    "READER",
    "UNREAD",
    "WORLD_HEADER",
    "close",
    "run_until",
    "shapes",
    "start",
    "take",
    "zone_world",
]
