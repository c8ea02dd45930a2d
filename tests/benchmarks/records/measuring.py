"""What one command costs: seconds by the clock and of the processors, and peak memory, in a process of its own.

Not good for short commands: the start of the process is in the seconds. With several processes the memory is that of
the largest one. The memory of whoever measures is a floor under every figure, so nothing big is imported here.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

_MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


class Cost(NamedTuple):
    """Of one run of a command that ended well."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


class Failed(Exception):
    """A command ended with another exit code than 0; the text is the last line that it wrote about it."""


def cost(command: Sequence[str], output: Path | None = None) -> Cost:
    """Runs a command to its end; what it prints goes to the file, or nowhere. Raises Failed."""
    with (output or Path(os.devnull)).open("wb") as printed, tempfile.TemporaryFile() as complaints:
        began = perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=complaints)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines()
            raise Failed(lines[-1] if lines else f"exit code {process.returncode}")
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * _MEMORY_UNIT)
