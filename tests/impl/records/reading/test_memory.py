"""Memory stays bounded on any stream."""

import subprocess
import sys

import pytest

PROGRAM = """
import io, resource, sys
from hiwater_impl.records.trail import read_batches
from tests.impl.records.reading.cases import closed, header, text

unit = {
    "zeros": bytes(1_000_000),
    "records": closed(text(b"some text")) * 20_000,
    "long lies": (header(16_000_000) + text(b"a" * 60_000) * 20),
    "short lies": header(3000) * 50_000,
    "false trailers": (header(9_000_000) + (b"\\x13\\xb1\\x05" + bytes(4)) * 100_000),
}[sys.argv[1]]

class Endless(io.RawIOBase):
    left, place = int(sys.argv[2]), 0
    def readinto(self, view):
        count = min(self.left, len(view), len(unit) - self.place)
        view[:count] = unit[self.place : self.place + count]
        self.place = (self.place + count) % len(unit)
        self.left -= count
        return count

list(read_batches(io.BytesIO(unit[:200_000])))
warm = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
end = 0
for batch in read_batches(Endless()):
    assert batch.base + int(batch.pieces[0, 1]) == end
    end = batch.base + int(batch.pieces[-1, 2])
assert end == int(sys.argv[2])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - warm) // 1024)
"""

MEGABYTES_HELD = 150
"""Two records of the longest kind, the same bytes in a window that is being made larger, and what Python needs."""

STREAMS = {"zeros": 200, "records": 200, "long lies": 80, "short lies": 40, "false trailers": 80}
"""Megabytes of each."""


@pytest.mark.parametrize("kind", STREAMS)
def test_hostile_stream(kind: str) -> None:
    """Many times the longest record, in no more memory than a few of them need; all bytes are in some piece."""
    words = [sys.executable, "-c", PROGRAM, kind, str(STREAMS[kind] * 1_000_000)]
    found = subprocess.run(words, capture_output=True, text=True, check=False, timeout=500)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) < (MEGABYTES_HELD if kind != "records" else 30)
