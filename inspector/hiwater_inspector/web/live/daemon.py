"""The daemon of a live run, a process with a trail in a private folder; it can be stopped, killed, restarted.

The folder is gone after `close`. A server that is killed leaves no daemon: that one listens to a pipe whose other end
only this process has (`hiwater_impl.daemon.lifeline`), and the next live run removes what it left.
"""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple

from hiwater_impl.daemon.child import DaemonChild, spawn
from hiwater_impl.door.client import SocketDoor

_STOP_SECONDS: Final = 2.0
_PREFIX: Final = "hiwater-live-"
"""Of its folder's name; then the number of the process that made it."""
Standing = Literal["running", "stopped", "gone"]


class TrailFile(NamedTuple):
    """The newest trail: its name, and what all trails have in bytes, file tokens with them."""

    name: str
    size: int


class LiveDaemon:
    """A daemon that runs from now on. Raises DaemonFailed, an OSError, if it does not begin."""

    def __init__(self) -> None:
        remove_left_behind(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._trails = self.folder / "trails"
        self._trails.mkdir(mode=0o700)
        self._stopped = False
        try:
            self._child = self._spawned()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def pid(self) -> int:
        """Of the present process, or of the last one."""
        return self._child.pid

    @property
    def standing(self) -> Standing:
        """Whether it runs, is stopped by SIGSTOP, or has ended however."""
        if self._child.process.poll() is not None:
            return "gone"
        return "stopped" if self._stopped else "running"

    def door(self) -> SocketDoor:
        """A new connection. Raises DoorError."""
        return SocketDoor(self.folder / "door")

    def kill(self) -> None:
        """SIGKILL, as a crash would end it."""
        self._child.kill()

    def stop(self) -> None:
        """SIGSTOP: it answers nothing until it goes on. Returns once it has stopped."""
        self._child.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        self._stopped = True

    def go_on(self) -> None:
        """SIGCONT."""
        self._child.process.send_signal(signal.SIGCONT)
        self._stopped = False

    def start_again(self) -> None:
        """A new process over the same folder once the old one has ended; it mends what that left. Raises OSError."""
        self._stopped = False
        self._child = self._spawned()

    def trail(self) -> TrailFile:
        """What is on disk at this moment."""
        newest, modified, size = "", -1, 0
        with os.scandir(self._trails) as entries:
            for entry in entries:
                status = entry.stat()
                size += status.st_size
                if status.st_mtime_ns > modified:
                    newest, modified = entry.name, status.st_mtime_ns
        return TrailFile(newest, size)

    def trail_path(self) -> Path:
        """The newest trail, to be opened for reading."""
        return self._trails / self.trail().name

    def close(self) -> None:
        """End it, which ends its trail, and remove the folder. Again: nothing happens."""
        if self.standing == "stopped":
            self.go_on()
        self._child.terminate(_STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawned(self) -> DaemonChild:
        with (self.folder / "warnings").open("ab") as warnings:
            return spawn(self.folder / "door", [self._trails], errors=warnings.fileno())


def remove_left_behind(where: Path) -> None:
    """Remove folders of this user's live runs whose process was killed before it could."""
    for folder in where.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            mine = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
            if mine and owner.isdecimal() and not _is_there(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
