"""Where records go: a trail file in the first directory that has room; a new one when it is time or that is full.

binfile's rules (bsm-records.md 6.2), with three differences: a short write leaves nothing behind in the old file, a
file is not ended within the second in which it began (its successor would have its name), and a file also ends on a
limit of the system for sizes. Not for use by two threads at once.
"""

import time
from collections.abc import Iterable
from pathlib import Path

from hiwater_impl.daemon.room import CHECK_BYTES, Room
from hiwater_impl.daemon.room_watch import RoomWatch
from hiwater_impl.daemon.settings import Settings, Sync
from hiwater_impl.daemon.telling import Teller
from hiwater_impl.daemon.trail_file import TrailFile


class Trails:
    """The trails of one daemon. `records`, `bytes` and `files` count what was written, file tokens left out."""

    def __init__(self, settings: Settings, teller: Teller) -> None:
        self.records = self.bytes = self.files = 0
        self.rotation_wanted = False
        self._settings = settings
        self._tell = teller.tell
        self._watch = RoomWatch(settings, teller)
        self._synced = settings.sync is not Sync.NONE
        self._each_synced = settings.sync is Sync.RECORD
        self._file: TrailFile | None = None
        self._in_file = 0
        """Bytes of records in the file."""
        self._unchecked = 0
        """Bytes that may be written before the next look at sizes and room; below 0: look first."""
        self._dirty = False
        self._previous = ""
        """The path of the file that was ended last."""
        self._failed: set[Path] = set()
        """Directories of which it was told, since the last record that was written, that they cannot be written to."""

    def open(self) -> None:
        """Begin a file, if any directory has room; otherwise the first record tries again."""
        self._change(self._by_room(self._watch.look()))

    def append(self, record: bytes | bytearray | memoryview) -> bool:
        """Write a record whole; False when no directory takes it, and nothing of it was left anywhere."""
        length = len(record)
        self._unchecked -= length
        if (self._unchecked < 0 and not self._look(length)) or self._file is None:
            return False
        try:
            self._write(self._file, record)
        except OSError as problem:
            if not self._append_elsewhere(record, self._file, problem):
                return False
        if self._failed or self._watch.all_full:
            self._failed.clear()
            self._watch.all_full = False
        self.records += 1
        self.bytes += length
        self._in_file += length
        self._dirty = True
        return True

    def rotate_if_due(self) -> None:
        """Begin a new file if one was asked for, and the present one is not of this very second."""
        if self.rotation_wanted and self._may_end() and self._change(self._by_room(self._watch.look())):
            self.rotation_wanted = False

    def look_anew(self) -> None:
        """Forget what was seen and told, and go on in the first directory that has room."""
        self._watch.forget()
        self._failed.clear()
        directories = self._by_room(self._watch.look())
        if directories and (self._file is None or self._file.directory != directories[0]):
            self._change(directories)

    def unsynced(self) -> int | None:
        """A descriptor of the file if it has bytes that are to be synced, which the caller does, and closes it."""
        self._watch.collect()
        if not self._dirty or self._file is None or self._settings.sync is not Sync.INTERVAL:
            return None
        descriptor = self._file.duplicate()
        self._dirty = False
        return descriptor

    def close(self) -> None:
        """End the file."""
        if self._file is not None:
            self._finish(self._file, self._file.last_path(), "")

    def _write(self, file: TrailFile, record: bytes | bytearray | memoryview) -> None:
        file.append(record)
        if self._each_synced:
            file.sync()

    def _look(self, length: int) -> bool:
        """Look at room and sizes, and begin another file if that is better; whether a record may be written now."""
        rooms = self._watch.look()
        best = min(rooms.values())
        limit = self._settings.rotate_size
        grown = limit and self._in_file and self._in_file + length > limit
        if self._file is None or rooms[self._file.directory] > best or (grown and self._may_end()):
            self._change(self._by_room(rooms))
        self.rotate_if_due()
        if self._file is None or rooms[self._file.directory] is Room.NONE:
            self._unchecked = -1
            return False
        most = min(CHECK_BYTES, max(0, limit - self._in_file)) if limit else CHECK_BYTES
        self._unchecked = most - length
        return True

    def _may_end(self) -> bool:
        return self._file is not None and int(time.time()) != self._file.start

    def _append_elsewhere(self, record: bytes | bytearray | memoryview, failed: TrailFile, problem: OSError) -> bool:
        """Write the record that could not be written to the next directory that takes it, or to a new file here."""
        self._tell_failure(failed.directory, problem)
        if not self._in_file:
            self._discard(failed)
        for directory in self._after(failed.directory):
            if directory == failed.directory and self._file is failed:
                self._finish(failed, failed.last_path(), "")
            if self._change([directory]) and self._file is not None:
                try:
                    self._write(self._file, record)
                except OSError:
                    self._discard(self._file)
                else:
                    self._tell("elsewhere", path=str(self._file.path))
                    return True
        self._unchecked = -1
        self._watch.tell_all_full()
        return False

    def _after(self, failed: Path) -> list[Path]:
        """The other directories, from the one behind it on, then itself."""
        directories = self._settings.directories
        place = directories.index(failed) + 1
        return [*directories[place:], *directories[:place]]

    def _by_room(self, rooms: dict[Path, Room]) -> list[Path]:
        """The directories that are not full, the emptiest class first, else in their order."""
        return sorted((directory for directory in rooms if rooms[directory] is not Room.NONE), key=rooms.__getitem__)

    def _change(self, directories: Iterable[Path]) -> bool:
        """Begin a file in the first of these that takes one, then end the present one: they name each other."""
        old = self._file
        closed = None if old is None else old.last_path()
        for directory in directories:
            new = self._begun(directory, self._previous if closed is None else str(closed))
            if new is not None:
                if old is not None and closed is not None:
                    self._finish(old, closed, str(new.path))
                self._file, self._in_file = new, 0
                self.files += 1
                self._tell("opened", path=str(new.path))
                return True
        return False

    def _begun(self, directory: Path, previous: str) -> TrailFile | None:
        try:
            file = TrailFile(directory, self._settings.host, synced=self._synced)
        except OSError as problem:
            if not isinstance(problem, FileExistsError):
                self._tell_failure(directory, problem)
            return None
        try:
            file.begin(previous)
        except OSError as problem:
            file.discard()
            self._tell_failure(directory, problem)
            return None
        return file

    def _tell_failure(self, directory: Path, problem: OSError) -> None:
        if directory not in self._failed:
            self._failed.add(directory)
            self._tell("failed", directory=str(directory), reason=problem.strerror or str(problem))

    def _finish(self, file: TrailFile, closed: Path, following: str) -> None:
        problems = file.finish(closed, following)
        self._file, self._dirty, self._previous = None, False, str(closed)
        for problem in problems:
            self._tell("trouble", path=str(file.path), reason=f"not ended well: {problem.strerror}")
        self._tell("closed", path=str(file.path), records_bytes=self._in_file)

    def _discard(self, file: TrailFile) -> None:
        file.discard()
        self._file = None
        self.files -= 1
