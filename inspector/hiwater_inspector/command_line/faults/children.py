"""Children of an application that has a context open: one made by fork, and one that runs another program."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from hiwater_impl.library import AuditContext, InAnotherProcess
from hiwater_impl.library.tokens import text
from hiwater_inspector.command_line.faults.specification import Specification

CHILD_RECORDS = 20
CHILD_SECONDS = 15.0
_EVENT = 6152
_LIST_DESCRIPTORS = (
    "import os; print([name for number in os.listdir('/proc/self/fd') if number not in '012' "
    "and os.path.exists(f'/proc/self/fd/{number}') for name in [os.readlink(f'/proc/self/fd/{number}')]])"
)


def forked(context: AuditContext, specification: Specification, address: str) -> dict[str, Any]:
    """Fork twice: what the first child was told (it then opens a context of its own), and how the second one exits."""
    reading, writing = os.pipe()
    first = _child(lambda: os.write(writing, json.dumps(_try_all(context, specification, address)).encode()))
    os.close(writing)
    code = _waited_for(first)
    with os.fdopen(reading, "rb") as pipe:
        told = json.loads(pipe.read() or b"{}") if code is not None else {}
    second = os.fork()
    if second == 0:
        sys.exit(0)
    return {**told, "code": code, "exit": _waited_for(second)}


def executed() -> dict[str, Any]:
    """Run another program that may inherit all that is inheritable: what it has open beyond the usual three."""
    done = subprocess.run(
        [sys.executable, "-c", _LIST_DESCRIPTORS],
        close_fds=False,
        capture_output=True,
        text=True,
        timeout=CHILD_SECONDS,
        check=True,
    )
    return {"descriptors": done.stdout.strip()}


def _try_all(context: AuditContext, specification: Specification, address: str) -> dict[str, Any]:
    begun = time.monotonic()
    try:
        context.audit(_EVENT, text("from the child"))
        refusal = ""
    except InAnotherProcess as refused:
        refusal = str(refused)
    took = time.monotonic() - begun
    with AuditContext(door=specification.door, policy="seq trail", host_address=address) as own:
        for number in range(CHILD_RECORDS):
            own.audit(_EVENT, text(f"c0 {number} ".ljust(specification.text_bytes, ".")))
    return {"refusal": refusal, "took": took, "statistics": list(own.statistics())}


def _child(work: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return process


def _waited_for(process: int) -> int | None:
    """The exit code of a child; None if it had to be killed."""
    deadline = time.monotonic() + CHILD_SECONDS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None
