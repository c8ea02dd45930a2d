"""Nothing of a live run stays behind: no process, no thread, no folder; and at rest it does nothing at all."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hiwater_inspector.web.live.daemon import remove_left_behind
from hiwater_inspector.web.live.run import LiveRun
from hiwater_inspector.web.queue.run import Act, Inject, NotDone, RunTo
from tests.inspector.live.conftest import burst, until

BEGINS_AND = """
import os, sys, time
from hiwater_inspector.web.live.daemon import remove_left_behind
from hiwater_inspector.web.live.run import LiveRun
run = LiveRun("run-1")
print(run.parts.daemon.pid, run.parts.following.pid, run.parts.daemon.folder, flush=True)
{then}
"""


def is_gone(pid: int) -> bool:
    """No such process, or one that only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _stopped(run: LiveRun) -> None:
    run.fault(Inject(fault="stop"), None)
    burst(run, 400)
    until(lambda: len(run.view().writers.asleep) == 4)


def _killed(run: LiveRun) -> None:
    run.fault(Inject(fault="gone"), None)
    burst(run, 400)
    until(lambda: len(run.view().writers.asleep) == 4)


def _without_memory(run: LiveRun) -> None:
    run.fault(Inject(fault="memory"), None)
    burst(run, 400)
    until(lambda: run.view().threads[0].words == "waits for memory")


@pytest.mark.parametrize("trouble", [lambda run: None, _stopped, _killed, _without_memory])
def test_close_leaves_nothing(others: set[threading.Thread], run: LiveRun, trouble: Callable[[LiveRun], None]) -> None:
    """Whatever hangs: its threads, its processes and its folder are gone; again, nothing happens."""
    trouble(run)
    pids = (run.parts.daemon.pid, run.parts.following.pid)
    run.close()
    run.close()
    assert all(is_gone(pid) for pid in pids)
    assert not run.parts.daemon.folder.exists()
    until(lambda: not [one for one in threading.enumerate() if one.name.startswith("hiwater") and one not in others])
    with pytest.raises(NotDone, match="has ended"):
        run.act(Act(act="produce"), None)


@pytest.mark.parametrize(("then", "kill"), [("sys.exit(0)", False), ("time.sleep(60)", True)])
def test_a_process_that_ends_leaves_no_process(then: str, kill: bool) -> None:
    """At its end the folder goes too; after kill -9 the daemon and the model end by themselves."""
    command = [sys.executable, "-c", BEGINS_AND.format(then=then)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        daemon, model, folder = process.stdout.readline().split(maxsplit=2)
        if kill:
            os.kill(process.pid, signal.SIGKILL)
        process.wait(8)
    until(lambda: is_gone(int(daemon)) and is_gone(int(model)))
    left = Path(folder.strip())
    if kill:
        remove_left_behind(left.parent)
    assert not left.exists()


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    """Only a folder whose process has ended is removed: not one of a process that runs, no other name, no link."""
    kept = [tmp_path / f"hiwater-live-{os.getpid()}-a", tmp_path / "hiwater-live-x-b", tmp_path / "other"]
    for folder in kept:
        folder.mkdir()
    link = tmp_path / "hiwater-live-999999999-c"
    link.symlink_to(kept[2])
    remove_left_behind(tmp_path)
    assert all(folder.is_dir() for folder in kept)
    assert link.is_symlink()


def test_it_rests_when_nobody_looks_and_goes_on_when_somebody_does() -> None:
    """After the time set for it nothing happens at all: no record, no timer, no line; a look ends that."""
    run = LiveRun("run-1", unseen_seconds=0.3)
    try:
        until(lambda: run.parts.workload.resting)
        lines: list[object] = []
        until(lambda: run.parts.live.context.queue.reader == 1)
        take = run.parts.live.traced.line
        threading.Event().wait(0.3)  # timers that were armed before run out

        def seen(*line: object) -> None:
            lines.append(line)
            take(*line)

        run.parts.live.traced.line = seen
        threading.Event().wait(0.5)
        assert not lines
        assert run.parts.workload.words.startswith("workload at rest")
        run.view()
        until(lambda: lines)
        until(lambda: run.view().clock == "20 records/s")
    finally:
        run.close()


def test_a_page_that_is_connected_counts_as_looking() -> None:
    """As long as somebody hears the bell, the workload goes on; it is rung by what happens."""
    run = LiveRun("run-1", unseen_seconds=0.2)
    rung: list[int] = []
    deaf = run.bell.hear(lambda: rung.append(1))
    try:
        threading.Event().wait(0.6)
        assert not run.parts.workload.resting
        assert len(rung) > 3
        deaf()
        until(lambda: run.parts.workload.resting)
    finally:
        run.close()


def test_the_rate_is_kept(run: LiveRun) -> None:
    """So many records a second as were asked for, within a third."""
    run.act(Act(act="rate", times=100), None)
    run.run(RunTo(), None)
    before = run.view().counters.as_generated
    threading.Event().wait(1.5)
    made = run.view().counters.as_generated - before
    assert 60 <= made <= 200
