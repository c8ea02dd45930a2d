"""Runs an implementation as a child process and exchanges lines of the protocol with it, many at once.

The child answers in order and holds its answers back until it has read all that was sent. So a batch is written while
its answers are read: either pipe may fill. Left out: what the lines mean.
"""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

# A pipe holds 64 KiB where pipes are large and 16 KiB where they are small; less than that never blocks an idle child.
WITHOUT_BLOCKING_BYTES: Final = 16 * 1024
READ_BYTES: Final = 1 << 20
SECONDS_TO_END: Final = 5.0
FAULT_EXIT_CODE: Final = 3


class ProcessEnded(Exception):
    """The child ended before it had answered all. `answers` came before that: the last of them may name a fault."""

    def __init__(self, why: str, answers: Sequence[bytes], exit_code: int | None) -> None:
        super().__init__(why)
        self.why = why
        self.answers = list(answers)
        self.exit_code = exit_code


class LineProcess:
    """A child that answers lines; a context manager. `environment` is that of the child, ours if None."""

    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        self._name = Path(command[0]).name
        self._rest = b""
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
        )

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """Send requests and give as many answers, all without ends of line. Raises ProcessEnded."""
        if not lines:
            return []
        batch = b"\n".join(lines) + b"\n"
        if len(batch) <= WITHOUT_BLOCKING_BYTES:
            self._write(batch)
            return self._read(len(lines))
        writer = threading.Thread(target=self._write, args=(batch,), daemon=True)
        writer.start()
        try:
            return self._read(len(lines))
        finally:
            writer.join(SECONDS_TO_END)

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, batch: bytes) -> None:
        descriptor = self._pipes()[0].fileno()
        rest = memoryview(batch)
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        except BrokenPipeError:
            return  # The reader finds the end of the answers and says so.

    def _read(self, count: int) -> list[bytes]:
        descriptor = self._pipes()[1].fileno()
        pieces = [self._rest]
        missing = count - self._rest.count(b"\n")
        while missing > 0:
            piece = os.read(descriptor, READ_BYTES)
            if not piece:
                self._rest = b""
                raise self._ended(b"".join(pieces).split(b"\n")[:-1])
            pieces.append(piece)
            missing -= piece.count(b"\n")
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
        return ProcessEnded(f"{self._name} ended with exit code {code}", answers, code)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        return self._child.stdin, self._child.stdout
