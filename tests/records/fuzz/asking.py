"""Questions to a worker, which is started anew when it has died or does not answer."""

import json
import selectors
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from tests.architecture.checkout import ROOT
from tests.records.fuzz.worker import Answer

WORKER = ("-m", "tests.records.fuzz.worker")

SECONDS = 300.0
"""For one answer: beyond it the worker hangs. Compiling on a fresh machine takes about one of its five minutes."""


class Dead(Exception):
    """The worker died of a question: `kind` is the signal that it died of, its exit code, or that it hangs."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Asking:
    """A worker, or none yet; `program` is what Python runs as one."""

    def __init__(self, program: Sequence[str] = WORKER, seconds: float = SECONDS) -> None:
        self.program, self.seconds = program, seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Asking":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    def ask(self, **question: Any) -> Answer:
        """The answer. Raises Dead; the next question goes to a new worker."""
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            with selectors.DefaultSelector() as selector:
                selector.register(process.stdout, selectors.EVENT_READ)
                line = process.stdout.readline() if selector.select(self.seconds) else None
        except BrokenPipeError:
            line = ""
        if line:
            return replace(Answer(), **json.loads(line))
        raise Dead(self.end(hangs=line is None))

    def _started(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, *self.program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self._process

    def end(self, *, hangs: bool = False) -> str:
        """End the worker, and tell what it ended of."""
        process, self._process = self._process, None
        if process is None:
            return ""
        if hangs:
            process.kill()
        process.communicate()
        code = process.returncode
        return "hangs" if hangs else signal.Signals(-code).name if code < 0 else f"exit code {code}"
