"""A daemon as a child process, for whoever wants one of its own: `spawn` starts it and waits until it listens.

The child has a session of its own, so that the terminal's Ctrl-C stops the application first, and it ends when the
application does, however that ends: it listens to its standard input, whose other end only the application has
(`lifeline.py`).
"""

import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from hiwater_impl.daemon.lifeline import Lifeline

STOP_SECONDS = 10.0
"""How long `terminate` waits before it kills."""


class DaemonFailed(OSError):
    """The daemon does not listen; says why and what to do, in one line."""


class DaemonChild:
    """A daemon that runs. `process` is the `subprocess.Popen`; a context manager that terminates it."""

    def __init__(self, process: "subprocess.Popen[str]", door: Path, lifeline: Lifeline) -> None:
        self.process = process
        self.door = door
        self._lifeline = lifeline
        self.last_line = ""
        """What it said at its end: how much it did; "" when it was killed, and before its end."""

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self.process.pid

    def terminate(self, seconds: float = STOP_SECONDS) -> int:
        """Have it finish its trail and end (SIGTERM), kill it if that takes longer; the exit code. May be called again.

        A negative exit code is the number of a signal.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            output, _ = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        else:
            self.last_line = output.strip() or self.last_line
            self._lifeline.cut()
        return self.process.returncode

    def kill(self) -> int:
        """Kill it (SIGKILL), as a crash would: its trail stays unfinished; the exit code."""
        self.process.kill()
        self.process.communicate()
        self._lifeline.cut()
        return self.process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.terminate()


def spawn(
    door: str | Path, directories: Sequence[str | Path], *options: str, seconds: float = 10.0, errors: int | None = None
) -> DaemonChild:
    """Start a daemon that listens at `door` and writes into `directories`; returns when it listens.

    `options` are those of `hiwater auditd`. Its warnings go to the file descriptor `errors`, or to our standard error.
    Raises DaemonFailed if it ends at once, or does not listen within so many seconds.
    """
    command = [sys.executable, "-m", "hiwater_impl.daemon", "--while-stdin-open", "--door", str(door), *options]
    command += [word for directory in directories for word in ("--directory", str(directory))]
    lifeline = Lifeline()
    try:
        process = subprocess.Popen(
            command,
            stdin=lifeline.daemon_end,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    except BaseException:
        lifeline.cut()
        raise
    finally:
        lifeline.given()
    child = DaemonChild(process, Path(door), lifeline)
    try:
        _wait_until_it_listens(process, seconds)
    except BaseException:
        child.kill()
        raise
    return child


def _wait_until_it_listens(process: "subprocess.Popen[str]", seconds: float) -> None:
    """Wait for its first line, which comes when it listens; it goes out as one write, so it comes whole."""
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise DaemonFailed(f"the daemon does not listen after {seconds:g} s; give it more seconds")
    line = process.stdout.readline()
    if not line.startswith("listening"):
        raise DaemonFailed(f"the daemon ended with {process.wait()} before it listened; its standard error says why")
