"""What each thread of an application has done, in a file mapped into memory: it is there after any death.

Three numbers a thread: records whose call has returned, when the present call began (0: none), the longest call so far.
Times are those of the monotonic clock, which all processes of a machine share.
"""

import mmap
import time
from pathlib import Path
from typing import Final

_CELLS: Final = 3
_CELL_BYTES: Final = 8


class Ledger:
    """The ledger in a file of its own; made by who starts the application, opened by both."""

    def __init__(self, path: Path, threads: int) -> None:
        self.threads = threads
        size = threads * _CELLS * _CELL_BYTES
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._cells = memoryview(mmap.mmap(file.fileno(), size)).cast("d")

    def begin(self, thread: int) -> None:
        """The thread's call begins."""
        self._cells[_CELLS * thread + 1] = time.monotonic()

    def end(self, thread: int) -> None:
        """It has returned, and its record counts as sent."""
        cells, place = self._cells, _CELLS * thread
        took = time.monotonic() - cells[place + 1]
        if took > cells[place + 2]:
            cells[place + 2] = took
        cells[place] += 1
        cells[place + 1] = 0

    def refuse(self, thread: int) -> None:
        """It was refused, and sent nothing."""
        self._cells[_CELLS * thread + 1] = 0

    def sent(self) -> list[int]:
        """Records sent, by thread."""
        return [int(count) for count in self._cells[::_CELLS]]

    def in_call(self) -> list[int]:
        """The threads that are within a call."""
        return [thread for thread, begun in enumerate(self._cells[1::_CELLS]) if begun]

    def longest(self) -> float:
        """Seconds that the longest call took, or has taken so far."""
        now = time.monotonic()
        present = [now - begun for begun in self._cells[1::_CELLS] if begun]
        return max(*self._cells[2::_CELLS], *present, 0.0)
