"""The ledger of an application outlives it, and shows calls that have not returned."""

import signal
import subprocess
import sys
from pathlib import Path

from hiwater_inspector.command_line.faults.ledger import Ledger

_DIES = """
import os, signal, sys
from pathlib import Path
from hiwater_inspector.command_line.faults.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), 3)
for _ in range(5):
    ledger.begin(1)
    ledger.end(1)
ledger.begin(2)
ledger.begin(0)
ledger.refuse(0)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_did_is_known(tmp_path: Path) -> None:
    """Records sent by thread, and the thread that was within a call, which lasts until now."""
    path = tmp_path / "ledger"
    ledger = Ledger(path, 3)
    assert (ledger.sent(), ledger.in_call(), ledger.longest()) == ([0, 0, 0], [], 0.0)
    done = subprocess.run([sys.executable, "-c", _DIES, str(path)], check=False, timeout=30)
    assert done.returncode == -signal.SIGKILL
    assert ledger.sent() == [0, 5, 0]
    assert ledger.in_call() == [2]
    first = ledger.longest()
    assert 0 < first < ledger.longest()
