"""What is told of room, and when again; the clock and the directories are the test's."""

import time
from pathlib import Path
from typing import Any

import pytest

from hiwater_impl.daemon import room_watch
from hiwater_impl.daemon.room import Room
from hiwater_impl.daemon.room_watch import AGAIN_SECONDS, RoomWatch
from hiwater_impl.daemon.settings import Settings
from hiwater_impl.daemon.telling import Teller

ONE, OTHER = Path("one"), Path("other")


class Collecting(Teller):
    """Keeps the names of what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def tell(self, event: str, **facts: Any) -> None:
        """Keep it."""
        self.told.append(f"{event} {facts['directory']}".strip())

    def taken(self) -> list[str]:
        """What was told since the last time."""
        told, self.told = self.told, []
        return told


def test_it_tells_when_there_is_less_and_all_full_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """All full: at once, after 20 s, and at once again when a record was written in between."""
    rooms = {ONE: Room.PLENTY, OTHER: Room.PLENTY}
    now = [1000.0]
    monkeypatch.setattr(room_watch, "room_in", lambda directory, _minimum: rooms[directory])
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    teller = Collecting()
    watch = RoomWatch(Settings(Path("door"), (ONE, OTHER)), teller)

    def looked(one: Room, other: Room, later: float = 0.5) -> list[str]:
        rooms.update({ONE: one, OTHER: other})
        now[0] += later
        watch.look()
        return teller.taken()

    assert looked(Room.PLENTY, Room.PLENTY) == []
    assert looked(Room.SCARCE, Room.PLENTY) == ["scarce one"]
    assert looked(Room.SCARCE, Room.SCARCE) == ["scarce other", "all scarce"]
    assert looked(Room.NONE, Room.SCARCE) == ["full one"]
    assert looked(Room.NONE, Room.NONE) == ["full other", "all full"]
    assert looked(Room.NONE, Room.NONE) == []
    assert looked(Room.NONE, Room.NONE, AGAIN_SECONDS) == ["all full"]
    assert looked(Room.PLENTY, Room.NONE) == []
    assert watch.all_full
    watch.all_full = False
    assert looked(Room.NONE, Room.NONE) == ["full one", "all full"]
    watch.tell_all_full()
    assert teller.taken() == []
    watch.forget()
    assert looked(Room.NONE, Room.SCARCE) == ["full one", "scarce other", "all scarce"]
