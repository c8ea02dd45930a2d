"""The model, whichever copy stands first on the path, answers the protocol on standard input and output.

`python -m hiwater_check.faults.speaker`, run with a faulted copy, is what the unfaulted model judges.
"""

import os

from hiwater_conform.model_adapter import ModelAdapter

_INPUT, _OUTPUT = 0, 1
_READ_BYTES = 1 << 20


def main() -> None:
    """Whole lines that have come are answered together, until the input ends."""
    adapter, rest = ModelAdapter(), b""
    while piece := os.read(_INPUT, _READ_BYTES):
        *lines, rest = (rest + piece).split(b"\n")
        answers = b"".join(line + b"\n" for line in adapter.exchange(lines))
        while answers:
            answers = answers[os.write(_OUTPUT, answers) :]


if __name__ == "__main__":
    main()
