"""An application as a process of its own: started, asked, ended or killed, and what is known of it afterwards."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hiwater_impl.library import QueueState, Statistics
from hiwater_inspector.command_line.faults.ledger import Ledger
from hiwater_inspector.command_line.faults.specification import Specification
from hiwater_inspector.command_line.faults.waiting import Broken, Deadline, Hung


@dataclass(slots=True)
class Ended:
    """What is known of an application that has ended, and what a case allows it."""

    name: str
    address: str
    sent: dict[str, int] = field(default_factory=dict)
    """Records whose call has returned, by thread."""
    statistics: Statistics | None = None
    """None if it died before it could tell."""
    code: int = 0
    complaint: str = ""
    """What it said on standard error."""
    longest: float = 0.0
    """Seconds that a call took, at most."""
    in_call: int = 0
    """Threads that never came out of a call."""
    high_water: int = 100
    text_bytes: int = 100
    twice: int = 0
    """Records that may stand in the trails again: those taken without an answer."""
    left: int = 0
    """Records that stayed in its queue, as it said."""
    dropped_by_daemon: int = 0
    wrong: list[str] = field(default_factory=list)
    """What the case itself found wrong."""


class Application:
    """A process that runs, its threads on hold until `go`."""

    def __init__(self, specification: Specification, folder: Path, deadline: Deadline) -> None:
        ledger = folder / f"{specification.address}.ledger"
        self.specification = replace(specification, ledger=str(ledger))
        self.ledger = Ledger(ledger, specification.threads)
        self._deadline = deadline
        self._errors = folder / f"{specification.address}.errors"
        self._unread = b""
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.application", self.specification.word()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    @property
    def name(self) -> str:
        """What it is called."""
        return self.specification.name

    def wait_ready(self) -> None:
        """Wait until it has opened its context. Raises Hung."""
        self._answer("it has opened its context")

    def ask(self, command: str) -> dict[str, Any]:
        """Have it do something; what it answers. Raises Hung."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(f"{command}\n".encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Broken(f"application {self.name} ended before `{command}`: {self.complaint()}") from None
        return self._answer(f"it answered `{command}`")

    def queue(self) -> QueueState:
        """Its queue now."""
        return QueueState._make(self.ask("look")["queue"])

    def statistics(self) -> Statistics:
        """Its counters now."""
        return Statistics._make(self.ask("look")["statistics"])

    def wait_written(self, more: int) -> None:
        """Wait until the daemon has taken so many more records. Raises Hung."""
        wanted = self.statistics().written + more
        self._deadline.until(lambda: self.statistics().written >= wanted, f"{more} more records were written")

    def wait_empty(self) -> None:
        """Wait until the daemon has taken all that is queued. Raises Hung."""
        self._deadline.until(lambda: self.queue().length == 0, "all records were written")

    def wait_asleep(self) -> None:
        """Wait until each of its threads sleeps at high water. Raises Hung."""
        threads = self.specification.threads
        self._deadline.until(
            lambda: self.queue().writers_waiting == threads, f"all {threads} threads slept at high water"
        )

    def close(self) -> Ended:
        """Have its threads stop and its context closed; what is known then. Raises Hung."""
        return self.end("close")

    def end(self, how: str) -> Ended:
        """Have it end in a way of `Working.end`. Raises Hung."""
        self.ask(f"end {how}")
        return self.ended()

    def ended(self) -> Ended:
        """Wait for its end; what is known then. Raises Hung."""
        statistics = None
        if line := self._line("it ended"):
            statistics = Statistics._make(json.loads(line)["statistics"])
        try:
            self.process.wait(self._deadline.left())
        except subprocess.TimeoutExpired:
            raise Hung(f"waited in vain until application {self.name} ended") from None
        return self._known(statistics)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> Ended:
        """Kill it; what is known then."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        return self.ended()

    def discard(self) -> None:
        """It must be gone now."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.communicate()

    def complaint(self) -> str:
        """What it has said on standard error."""
        return self._errors.read_text(errors="replace").strip()

    def _known(self, statistics: Statistics | None) -> Ended:
        wanted = self.specification
        return Ended(
            self.name,
            wanted.address,
            {f"{wanted.name}{number}": count for number, count in enumerate(self.ledger.sent())},
            statistics,
            self.process.returncode,
            self.complaint(),
            self.ledger.longest(),
            len(self.ledger.in_call()),
            wanted.high_water,
            wanted.text_bytes,
        )

    def _answer(self, what: str) -> dict[str, Any]:
        line = self._line(what)
        if not line:
            raise Broken(f"application {self.name} ended before {what}: {self.complaint()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _line(self, what: str) -> bytes:
        """The next line of its output; nothing at its end. Raises Hung."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        while b"\n" not in self._unread:
            if not select.select([descriptor], [], [], self._deadline.left())[0]:
                raise Hung(f"application {self.name}: waited in vain until {what}")
            more = os.read(descriptor, 65536)
            if not more:
                return b""
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        return line
