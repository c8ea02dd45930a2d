"""Serve one liar, named by the argument, on standard input and output."""

import sys

from hiwater_conform.serving import serve
from tests.conformance.liars.liars import LIARS

if __name__ == "__main__":
    serve(LIARS[sys.argv[1]].make())
