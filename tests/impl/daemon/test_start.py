"""The daemon starts without what is slow to load, and recovers a usual trail without it as well."""

import subprocess
import sys
from pathlib import Path

from hiwater_impl.daemon.file_token import file_token
from tests.impl.daemon.daemons import record

PROGRAM = """
import sys
import hiwater_impl.daemon.__main__
from hiwater_impl.daemon.recovery import ending
ending(open(sys.argv[1], "rb").read())
print(sorted({"numpy", "numba", "pyarrow", "subprocess", "hiwater_inspector"} & sys.modules.keys()))
"""


def loaded(trail: Path) -> str:
    """Which of the slow modules are loaded once the daemon's are, and the end of a trail was found."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(trail)], check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_nothing_slow_is_imported(tmp_path: Path) -> None:
    """Neither by the modules nor by a trail that ends with a whole record; a torn one is for the codec."""
    (tmp_path / "whole").write_bytes(file_token(0, "") + record(1))
    (tmp_path / "torn").write_bytes(file_token(0, "") + record(1)[:60])
    assert loaded(tmp_path / "whole") == "[]"
    assert "numpy" in loaded(tmp_path / "torn")
