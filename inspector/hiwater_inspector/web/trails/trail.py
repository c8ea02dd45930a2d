"""One trail that is shown: its index grows on a thread of its own, so the first pieces can be read at once.

Not good for: pipes and gzip, which cannot be read from any place; `hiwater decode` reads those.
"""

from collections.abc import Iterator
from itertools import takewhile
from os import SEEK_END
from pathlib import Path
from threading import Condition, Event, Thread

from hiwater_impl.records.index import TrailIndex
from hiwater_impl.records.sources import Unreadable
from hiwater_impl.records.trail import Batch


class Trail:
    """Thread-safe. Its index grows until `done`, and once more when the file has grown; `close` ends that."""

    def __init__(self, identifier: str, name: str, path: Path) -> None:
        self.id, self.name, self.path = identifier, name, path
        self.index = TrailIndex(path)
        self.done = False
        self.trouble = ""
        self.changed = Condition()
        self._end = Event()
        self._thread = self._growing()

    @property
    def size(self) -> int:
        """Bytes of the file as it is now; 0 when it is gone."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def follow(self) -> bool:
        """Index what was appended since, on a thread again; whether anything was."""
        with self.changed:
            if not self.done or self.closed or self.size <= self.index.size:
                return False
            self.done = False
            self._thread = self._growing()
            return True

    @property
    def closed(self) -> bool:
        """Whether nobody should wait for it any more."""
        return self._end.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until all is indexed."""
        with self.changed:
            return self.changed.wait_for(lambda: self.done, seconds)

    def batches(self) -> Iterator[Batch]:
        """The trail in the stretches of its index, until it is closed. Raises Unreadable."""
        return takewhile(lambda _batch: not self.closed, self.index.batches())

    def bytes_at(self, offset: int, length: int) -> bytes:
        """Bytes of the file, fewer at its end. Raises Unreadable."""
        try:
            with self.path.open("rb") as file:
                if offset >= file.seek(0, SEEK_END):
                    return b""
                file.seek(offset)
                return file.read(length)
        except OSError as error:
            raise Unreadable(self.name, error.strerror or str(error)) from None

    def close(self) -> None:
        """End what runs."""
        self._end.set()
        self._thread.join(10)

    def _growing(self) -> Thread:
        thread = Thread(target=self._grow, name=f"index of {self.name}", daemon=True)
        thread.start()
        return thread

    def _grow(self) -> None:
        try:
            for _size in takewhile(lambda _size: not self.closed, self.index.grow()):
                with self.changed:
                    self.changed.notify_all()
        except Unreadable as error:
            self.trouble = f"{self.name}: {error.reason}"
        with self.changed:
            self.done = True
            self.changed.notify_all()
