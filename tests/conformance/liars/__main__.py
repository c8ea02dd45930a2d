"""Serve one liar, named by the argument, on standard input and output."""

import os
import sys

from hiwater_conform.adapter import AdapterEnded
from tests.conformance.liars.liars import LIARS


def main() -> None:
    """Answer whole lines until the input ends, or the liar does."""
    adapter, rest = LIARS[sys.argv[1]].make(), b""
    while piece := os.read(0, 1 << 20):
        *lines, rest = (rest + piece).split(b"\n")
        try:
            _write(adapter.exchange(lines))
        except AdapterEnded as end:
            _write(end.answers)
            raise SystemExit(end.why) from None


def _write(answers: list[bytes]) -> None:
    text = b"".join(answer + b"\n" for answer in answers)
    while text:
        text = text[os.write(1, text) :]


if __name__ == "__main__":
    main()
