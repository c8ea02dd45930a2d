"""Bytes on standard output, and what happens when it cannot take them."""

import os
import sys

from hiwater_inspector.command_line.command import Misuse


def write_output(stretch: bytes, flush: bool = False) -> None:
    """Write the bytes; Misuse when the disk is full or the like. A reader that has gone away is a BrokenPipeError."""
    try:
        sys.stdout.buffer.write(stretch)
        if flush:
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up_output()
        raise Misuse(f"standard output: {error.strerror}: what was printed is not whole") from None


def give_up_output() -> None:
    """Let what is still to be flushed go nowhere: Python flushes standard output once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
