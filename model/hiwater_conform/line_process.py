"""Runs an implementation as a child process and exchanges lines of the protocol with it, many at once.

The child answers in order and holds its answers back until it has read all that was sent. What was sent it can work on
while nobody waits; what the pipe did not take is written while the answers are read, since either pipe may fill. A
child that answers too late or too much is ended. Left out: what the lines mean.
"""

import fcntl
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, NamedTuple, Self

PIPE_BYTES: Final = 1 << 19
"""Room for a usual run, so that the child is not held up by a pipe; where pipes cannot grow it is, and no more."""
READ_BYTES: Final = 1 << 20
SECONDS_TO_END: Final = 5.0
SECONDS_TO_ANSWER: Final = 30.0
"""For a batch, however many lines it has; the longest batch of a campaign takes a slow child a tenth of that."""
LONGEST_LINE_BYTES: Final = 64 << 20
_WORDS_OF_THE_END: Final = 400
FAULT_EXIT_CODE: Final = 3


class ProcessEnded(Exception):
    """The child ended before it had answered all. `answers` came before that: the last of them may name a fault."""

    def __init__(self, why: str, answers: Sequence[bytes], exit_code: int | None) -> None:
        super().__init__(why)
        self.why = why
        self.answers = list(answers)
        self.exit_code = exit_code


class Limits(NamedTuple):
    """How patient we are with a child."""

    seconds: float = SECONDS_TO_ANSWER
    line_bytes: int = LONGEST_LINE_BYTES


USUAL_LIMITS: Final = Limits()


class LineProcess:
    """A child that answers lines; a context manager. `environment` is that of the child, ours if None.

    Raises OSError if it cannot be begun.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self._name = Path(command[0]).name
        self._limits = limits
        self._rest = b""
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the child
        pipe = subprocess.PIPE
        try:
            self._child = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=self._said, bufsize=0, env=environment
            )
        except OSError:
            self._said.close()
            raise
        self._unsent = memoryview(b"")
        self._awaited = 0
        stdin, stdout = self._pipes()
        os.set_blocking(stdin.fileno(), False)
        _enlarge(stdin)
        _enlarge(stdout)
        self._poller = select.poll()
        self._poller.register(stdout.fileno(), select.POLLIN)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Send requests and give as many answers, all without ends of line. Raises ProcessEnded."""
        self.send(lines)
        return self.receive()

    def send(self, lines: list[bytes]) -> None:
        """Send requests, as far as the pipe takes them. Their answers are received before others are sent."""
        assert not self._awaited, "the answers to what was sent before come first"
        self._awaited = len(lines)
        if lines:
            self._unsent = memoryview(b"\n".join(lines) + b"\n")
            self._write()

    def receive(self) -> list[bytes]:
        """As many answers as requests were sent. Raises ProcessEnded."""
        count, self._awaited = self._awaited, 0
        return self._read(count) if count else []

    def close(self) -> None:
        """End the child; an ended one is left as it is."""
        stdin, stdout = self._pipes()
        stdin.close()
        try:
            self._child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        stdout.close()
        self._said.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self) -> None:
        """Write what the pipe takes now."""
        descriptor = self._pipes()[0].fileno()
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(descriptor, self._unsent) :]
        except BlockingIOError:
            self._poller.register(descriptor, select.POLLOUT)
            return
        except BrokenPipeError:
            self._unsent = memoryview(b"")  # The reader finds the end of the answers and says so.
        with suppress(KeyError):
            self._poller.unregister(descriptor)

    def _read(self, count: int) -> list[bytes]:
        descriptor = self._pipes()[1].fileno()
        pieces = [self._rest]
        missing = count - self._rest.count(b"\n")
        deadline = time.monotonic() + self._limits.seconds
        line_bytes = 0
        while missing > 0:
            ready = self._poller.poll(max(0.0, deadline - time.monotonic()) * 1000)
            if not ready:
                raise self._killed(f"did not answer within {self._limits.seconds:g} s", pieces)
            if self._unsent:
                self._write()
            if all(one != descriptor for one, _ in ready):
                continue
            piece = os.read(descriptor, READ_BYTES)
            if not piece:
                self._rest = b""
                raise self._ended(b"".join(pieces).split(b"\n")[:-1])
            pieces.append(piece)
            ends = piece.count(b"\n")
            missing -= ends
            line_bytes = len(piece) - piece.rfind(b"\n") - 1 if ends else line_bytes + len(piece)
            if line_bytes > self._limits.line_bytes:
                raise self._killed(f"answered a line of more than {self._limits.line_bytes:,} bytes", pieces[:-1])
        answers = b"".join(pieces).split(b"\n")
        self._rest = b"\n".join(answers[count:])
        return answers[:count]

    def _ended(self, answers: list[bytes]) -> ProcessEnded:
        try:
            code = self._child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            return ProcessEnded(f"{self._name} closed its output but runs on", answers, None)
        if code == FAULT_EXIT_CODE and answers:
            return ProcessEnded(f"{self._name} met a fault: {answers[-1].decode(errors='replace')}", answers, code)
        how = f"ended with exit code {code}" if code >= 0 else f"was ended by signal {-code}"
        return ProcessEnded(f"{self._name} {how}{self._last_words()}", answers, code)

    def _killed(self, why: str, pieces: list[bytes]) -> ProcessEnded:
        """End a child that keeps no limit; whole answers that came before count."""
        self._child.kill()
        self._child.wait()
        self._rest = b""
        return ProcessEnded(f"{self._name} {why}", b"".join(pieces).split(b"\n")[:-1], None)

    def _last_words(self) -> str:
        """The end of what it wrote on its standard error."""
        self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, self._said.tell() - _WORDS_OF_THE_END))
        lines = self._said.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {last}" if last else ""

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        return self._child.stdin, self._child.stdout


def _enlarge(pipe: IO[bytes]) -> None:
    size = getattr(fcntl, "F_SETPIPE_SZ", None)
    if size is not None:
        with suppress(OSError):  # more than this user may have
            fcntl.fcntl(pipe, size, PIPE_BYTES)
