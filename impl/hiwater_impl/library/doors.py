"""Where the doors of a context come from: a daemon that runs, a daemon of its own, or an object of the user's."""

import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any, Protocol

from hiwater_impl.surroundings.surroundings import Door


class DoorSource(Protocol):
    """Opens doors, one after the other as daemons come and go."""

    def open(self) -> Door:
        """A door; raises what says why there is none."""

    def release(self, door: Door) -> None:
        """A door is no longer used; whoever waits in it is to come out."""

    def close(self) -> None:
        """No door will be opened any more."""


class GivenDoor:
    """One door, made by the user, who also closes it. Each zone and each activation gets the same one."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def open(self) -> Door:
        """The door."""
        return self._door

    def release(self, door: Door) -> None:
        """It is the user's."""

    def close(self) -> None:
        """It is the user's."""


class PathDoor:
    """Doors to the daemon that listens at a path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> Door:
        """A new connection. Raises NoDaemon, NotADoor, Forbidden."""
        from hiwater_impl.door.client import SocketDoor

        return SocketDoor(self._path)

    def release(self, door: Any) -> None:
        """End the connection."""
        door.close()

    def close(self) -> None:
        """Nothing to do."""


class OwnDaemon:
    """Doors to a daemon that is a child of this process; one that died is replaced when a door is wanted."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._folder: Path | None = None
        """Where its door is; no TemporaryDirectory, which a child made by fork would remove at its end."""
        self._starting = threading.Lock()
        self._child: Any = None

    def open(self) -> Door:
        """A new connection, to a new daemon if need be. Raises what `spawn` raises."""
        from hiwater_impl.daemon.child import spawn

        with self._starting:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="hiwater-"))
            if self._child is not None and self._child.process.poll() is not None:
                self._child.terminate()
                self._child = None
            if self._child is None:
                self._child = spawn(self._folder / "door", [self._directory])
        return PathDoor(self._folder / "door").open()

    def release(self, door: Any) -> None:
        """End the connection."""
        door.close()

    def close(self) -> None:
        """Stop the daemon, which ends its trail."""
        if self._child is not None:
            self._child.terminate()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
