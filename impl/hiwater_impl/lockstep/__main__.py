"""Answer the protocol on standard input and output until the input ends."""

import os

from hiwater_impl.lockstep.answering import Answering

_INPUT, _OUTPUT = 0, 1
_READ_BYTES = 1 << 20


def main() -> None:
    """Whole lines that have come are answered together: who sends many at once gets as many back at once."""
    answering, rest = Answering(), b""
    while piece := os.read(_INPUT, _READ_BYTES):
        *lines, rest = (rest + piece).split(b"\n")
        answers = b"".join(answering.answer(line) + b"\n" for line in lines)
        while answers:
            answers = answers[os.write(_OUTPUT, answers) :]


if __name__ == "__main__":
    main()
