"""The machine code gives the rows that CPython gives."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from hiwater_impl.compiled import READY_BYTES, UNREADY_BYTES
from hiwater_impl.records.framing import FRAME
from hiwater_impl.records.layouts import layouts
from hiwater_impl.records.looks import View
from hiwater_impl.records.pieces import COLUMNS, DAMAGE, DAMAGED_FAULT, FAULT, FAULTS
from hiwater_impl.records.walking import SCRATCH
from tests.impl.records.reading.soups import FALLBACKS, HOSTILE, LIMITS
from tests.specs.records.corpus import trails


def framed(data: bytes, longest: int, dialect: int, *, final: bool, compiled: bool) -> tuple[Any, Any]:
    """What the entry returns, and the rows."""
    rows = np.full((len(data) + 1, COLUMNS), -7, np.int64)
    octets = np.frombuffer(data, np.uint8)
    view = View(octets, len(data), int(final), longest, layouts().tables, np.zeros(SCRATCH, np.int64))
    run = FRAME.compiled if compiled else FRAME.interpreted
    found = tuple(int(number) for number in run(view, 0, dialect, 0, rows))
    return found, rows[: found[0]].tolist()


@settings(max_examples=200, deadline=None)
@given(HOSTILE, FALLBACKS, LIMITS)
def test_hostile_bytes(data: bytes, fallback: str, longest: int) -> None:
    """Every column of every row, and the answer, whether more bytes may come or not."""
    dialect = layouts().dialects.index(fallback)
    for final in (True, False):
        interpreted, compiled = (
            framed(data, longest, dialect, final=final, compiled=compiled) for compiled in (False, True)
        )
        assert interpreted == compiled


def test_real_trails() -> None:
    """The rows of all real trails one after the other, damaged here and there."""
    data = bytearray(b"".join(path.read_bytes() for path in trails()))
    for place in range(50, len(data), 397):
        data[place] ^= 1 + place % 255
    interpreted, compiled = (
        framed(bytes(data), 1 << 24, 0, final=True, compiled=compiled) for compiled in (False, True)
    )
    assert interpreted == compiled
    assert len(compiled[1]) > 300
    faults = {FAULTS[row[FAULT]] for row in compiled[1] if row[DAMAGE] & DAMAGED_FAULT}
    assert {"unknown_id", "truncated", "value"} <= faults


@pytest.mark.parametrize(("copies", "loaded"), [(1, "False"), (4000, "True")])
def test_little_input_needs_no_machine_code(copies: int, loaded: str, tmp_path: Any) -> None:
    """Numba is imported for much input alone; a megabyte or two are enough, whether or not machine code is at hand."""
    path = tmp_path / "trail"
    text = b"some text that makes it long " * 20
    record = b"\x28" + (len(text) + 1).to_bytes(2, "big") + text + b"\0"
    size = (18 + len(record) + 7).to_bytes(4, "big")
    path.write_bytes((b"\x14" + size + b"\2\0\1\0\0" + bytes(8) + record + b"\x13\xb1\x05" + size) * copies)
    size_of_trail = path.stat().st_size
    assert size_of_trail < READY_BYTES or size_of_trail > UNREADY_BYTES
    program = (
        "import sys; from hiwater_impl.records.trail import records;"
        "print(sum(len(record.tokens) for record in records(sys.argv[1])), 'numba' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(3 * copies), loaded]
