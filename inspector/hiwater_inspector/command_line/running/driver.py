"""Drives the library with real threads, and a daemon that is a real process: stopped, killed and replaced as told."""

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hiwater_impl.daemon.child import DaemonChild, spawn
from hiwater_impl.library import AuditContext, NotOpen, QueueState, RecordsLeft, Statistics
from hiwater_impl.library.tokens import text
from hiwater_inspector.command_line.running.workloads import Workload

EVENT = 6152
ASYNCHRONOUS_EVENT = 2
ALWAYS = "seq trail"
"""Policies that every workload has: records are numbered, and it shows where each ends."""
LOOK_SECONDS = 0.1
CLOSE_SECONDS = 30.0
JOIN_SECONDS = 30.0
_NOTHING = Statistics._make([0] * 14)
_TEXT_BYTES = 4
"""Of a text token, beside its words."""


class Sample(NamedTuple):
    """The counters at one moment."""

    seconds: float
    """Since the beginning."""
    queue: QueueState
    statistics: Statistics
    rate: float
    """Records written a second, since the sample before."""


@dataclass(slots=True)
class Driven:
    """What was done, as those who did it counted."""

    sent: dict[str, int] = field(default_factory=dict)
    """Records that were made, by thread."""
    statistics: Statistics = _NOTHING
    seconds: float = 0.0
    longest_queue: int = 0
    most_waiting: int = 0
    kills: int = 0
    stops: int = 0
    policies_set: int = 0
    left: str = ""
    """What was left in the queue at the end, in words."""
    stuck: list[str] = field(default_factory=list)
    """Threads that did not end."""


class Driver:
    """One run of a workload; `run` returns what was done."""

    def __init__(self, workload: Workload, directory: Path, seconds: float) -> None:
        self._workload = workload
        self._directory = directory
        self._seconds = seconds
        self._stop = threading.Event()
        self._driven = Driven()
        self._folder = TemporaryDirectory(prefix="hiwater-run-")
        self._child: DaemonChild | None = None

    def run(self, show: Callable[[Sample], None]) -> Driven:
        """Drive it for so many seconds; `show` gets a sample ten times a second. Raises what `spawn` raises."""
        with self._folder:
            try:
                self._child = self._spawn()
                self._drive(show)
            finally:
                self._stop.set()
                if self._child is not None:
                    self._child.terminate()
        return self._driven

    def _spawn(self) -> DaemonChild:
        return spawn(self._door, [self._directory])

    @property
    def _door(self) -> Path:
        return Path(self._folder.name) / "door"

    def _drive(self, show: Callable[[Sample], None]) -> None:
        workload, driven = self._workload, self._driven
        context = AuditContext(
            door=self._door,
            policy=f"{ALWAYS} {workload.policy}",
            high_water=workload.high_water,
            low_water=workload.low_water,
            close_timeout=CLOSE_SECONDS,
        )
        begun = time.monotonic()
        with context:
            threads = self._threads(context)
            try:
                for thread in threads:
                    thread.start()
                self._watch(context, begun, show)
            finally:
                self._stop.set()
            deadline = time.monotonic() + JOIN_SECONDS
            for thread in threads:
                thread.join(max(0.0, deadline - time.monotonic()))
            driven.stuck = [thread.name for thread in threads if thread.is_alive()]
            driven.seconds = time.monotonic() - begun
            try:
                context.close()
            except RecordsLeft as left:
                driven.left = str(left)
        driven.statistics = context.statistics()

    def _threads(self, context: AuditContext) -> list[threading.Thread]:
        """Those that make records, and those that make trouble."""
        workload = self._workload
        synchronous = workload.threads - workload.asynchronous
        threads = [
            threading.Thread(target=self._write, args=(context, f"w{number}", number >= synchronous), name=f"w{number}")
            for number in range(workload.threads)
        ]
        if workload.stopped:
            threads.append(threading.Thread(target=self._stop_and_go, name="stops"))
        if workload.gone:
            threads.append(threading.Thread(target=self._kill_and_replace, name="kills"))
        if workload.flips:
            threads.append(threading.Thread(target=self._flip, args=(context,), name="policies"))
        for thread in threads:
            thread.daemon = True
        return threads

    def _write(self, context: AuditContext, name: str, asynchronous: bool) -> None:
        workload, stop, sent = self._workload, self._stop, 0
        padding = "." * max(0, workload.record_bytes - _TEXT_BYTES - 16)
        make = context.event_async if asynchronous else context.audit
        event = ASYNCHRONOUS_EVENT if asynchronous else EVENT
        while not stop.is_set():
            for _ in range(workload.burst):
                try:
                    make(event, text(f"{name} {sent} {padding}"))
                except NotOpen:  # the run was interrupted
                    return
                sent += 1
                self._driven.sent[name] = sent
                if stop.is_set():
                    return
            if workload.rest_seconds:
                stop.wait(workload.rest_seconds)

    def _stop_and_go(self) -> None:
        rhythm, child = self._workload.stopped, self._child
        assert rhythm is not None
        assert child is not None
        while not self._stop.wait(rhythm.rests):
            child.process.send_signal(signal.SIGSTOP)
            self._driven.stops += 1
            self._stop.wait(rhythm.happens)
            child.process.send_signal(signal.SIGCONT)

    def _kill_and_replace(self) -> None:
        rhythm = self._workload.gone
        assert rhythm is not None
        while not self._stop.wait(rhythm.rests):
            assert self._child is not None
            self._child.kill()
            self._driven.kills += 1
            self._stop.wait(rhythm.happens)
            self._child = self._spawn()

    def _flip(self, context: AuditContext) -> None:
        flips = self._workload.flips
        while not self._stop.wait(self._workload.flip_seconds):
            context.policy = f"{ALWAYS} {flips[self._driven.policies_set % len(flips)]}"
            self._driven.policies_set += 1

    def _watch(self, context: AuditContext, begun: float, show: Callable[[Sample], None]) -> None:
        before, then = 0, begun
        while (now := time.monotonic()) < begun + self._seconds:
            queue, statistics = context.queue_state(), context.statistics()
            rate = (statistics.written - before) / (now - then) if now > then else 0.0
            before, then = statistics.written, now
            self._driven.longest_queue = max(self._driven.longest_queue, queue.length)
            self._driven.most_waiting = max(self._driven.most_waiting, queue.writers_waiting)
            with suppress(BrokenPipeError):
                show(Sample(now - begun, queue, statistics, rate))
            time.sleep(min(LOOK_SECONDS, max(0.0, begun + self._seconds - now)))
