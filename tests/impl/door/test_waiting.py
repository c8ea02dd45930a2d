"""A read that stays awake for a moment reads what a plain one reads, and stops staying awake where that is vain."""

import itertools
import os
import socket
from collections.abc import Iterator

import pytest

from hiwater_impl.door.waiting import SLEEPS_MOST, Waiting

SECONDS = 30.0

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(name="pair")
def make_pair() -> Iterator[Pair]:
    """Two ends of a connection; a read that never comes back fails."""
    ours, theirs = socket.socketpair()
    ours.settimeout(SECONDS)
    with ours, theirs:
        yield ours, theirs


class Looks:
    """Counts the looks at a socket, by standing where its poller stands; `blind`, it sees nothing."""

    def __init__(self, reader: Waiting) -> None:
        self.count = 0
        self.blind = False
        self._ready = reader._ready
        reader._ready = self

    def __call__(self, timeout: float | None = None) -> list[tuple[int, int]]:
        """Look."""
        self.count += 1
        return [] if self.blind else self._ready(timeout)


def _waiting(monkeypatch: pytest.MonkeyPatch, connection: socket.socket, processors: int) -> Waiting:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(processors)))
    return Waiting(connection)


def test_reads_what_is_there(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """One look, then the bytes."""
    reader, buffer = _waiting(monkeypatch, pair[0], 2), bytearray(8)
    looks = Looks(reader)
    pair[1].sendall(b"record")
    assert (reader.receive_into(buffer), bytes(buffer[:6]), looks.count) == (6, b"record", 1)


def test_an_end_is_read_as_an_end(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 bytes, awake or asleep."""
    reader = _waiting(monkeypatch, pair[0], 2)
    pair[1].close()
    assert reader.receive_into(bytearray(8)) == 0
    reader._sleeps = 1
    assert reader.receive_into(bytearray(8)) == 0


def test_one_processor_never_looks(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looked would keep the other side from its work."""
    reader = _waiting(monkeypatch, pair[0], 1)
    looks = Looks(reader)
    pair[1].sendall(b"x")
    assert (reader.receive_into(bytearray(8)), looks.count) == (1, 0)


def test_looks_in_vain_are_paid_with_sleeps_up_to_the_most(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """1, 3, 7 … waits are slept through; what comes at once ends that."""
    reader = _waiting(monkeypatch, pair[0], 2)
    looks = Looks(reader)
    looks.blind = True
    pauses = _pauses(reader, pair[1], looks, 300)
    assert pauses[:-1] == [1, 3, 7, 15, 31, SLEEPS_MOST, SLEEPS_MOST, SLEEPS_MOST]
    looks.blind = False
    _pauses(reader, pair[1], looks, SLEEPS_MOST + 1)
    assert _pauses(reader, pair[1], looks, 10) == []
    looks.blind = True
    assert _pauses(reader, pair[1], looks, 7) == [1, 3]


def _pauses(reader: Waiting, theirs: socket.socket, looks: Looks, reads: int) -> list[int]:
    """How many reads in a row went without a look, each time."""
    slept = []
    for _ in range(reads):
        before = looks.count
        theirs.sendall(b"x")
        assert reader.receive_into(bytearray(1)) == 1
        slept.append(looks.count == before)
    return [len(list(group)) for asleep, group in itertools.groupby(slept) if asleep]
