"""`python -m hiwater_inspector.command_line.faults.application SPECIFICATION`: a process that makes audit records.

It does what lines on its standard input ask for and answers each with a line of JSON; its last line, with the counters,
comes when the interpreter has run everything else. It ends when its standard input does.
"""

import atexit
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from hiwater_inspector.command_line.faults.specification import Specification

if TYPE_CHECKING:
    from hiwater_inspector.command_line.faults.working import Working


class LastWords:
    """Tells the counters at the very end: made before the library is imported, it is asked after it."""

    def __init__(self) -> None:
        self.working: Working | None = None
        self.process = os.getpid()
        atexit.register(self._say)

    def _say(self) -> None:
        if self.working is not None and os.getpid() == self.process:
            answer({"statistics": list(self.working.context.statistics())})


def answer(document: dict[str, Any]) -> None:
    """Print one line, at once."""
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Begin, answer, end as asked."""
    last = LastWords()
    from hiwater_inspector.command_line.faults.working import Working

    working = last.working = Working(Specification.from_word(sys.argv[1]))
    answer({"ready": True})
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        if command == "end":
            answer({"ending": rest})
            working.end(rest)
            return
        answer(working.do(command, rest))
    os._exit(1)


if __name__ == "__main__":
    main()
