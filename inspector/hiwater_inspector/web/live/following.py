"""The model beside a live run: a process that follows its lines, at its own pace, and says how far it has come.

Lines wait for it in a file, so that neither the run waits for the model nor memory grows; the file begins anew whenever
the model has caught up.
"""

import json
import marshal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

WAITING_BYTES_MOST: Final = 1 << 30
"""What may wait for the model; beyond, nothing more is followed."""
_END_SECONDS: Final = 2.0


class Followed(NamedTuple):
    """How far the model has come, and its verdict, once it has one: `inconsistent` or `unknown`."""

    events: int = 0
    verdict: str = ""
    what: str = ""
    """The event in words, or why nothing can be said."""
    expected: tuple[str, ...] = ()
    clause: str | None = None


class Following:
    """The process, from now on; `changed` is called when `followed` has changed. Not good for: a run in its middle."""

    def __init__(
        self,
        header: Mapping[str, Any],
        folder: Path,
        changed: Callable[[], None],
        *,
        new_file_bytes: int = 16 << 20,
        waiting_bytes_most: int = WAITING_BYTES_MOST,
    ) -> None:
        self.followed = Followed()
        self._changed = changed
        self._new_file_bytes = new_file_bytes
        self._waiting_bytes_most = waiting_bytes_most
        self._folder = folder
        self._lock = threading.Lock()
        self._number = 0
        self._path = folder / "lines.0"
        self._file = self._path.open("wb", buffering=0)
        self._written = self._write(dict(header))
        self._waiting_at: int | None = None
        """The process has read so many bytes of the file, and sleeps."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hiwater_inspector.web.live.follower", str(self._path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._thread = threading.Thread(target=self._listen, name="hiwater model", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def take(self, lines: Sequence[tuple[Any, ...]]) -> None:
        """The next lines of the run."""
        if self.followed.verdict:
            return
        if self._written > self._waiting_bytes_most:
            self._say(self.followed._replace(verdict="unknown", what="more lines wait for the model than are kept"))
            return
        with self._lock:
            self._written += self._write(lines)
            self._wake()

    def close(self) -> None:
        """End the process."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait(_END_SECONDS)
        self._thread.join(_END_SECONDS)
        for stream in (self._process.stdin, self._process.stdout, self._file):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _write(self, value: Any) -> int:
        data = marshal.dumps(value)
        return self._file.write(len(data).to_bytes(4) + data)

    def _wake(self) -> None:
        """Tell the process that there is more, if it sleeps; begin a new file if it has read all of a long one."""
        if self._waiting_at is None or self._waiting_at == self._written:
            return
        self._tell("more")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for text in self._process.stdout:
            told = json.loads(text)
            with self._lock:
                self._waiting_at = told.pop("waiting_at")
                if self._waiting_at == self._written and self._written > self._new_file_bytes:
                    self._begin_new_file()
                else:
                    self._wake()
            self._say(Followed(**{**told, "expected": tuple(told["expected"])}))
        if not self.followed.verdict:
            self._say(self.followed._replace(verdict="unknown", what="the model's process has ended"))

    def _begin_new_file(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)
        self._number += 1
        self._path = self._folder / f"lines.{self._number}"
        self._file = self._path.open("wb", buffering=0)
        self._written = 0
        self._tell(str(self._path))

    def _tell(self, words: str) -> None:
        assert self._process.stdin is not None
        self._waiting_at = None
        with suppress(OSError):
            self._process.stdin.write(f"{words}\n".encode())
            self._process.stdin.flush()

    def _say(self, followed: Followed) -> None:
        if followed != self.followed:
            self.followed = followed
            self._changed()
