"""What a command is: a module with DESCRIPTION, add_arguments and run, listed once in `table.py`."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Final, Protocol


class Exit(IntEnum):
    """The exit codes of `hiwater`, the same for every command."""

    FINE = 0
    FOUND = 1
    MISUSE = 2
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


EXIT_MEANINGS = {
    Exit.FINE: "fine: done, and nothing found",
    Exit.FOUND: "found something: a divergence, a drift, a finding that no longer reproduces, damage",
    Exit.MISUSE: "misuse: a wrong argument, a missing file, no compiler; one line says what to do",
    Exit.BUG: "hiwater itself failed; the traceback is worth a report",
    Exit.INTERRUPTED: "stopped by Ctrl-C",
    Exit.PIPE_CLOSED: "the reader of the output went away",
}


class Misuse(Exception):
    """The user asked for what cannot be done; `message` is one line that says what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


RECORD_ELSEWHERE: Final = "record from a checkout of your own"
WRITE_ELSEWHERE: Final = "name a file in a folder of yours"


@contextmanager
def writing(what: object, instead: str) -> Iterator[None]:
    """What is done within writes `what`; if it cannot, that is Misuse, and `instead` says what to do."""
    try:
        yield
    except OSError as error:
        raise Misuse(f"{what} cannot be written ({error.strerror}): {instead}") from None


class Command(Protocol):
    """The face of a command module; its name, summary and examples stand in `table.py`: help imports nothing."""

    DESCRIPTION: str
    """What the command does, what it needs and what it is not good for; plain paragraphs, shown by `--help`."""

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Declare the command's own arguments; `--json` is already there."""

    def run(self, arguments: argparse.Namespace, /) -> int:
        """Do it and return FINE or FOUND; raise Misuse for what the user can mend."""


def print_json(document: Any) -> None:
    """Print one JSON document, keys in the order given: what every command prints under `--json`."""
    print(json.dumps(document, indent=2, ensure_ascii=False))
