"""The trails that may be read: those named on the command line, and uploads in a private folder."""

import secrets
import tempfile
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from hiwater_inspector.web.trails.trail import Trail

UPLOAD_BYTES_MOST: Final = 1_000_000_000
_ID_BYTES: Final = 6
_NAME_CHARACTERS_MOST: Final = 120


class NoTrail(LookupError):
    """No trail has this id; the text says what to do."""


class Trails:
    """Thread-safe. Ids are random, names are shown and never used as paths."""

    def __init__(self, named: Iterable[Path] = (), upload_bytes_most: int = UPLOAD_BYTES_MOST) -> None:
        self.upload_bytes_most = upload_bytes_most
        self._lock = Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="hiwater-inspect-")
        self._trails: dict[str, Trail] = {}
        for path in named:
            self.show(path)

    def show(self, path: Path, name: str | None = None) -> Trail:
        """A file of this machine from now on."""
        identifier = secrets.token_hex(_ID_BYTES)
        trail = Trail(identifier, name or path.name, path)
        with self._lock:
            self._trails[identifier] = trail
        return trail

    def all(self) -> tuple[Trail, ...]:
        """In the order in which they came."""
        with self._lock:
            return tuple(self._trails.values())

    def get(self, identifier: str) -> Trail:
        """One of them. Raises NoTrail."""
        with self._lock:
            found = self._trails.get(identifier)
        if found is None:
            raise NoTrail("There is no such trail here; /decode lists those that are open.")
        return found

    def upload(self) -> tuple[BinaryIO, Path]:
        """A new private file to be filled, and then shown."""
        path = Path(self._folder.name) / secrets.token_hex(_ID_BYTES)
        return path.open("xb"), path

    def take(self, path: Path, name: str) -> Trail:
        """Show an upload under the name that its owner gave it, cut short."""
        return self.show(path, name[:_NAME_CHARACTERS_MOST] or "an upload without a name")

    def end(self, identifier: str) -> None:
        """Show one no more: stop indexing it, and remove it if it was uploaded. Raises NoTrail."""
        trail = self.get(identifier)
        with self._lock:
            self._trails.pop(identifier, None)
        trail.close()
        if trail.path.parent == Path(self._folder.name):
            trail.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop indexing, and remove what was uploaded."""
        for trail in self.all():
            trail.close()
        self._folder.cleanup()
