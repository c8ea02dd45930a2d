"""The text of a trace, made from tuples on a thread of its own: what was noted under a lock costs that lock little."""

import json
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final, TypeAlias

Line: TypeAlias = tuple[Any, ...]
"""Event, the thread's name, and the facts in their order; times and bytes as they are."""
PAUSE_SECONDS: Final = 0.01
"""Between two looks at what has been noted."""


class TraceWriter:
    """Makes the text of lines, in their order, on a thread of its own."""

    def __init__(self, file: IO[bytes], header: Mapping[str, Any]) -> None:
        self._file = file
        self._lines: deque[Line] = deque()
        self._ending = threading.Event()
        self._stopped = False
        file.write(_text(header))
        self._thread = threading.Thread(target=self._run, name="hiwater trace", daemon=True)
        self._thread.start()

    def line(self, *line: Any) -> None:
        """Append a line."""
        if not self._stopped:
            self._lines.append(line)

    def stop(self) -> None:
        """No more lines."""
        self._stopped = True

    def close(self, last: Line | None) -> None:
        """Write all, with this line behind the others unless they have been stopped before."""
        stopped, self._stopped = self._stopped, True
        if last is not None and not stopped:
            self._lines.append(last)
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.wait(PAUSE_SECONDS):
            self._write()
        self._write()

    def _write(self) -> None:
        lines = self._lines
        while lines:
            self._file.write(_text(_wire(lines.popleft())))
        self._file.flush()


_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "called": ("call",),
    "returned": ("function", "value"),
    "entered": ("at", "zone"),
    "left": ("at", "zone", "count", "writers", "reader", "sequence"),
    "sleeps": ("at", "zone", "count", "writers", "reader", "sequence"),
    "woke": ("at", "zone"),
    "writes": ("at", "zone"),
    "broadcast": ("zone", "condition"),
    "asked": ("zone", "type"),
    "answered": ("error",),
    "lacked": ("at",),
    "softcall": (),
    "begun": (),
    "armed": ("timer", "zone", "ticks"),
    "fired": ("timer", "zone"),
    "assertion": ("line",),
    "printed": ("line",),
    "halted": ("reason", "line"),
}


def _text(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _wire(line: Line) -> dict[str, Any]:
    """The line as the format has it."""
    if line == ("ended",):
        return {"event": "ended"}
    event, thread, *facts = line
    document = {"event": event, "thread": thread, **dict(zip(_KEYS[event], facts, strict=False))}
    if event == "left" and len(facts) > len(_KEYS["left"]):
        document["record"] = _chain(facts[-2], facts[-1])
    elif event == "asked":
        document |= {"size": len(facts[2]), "bytes": facts[2].hex()}
    elif event == "answered":
        document["reply"] = None if facts[0] else _reply(facts[1], facts[2])
    elif event == "softcall":
        document["softcall"] = ["free"] if facts[0] is None else _entry(facts[0])
    return document


def _chain(data: bytes | bytearray, lengths: Sequence[int]) -> list[str]:
    begins = 0
    membufs = []
    for length in lengths:
        membufs.append(data[begins : begins + length].hex())
        begins += length
    return membufs


def _reply(reply: bytes | None, size: int) -> int | str | None:
    """The code that a reply gives, whose bytes are laid over the size that was sent."""
    if reply is None:
        return None
    if not reply:
        return "unchanged"
    word = reply[:4] + size.to_bytes(4, sys.byteorder)[len(reply[:4]) :]
    return int.from_bytes(word, sys.byteorder, signed=True)


def _entry(entry: Line) -> list[Any]:
    event, modifier, flag, time, data, lengths = entry
    return ["finish", event, modifier, flag, list(time), _chain(data, lengths)]
