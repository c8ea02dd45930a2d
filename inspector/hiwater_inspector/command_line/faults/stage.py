"""Where a case plays: a folder, a door, trail directories, daemons and applications; all of it ends with the case."""

import os
import re
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final

from hiwater_impl.daemon.child import DaemonChild, spawn
from hiwater_inspector.command_line.faults.applications import Application
from hiwater_inspector.command_line.faults.judging import InTrails, read
from hiwater_inspector.command_line.faults.specification import Specification
from hiwater_inspector.command_line.faults.waiting import Broken, Deadline

_ADDRESSES: Final = "192.0.2."
_DROPPED: Final = re.compile(r"dropped (\d+)$")


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything."""

    daemon_kills: int = 100
    rounds: int = 10
    """Of what happens several times in a case."""
    rotations: int = 20
    stop_seconds: float = 3.0
    """How long a daemon is stopped, and how long sleeping writers are looked at."""
    slow_records: int = 250
    lies: int = 12
    """Of each kind."""
    case_seconds: float = 300.0


FULL: Final = Scale()
QUICK: Final = Scale(4, 2, 2, 0.3, 40, 1, 60.0)


@dataclass(slots=True)
class Stage:
    """One case's. `directories` are those of the trails, in the order in which a daemon takes them."""

    scale: Scale
    deadline: Deadline
    folder: Path
    directories: list[Path]
    applications: list[Application] = field(default_factory=list)
    daemons: list[DaemonChild] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """What was done, for the table."""
    in_trails: tuple[dict[str, InTrails], int] | None = None
    """What `judging.read` found."""
    _addresses: int = 0
    _told: list[bytes] = field(default_factory=list)

    @property
    def door(self) -> Path:
        """Where daemons listen."""
        return self.folder / "door"

    def daemon(self, *options: str, door: Path | None = None) -> DaemonChild:
        """Start a daemon; what it says on standard error is collected. Raises DaemonFailed."""
        reading, writing = os.pipe()
        threading.Thread(target=self._collect, args=(reading,), name="daemon's errors", daemon=True).start()
        try:
            child = spawn(
                self.door if door is None else door, self.directories, *options, "--host=faults", errors=writing
            )
        finally:
            os.close(writing)
        self.daemons.append(child)
        return child

    def told(self) -> str:
        """What daemons have said on standard error."""
        return b"".join(self._told).decode(errors="replace")

    def application(self, name: str = "a", **wanted: Any) -> Application:
        """Start an application, which opens its context at the door unless told otherwise. Raises Hung."""
        if "directory" not in wanted:
            wanted.setdefault("door", str(self.door))
        specification = Specification(name, self.address(), "", **wanted)
        application = Application(specification, self.folder, self.deadline)
        self.applications.append(application)
        application.wait_ready()
        return application

    def address(self) -> str:
        """An address that no application has yet."""
        number = self._addresses = self._addresses + 1
        return f"{_ADDRESSES}{number}"

    def stop(self, daemon: DaemonChild) -> None:
        """Stop its process, as Ctrl-Z does, and see it stopped. Raises Hung."""
        daemon.process.send_signal(signal.SIGSTOP)
        status = Path(f"/proc/{daemon.pid}/stat")
        self.deadline.until(lambda: status.read_text().rpartition(")")[2].split()[0] == "T", "the daemon was stopped")

    def resume(self, daemon: DaemonChild) -> None:
        """Have it go on."""
        daemon.process.send_signal(signal.SIGCONT)

    def watch(self, seconds: float) -> None:
        """Let a state last for so long: the time itself is the fault."""
        time.sleep(min(seconds, self.deadline.left()))

    def terminate_daemons(self) -> int:
        """End the daemons in good order; how many records they said they dropped. Raises Broken."""
        dropped = 0
        for daemon in self.daemons:
            daemon.terminate(max(1.0, self.deadline.left()))
            if daemon.process.returncode != 0:
                continue  # killed: it had no last word
            found = _DROPPED.search(daemon.last_line)
            if found is None:
                raise Broken(f"a daemon did not say how many records it dropped: {daemon.last_line!r}")
            dropped += int(found[1])
        return dropped

    def read_trails(self) -> tuple[dict[str, InTrails], int]:
        """Read all trails, once: when the daemons have ended. Raises Unreadable."""
        if self.in_trails is None:
            self.in_trails = read(self.directories)
        return self.in_trails

    def _collect(self, descriptor: int) -> None:
        """Through a pipe: a file could not grow under a limit."""
        with os.fdopen(descriptor, "rb", buffering=0) as pipe:
            while more := pipe.read(65536):
                self._told.append(more)


class Staged:
    """A stage for as long as `with` lasts."""

    def __init__(self, scale: Scale) -> None:
        self._folder = TemporaryDirectory(prefix="hiwater-faults-")
        folder = Path(self._folder.name)
        directory = folder / "trails"
        directory.mkdir()
        self._stage = Stage(scale, Deadline(scale.case_seconds), folder, [directory])

    def __enter__(self) -> Stage:
        return self._stage

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for application in self._stage.applications:
            application.discard()
        for daemon in self._stage.daemons:
            daemon.kill()
        self._folder.cleanup()
