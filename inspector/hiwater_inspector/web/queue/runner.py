"""Runs a driven run until something holds, in a thread of its own, bounded in steps and seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from hiwater_inspector.counted import counted
from hiwater_inspector.web.queue.recording import changed_in
from hiwater_inspector.web.queue.run import NotDone, RunTo
from hiwater_inspector.web.queue.scheduling import is_waiting
from hiwater_model.steps import Answer

if TYPE_CHECKING:
    from hiwater_inspector.web.queue.driven import DrivenRun

_JOIN_SECONDS: Final = 5.0


class Runner:
    """At most one thread; a new order takes the place of the one before."""

    def __init__(self, run: DrivenRun) -> None:
        self._run = run
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def running(self) -> bool:
        """Steps are being taken."""
        return self._thread is not None and not self._stop.is_set()

    def begin(self, order: RunTo) -> None:
        """Begin; the run's lock is held by the caller."""
        self._stop.set()
        self._stop = Event()
        self._thread = Thread(target=self._go, args=(order, self._stop), name=f"{self._run.id} runs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No step begins after this."""
        self._stop.set()

    def join(self) -> None:
        """Wait until the thread has ended; the run's lock must not be held."""
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def _go(self, order: RunTo, stop: Event) -> None:
        until = monotonic() + order.seconds
        words = f"stopped after {counted(order.steps, 'step')}"
        for count in range(order.steps):
            if monotonic() > until:
                words = f"stopped after {order.seconds:g} s"
                break
            if count and order.pace is not None and stop.wait(1 / order.pace):
                break
            told = self._once(order, stop)
            if told is not None:
                words = told
                break
        with self._run.lock:
            if self._stop is stop and not stop.is_set():
                stop.set()
                self._run.changed(words)

    def _once(self, order: RunTo, stop: Event) -> str | None:
        """One step; words when it was the last. The lock is free in between, so that others can look and pause."""
        run = self._run
        with run.lock:
            if stop.is_set():
                return ""
            at_end = run.position == len(run.recording)
            if at_end and is_waiting(run.next_step()) and order.until != "steps":
                return "stopped: nothing but time would pass"
            try:
                run.forward()
            except NotDone as end:
                return end.sentence
            return holds(order, run)


def holds(order: RunTo, run: DrivenRun) -> str | None:
    """In words, that what was waited for holds after the step that is shown."""
    recording, at = run.recording, run.position
    if recording.differs_at == at:
        return f"stopped at the first divergence, step {at}"
    taken = recording.taken[at - 1]
    if order.until == "door error":
        step = taken.step
        bad = isinstance(step, Answer) and (step.error != 0 or step.reply != 0)
        return "stopped: the door answered an error" if bad else None
    if order.until == "high water":
        marks = next(mark for mark in reversed(recording.marks) if mark[0] <= at)
        length = taken.passage.end - taken.passage.first
        return f"stopped: {length} queued, high water is {marks[1]}" if length >= marks[1] else None
    told = _TOLD.get(order.until)
    return None if told is None else told(changed_in(taken.answer), order.thread)


def _sleeps(changed: Mapping[str, Any], thread: str | None) -> str | None:
    for key, wait in changed.items():
        name, _, field = key.rpartition(".")
        if field == "wait" and wait[0] == "asleep" and (name == thread or (thread is None and name.startswith("user"))):
            return f"stopped: {name} fell asleep on {wait[2]}"
    return None


def _drops(changed: Mapping[str, Any], _thread: str | None) -> str | None:
    return "stopped: a record was dropped" if "zone0.dropped" in changed else None


_TOLD: Final[dict[str, Callable[[Mapping[str, Any], str | None], str | None]]] = {"sleep": _sleeps, "drop": _drops}
