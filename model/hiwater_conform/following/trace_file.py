"""A trace read line by line: it is never held whole. A last line without its end was cut off, and is told so."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hiwater_conform.following.header import Header, header_from_wire
from hiwater_conform.following.lines import BadLine, Line, line_from_wire
from hiwater_conform.wire_values import NotThisForm
from hiwater_model.configuration import ImpossibleConfiguration


class Trace:
    """The header of a trace, and its events as an iterator; `cut` says, at the end, that a line was cut off."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Read the first line. Raises BadLine."""
        self._lines = iter(lines)
        first = next(self._lines, b"")
        if not first.strip():
            raise BadLine(1, "nothing stands here; a trace begins with its version and configuration")
        try:
            self.header: Header = header_from_wire(_parsed(first, 1))
        except NotThisForm as error:
            raise BadLine(1, str(error)) from None
        except ImpossibleConfiguration as error:
            raise BadLine(1, f"no such configuration can be: {error.rule}") from None
        self.bytes_read = len(first)
        self.cut = False

    def __iter__(self) -> Iterator[Line]:
        """The events in order. Raises BadLine for a line in the middle that is none."""
        names = self.header.names
        numbers = {name: number for number, name in enumerate(names)}
        ended = False
        for place, text in enumerate(self._lines, 2):
            if ended:
                raise BadLine(place, "a line stands behind the end of the trace")
            self.bytes_read += len(text)
            if not text.endswith(b"\n"):
                self.cut = True
                return
            try:
                line = line_from_wire(_parsed(text, place), numbers, names)
            except NotThisForm as error:
                raise BadLine(place, str(error)) from None
            ended = line.event == "ended"
            yield line


def _parsed(text: bytes, place: int) -> object:
    try:
        value: object = json.loads(text)
    except ValueError:
        raise BadLine(place, "this is no JSON") from None
    return value


def read_trace(lines: Iterable[bytes]) -> Trace:
    """A trace from lines with their ends. Raises BadLine if the first is no header."""
    return Trace(lines)


@contextmanager
def open_trace(path: Path) -> Iterator[Trace]:
    """A trace file, open while it is followed. Raises OSError and BadLine."""
    with path.open("rb") as file:
        yield Trace(file)
