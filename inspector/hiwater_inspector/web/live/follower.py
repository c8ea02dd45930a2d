"""The process that follows a live run in the model: reads its lines from a file, says how far it is, sleeps at its end.

`python -m hiwater_inspector.web.live.follower FILE`: FILE holds the header, then lines in batches, each with its length
before it. Behind the last one it says so and waits for a word on its standard input: `more`, or another file to go on
with. It ends with its standard input, and after a verdict.
"""

import io
import json
import marshal
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from hiwater_conform.following import Follower, Inconsistent, Unknown, Verdict, read_trace
from hiwater_impl.surroundings.trace_writer import TraceWriter

_TELL_SECONDS: Final = 0.25
_GATHER_SECONDS: Final = 0.1
"""After it was told of more: what comes meanwhile is read with it."""
_LESS_URGENT: Final = 10


class Reader:
    """The lines of a trace as text, header first; at the end of a file it tells, and waits."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 another one takes its place
        self.events = 0
        self._told = 0.0

    def __iter__(self) -> Iterator[bytes]:
        header = self._batch()
        yield json.dumps(header).encode() + b"\n"
        while (batch := self._batch()) is not None:
            yield from texts(batch)

    def tell_now_and_then(self) -> None:
        """Say how far it is, at most some times a second."""
        if time.monotonic() - self._told >= _TELL_SECONDS:
            self.tell(None)

    def tell(self, waiting_at: int | None, verdict: Verdict | None = None) -> None:
        """One line of JSON."""
        self._told = time.monotonic()
        told = {"events": self.events, "waiting_at": waiting_at, **_verdict(verdict)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def _batch(self) -> Any:
        """The next one; None once nobody is there any more."""
        while True:
            place = self._file.tell()
            head = self._file.read(4)
            data = self._file.read(int.from_bytes(head)) if len(head) == 4 else b""
            if len(head) == 4 and len(data) == int.from_bytes(head):
                return marshal.loads(data)
            self._file.seek(place)
            self.tell(place)
            words = sys.stdin.readline().strip()
            if not words:
                return None
            time.sleep(_GATHER_SECONDS)
            if words != "more":
                self._file.close()
                self._file = Path(words).open("rb")  # noqa: SIM115 as above


def texts(batch: Sequence[tuple[Any, ...]]) -> list[bytes]:
    """As `hiwater validate` reads them: the lines of one batch."""
    text = io.BytesIO()
    writer = TraceWriter(text, {})
    for line in batch:
        writer.line(*line)
    writer.close(None)
    return text.getvalue().splitlines(keepends=True)[1:]


def _verdict(verdict: Verdict | None) -> dict[str, Any]:
    if isinstance(verdict, Inconsistent):
        told = {"verdict": "inconsistent", "what": verdict.what, "expected": verdict.expected}
        return {**told, "clause": verdict.clause}
    if isinstance(verdict, Unknown):
        return {"verdict": "unknown", "what": verdict.why, "expected": (), "clause": None}
    return {"verdict": "", "what": "", "expected": (), "clause": None}


def main(path: str) -> None:
    """Follow until there is a verdict, or nobody is there any more."""
    os.nice(_LESS_URGENT)
    reader = Reader(path)
    trace = read_trace(reader)
    follower = Follower(trace.header)
    for line in trace:
        verdict = follower.feed(line)
        reader.events += 1
        if verdict is not None:
            reader.tell(None, verdict)
            return
        reader.tell_now_and_then()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (BrokenPipeError, FileNotFoundError):
        os._exit(0)  # whoever started it was killed: nobody is there to be told
