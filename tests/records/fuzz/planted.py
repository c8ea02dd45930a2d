"""A worker with a planted fault, run as a program with its name (`crash`, `hang`, `raise`); SIGN wakes it."""

import os
import signal
import sys
import time

from tests.records.fuzz.checks import Asked
from tests.records.fuzz.inputs import Input
from tests.records.fuzz.worker import main

SIGN = b"\x13\xb1\x05\x00\x00\x01"
"""The beginning of the trailer of a record of 256 to 511 bytes."""


def planted(one: Input, asked: Asked) -> None:
    """Die, hang or raise."""
    if SIGN not in one.data:
        return
    match sys.argv[1]:
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(1_000)
        case _:
            raise IndexError("planted")


if __name__ == "__main__":
    main(planted)
