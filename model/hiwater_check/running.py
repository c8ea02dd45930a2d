"""Layers run side by side, each as a process of its own with a limit; a process that dies or never ends is a verdict.

Not good for: timing. Layers that run side by side take longer than alone.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from enum import Enum
from threading import Thread, Timer
from time import perf_counter
from typing import IO, Any, Final, NamedTuple

from hiwater_check.layer import Effort, Tell
from hiwater_check.layers import HOLDS, MISSING, REFUTED, Layer

LIMIT_SECONDS: Final = {Effort.QUICK: 600.0, Effort.USUAL: 3_600.0, Effort.LONG: 6 * 3_600.0}
"""How long one layer may take; far more than it needs."""
_LAST_LINES: Final = 4


class Verdict(Enum):
    """How a layer ended."""

    HOLDS = "holds"
    REFUTED = "refuted"
    MISSING = "tool missing"
    DIED = "died"
    TOO_LONG = "took too long"


class Ended(NamedTuple):
    """A layer that has ended; `document` is empty unless it said what it showed."""

    layer: Layer
    verdict: Verdict
    lines: tuple[str, ...]
    document: dict[str, Any]
    seconds: float


def run_layers(
    layers: Iterable[Layer], effort: Effort, tell: dict[str, Tell], *, limit_seconds: float | None = None
) -> Iterator[Ended]:
    """Run layers, as many at once as there are processors; each comes when it has ended, in no order.

    `tell` holds, by the name of a layer, whom to tell how far it is.
    """
    limit = LIMIT_SECONDS[effort] if limit_seconds is None else limit_seconds
    running: list[subprocess.Popen[str]] = []
    with ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        waiting = [pool.submit(_run, layer, effort, tell.get(layer.name), limit, running) for layer in layers]
        try:
            for future in as_completed(waiting):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                _kill(process)


def _run(
    layer: Layer, effort: Effort, tell: Tell | None, limit_seconds: float, running: list[subprocess.Popen[str]]
) -> Ended:
    command = [sys.executable, "-m", "hiwater_check.layers", layer.package, "--effort", effort.value, "--tell"]
    pipe, began = subprocess.PIPE, perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True, process_group=0
    ) as process:
        running.append(process)
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[str] = []
        listener = Thread(target=_listen, args=(process.stderr, tell, said))
        listener.start()
        limit = Timer(limit_seconds, _kill, (process,))
        limit.start()
        showing = process.stdout.read()
        code = process.wait()
        limit.cancel()
        listener.join()
    seconds = perf_counter() - began
    late_after = limit_seconds if seconds >= limit_seconds else None
    return _ended(layer, code, showing, said, seconds, late_after=late_after)


def _kill(process: subprocess.Popen[str]) -> None:
    """End a layer, and what it started, if it has not ended."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _ended(
    layer: Layer, code: int, showing: str, said: list[str], seconds: float, *, late_after: float | None
) -> Ended:
    if late_after is not None:
        return Ended(layer, Verdict.TOO_LONG, (f"ended after {late_after:.0f} s",), {}, seconds)
    try:
        document = json.loads(showing)
    except ValueError:
        document = None
    if not isinstance(document, dict) or code not in (HOLDS, REFUTED, MISSING):
        return Ended(layer, Verdict.DIED, (f"exit code {code}", *said[-_LAST_LINES:]), {}, seconds)
    if code == MISSING:
        return Ended(layer, Verdict.MISSING, (document["missing"],), {}, seconds)
    verdict = Verdict.HOLDS if code == HOLDS else Verdict.REFUTED
    return Ended(layer, verdict, tuple(document["lines"]), document["document"], seconds)


def _listen(stream: IO[str], tell: Tell | None, said: list[str]) -> None:
    """Pass on how far the layer is; keep what else it says, for who wants to know why it died."""
    for line in stream:
        try:
            what, done, of = json.loads(line)
        except (ValueError, TypeError):
            said.append(line.rstrip("\n"))
        else:
            if tell is not None:
                tell(what, done, of)
