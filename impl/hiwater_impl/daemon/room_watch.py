"""Looks how much room the directories have, and tells when it gets less, as binfile does (bsm-records.md 6.2).

That all are full is told at once, every 20 s while it lasts, and when it happens again.
"""

import time
from pathlib import Path
from typing import Final

from hiwater_impl.daemon.room import Room, room_in
from hiwater_impl.daemon.settings import Settings
from hiwater_impl.daemon.telling import Teller
from hiwater_impl.daemon.warning import WarnCommand

AGAIN_SECONDS: Final = 20.0
_WORDS: Final = {Room.SCARCE: "scarce", Room.NONE: "full"}


class RoomWatch:
    """The directories of one daemon. Not for use by two threads at once."""

    def __init__(self, settings: Settings, teller: Teller) -> None:
        self._directories = settings.directories
        self._minimum_free = settings.minimum_free
        self._command = settings.warn
        self._tell = teller.tell
        self._warn = WarnCommand(settings.warn)
        self.forget()

    def forget(self) -> None:
        """Nothing was seen or told yet."""
        self._seen = dict.fromkeys(self._directories, Room.PLENTY)
        self._best_seen = Room.PLENTY
        self.all_full = False
        """No record can be written; whoever writes one clears it."""
        self._tell_again = 0.0

    def look(self) -> dict[Path, Room]:
        """What room there is everywhere; it is told where there is less than before."""
        rooms = {directory: room_in(directory, self._minimum_free) for directory in self._directories}
        for directory, room in rooms.items():
            if room > self._seen[directory]:
                self._warn_of(_WORDS[room], directory)
        self._seen = rooms
        before, self._best_seen = self._best_seen, min(rooms.values())
        if self._best_seen is Room.NONE:
            self.tell_all_full()
        elif self._best_seen > before:
            self._warn_of("all scarce")
        return rooms

    def tell_all_full(self) -> None:
        """No directory takes a record, whatever room there seems to be."""
        now = time.monotonic()
        if not self.all_full or now >= self._tell_again:
            self._warn_of("all full")
            self._tell_again = now + AGAIN_SECONDS
        self.all_full = True

    def collect(self) -> None:
        """Take note of warning commands that have ended."""
        self._warn.collect()

    def _warn_of(self, event: str, directory: Path | None = None) -> None:
        place = [] if directory is None else [str(directory)]
        self._tell(event, directory="".join(place), minimum_free=self._minimum_free)
        problem = self._warn.start(event.replace(" ", "-"), *place)
        if problem is not None:
            self._tell("trouble", path=self._command, reason=problem.strerror)
