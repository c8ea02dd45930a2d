"""An adapter served on standard input and output: the other side of `line_process`."""

import os
from typing import Final

from hiwater_conform.adapter import Adapter, AdapterEnded

_INPUT, _OUTPUT = 0, 1
_READ_BYTES: Final = 1 << 20


def serve(adapter: Adapter) -> None:
    """Answer whole lines that have come together, until the input ends. An adapter that ends is a SystemExit."""
    rest = b""
    while piece := os.read(_INPUT, _READ_BYTES):
        *lines, rest = (rest + piece).split(b"\n")
        try:
            _write(adapter.exchange(lines))
        except AdapterEnded as end:
            _write(end.answers)
            raise SystemExit(end.why) from None


def _write(answers: list[bytes]) -> None:
    text = b"".join(answer + b"\n" for answer in answers)
    while text:
        text = text[os.write(_OUTPUT, text) :]
