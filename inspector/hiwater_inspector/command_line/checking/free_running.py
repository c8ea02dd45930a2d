"""The shipped threads at full speed, with nobody to hold them: what they did is followed in the model afterwards.

A trace of which too many states would have to be kept is told as unknown: that is no disagreement, and no agreement.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hiwater_conform.following import Consistent, Unknown, Verdict, follow, open_trace
from hiwater_inspector.command_line.checking.free_run import (
    FreeRun,
    Hung,
    SlowDoor,
    administrator,
    configuration,
    install_door,
    producer,
)
from hiwater_inspector.command_line.checking.part import Effort, Seen
from hiwater_inspector.command_line.progress import progress

THREADS = (8, 16, 32)
_AGAIN_EVERY = 500
_MOST_STATES = 32_768
"""That the model may be in at once; with 32 threads some 4,000 were seen, which is the usual limit."""
_OFTEN_SECONDS = 0.0005
"""Threads change places as often as that, so that many orders are seen."""


class _Followed(NamedTuple):
    threads: int
    records: int
    run_seconds: float
    seconds: float
    verdict: Verdict | None
    """None: it hung."""
    why: str


def free_running(effort: Effort, seed: int, folder: Path | None, *, shown: bool) -> Seen:
    """Producers of all kinds and one administrator; `folder` keeps the traces as `free-THREADS.jsonl`."""
    followed = []
    with progress("free running", len(THREADS), shown=shown) as show:
        for threads in THREADS:
            with _place(folder, threads) as path:
                followed.append(_run(path, threads, effort.free_records, seed))
            show(len(followed))
    fine = all(isinstance(one.verdict, Consistent | Unknown) for one in followed)
    return Seen("free running", fine, list(_rows(followed)), {"runs": [_document(one) for one in followed]})


@contextmanager
def _place(folder: Path | None, threads: int) -> Iterator[Path]:
    if folder is not None:
        yield folder / f"free-{threads}.jsonl"
        return
    with tempfile.TemporaryDirectory(prefix="hiwater-") as temporary:
        yield Path(temporary) / "trace.jsonl"


def _run(path: Path, threads: int, records: int, seed: int) -> _Followed:
    each = records // (threads - 1)
    began = time.perf_counter()
    try:
        with path.open("wb") as file, _changing_places_often():
            run = FreeRun(configuration(threads), file=file)
            install_door(run, SlowDoor(again_every=_AGAIN_EVERY))
            producers = [producer(run, seed + number, each) for number in range(1, threads)]
            run.run([administrator(run, seed, max(10, each)), *producers], seconds=600.0)
            run.drained()
            run.close()
    except Hung as hung:
        return _Followed(threads, records, time.perf_counter() - began, 0.0, None, str(hung))
    ran = time.perf_counter()
    with open_trace(path) as trace:
        verdict = follow(trace.header, trace, _MOST_STATES)
    return _Followed(threads, records, ran - began, time.perf_counter() - ran, verdict, "")


@contextmanager
def _changing_places_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_OFTEN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _rows(followed: list[_Followed]) -> Iterator[str]:
    yield f"{'threads':>7} {'records':>8} {'events':>9} {'a second':>9} {'largest set':>12}  verdict"
    for one in followed:
        head = f"{one.threads:7} {one.records:8,}"
        if isinstance(one.verdict, Consistent):
            rate = one.verdict.events / one.seconds
            yield f"{head} {one.verdict.events:9,} {rate:9,.0f} {one.verdict.largest_set:12,}  consistent"
        else:
            yield f"{head}  {_told(one)}"


def _told(one: _Followed) -> str:
    if one.verdict is None:
        return f"hung: {one.why}"
    if isinstance(one.verdict, Unknown):
        return f"unknown from event {one.verdict.event:,} on: {one.verdict.why}"
    assert not isinstance(one.verdict, Consistent)
    return f"inconsistent at event {one.verdict.event:,}: {one.verdict.what}; {one.verdict.expected[0]}"


def _document(one: _Followed) -> dict[str, Any]:
    verdict = "hung" if one.verdict is None else type(one.verdict).__name__.lower()
    told = {} if one.verdict is None else one.verdict._asdict()
    return {
        "threads": one.threads,
        "records": one.records,
        "verdict": verdict,
        **told,
        "run_seconds": round(one.run_seconds, 2),
        "seconds": round(one.seconds, 2),
    }
