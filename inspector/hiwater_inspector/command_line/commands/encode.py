"""`hiwater encode`: records written as JSON or text become bytes again."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from hiwater_impl.records.encoding.fault import NotARecord
from hiwater_impl.records.encoding.lines import encoded_lines
from hiwater_impl.records.encoding.markup import encoded_markup
from hiwater_impl.records.encoding.text import encoded_text
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.output import give_up_output

DESCRIPTION = """\
Makes the bytes of audit records from what `hiwater decode --json` or `--as hiwater` prints (text or XML), or
from what was written by hand: one JSON object a line with `tokens`, each a `token` name and its fields.
Counts, lengths and the trailer's magic that are left out follow from the rest. A byte_count that is given is
written as it is, so that lying records can be made, and {"token": "damaged", "bytes": "00ff"} stands for any
bytes. A record by hand, here in three lines:

    {"tokens": [{"token": "header32", "version": 2, "event": 72, "modifier": 0, "seconds": 1,
     "subseconds": 0}, {"token": "path", "path": "/etc/passwd"},
     {"token": "trailer"}]}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the input and the output."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="what to encode; - is standard input (default)"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="TRAIL", help="write there, not to standard output")


def run(arguments: argparse.Namespace) -> int:
    """Write the bytes, record by record; Misuse names the line that cannot be encoded."""
    if arguments.json and arguments.output is None:
        raise Misuse("--json tells about what was written: name the file with --output")
    try:
        with ExitStack() as stack:
            pieces, size = _written(*_opened(arguments, stack))
    except NotARecord as error:
        raise Misuse(f"{arguments.file}: {error}") from None
    except BrokenPipeError:
        raise
    except OSError as error:
        if arguments.output is None:
            give_up_output()
        raise Misuse(
            f"{arguments.output or 'standard output'}: {error.strerror}: what was written is not whole"
        ) from None
    if arguments.json:
        print_json({"output": str(arguments.output), "pieces": pieces, "bytes": size})
    return Exit.FINE


_FORMS = {b"{": encoded_lines, b"<": encoded_markup}
"""How each form begins; text begins with a word."""


def _opened(arguments: argparse.Namespace, stack: ExitStack) -> tuple[BinaryIO, BinaryIO]:
    """What to read and what to write."""
    try:
        stream: BinaryIO = sys.stdin.buffer
        if arguments.file != "-":
            stream = stack.enter_context(Path(arguments.file).open("rb"))  # noqa: SIM115 the stack closes it
        out: BinaryIO = sys.stdout.buffer
        if arguments.output is not None:
            out = stack.enter_context(arguments.output.open("wb"))
    except OSError as error:
        raise Misuse(f"{error.filename}: {error.strerror}: name a file that can be used") from None
    return stream, out


def _written(stream: BinaryIO, out: BinaryIO) -> tuple[int, int]:
    """Encode it all; the pieces and bytes written, also those before a line that is none."""
    pieces = size = 0
    try:
        for piece in _encoded(stream):
            pieces, size = pieces + 1, size + out.write(piece)
    finally:
        out.flush()
    return pieces, size


def _encoded(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of JSON lines, of XML or of text, whichever the first line that is not empty begins like."""
    blank = list[bytes]()
    for line in stream:
        if line.strip():
            lines = chain(blank, [line], stream)
            return _FORMS.get(line.lstrip()[:1], encoded_text)(lines)
        blank.append(line)
    return iter(())
