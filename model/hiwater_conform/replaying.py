"""Replays a saved run on an implementation, and says where it no longer shows what the run expects.

Not good for finding anything new: a run that still shows what it did says nothing about other runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hiwater_conform.adapter import Adapter, AdapterEnded, Stepped
from hiwater_conform.run_parts import Collected, Expectation
from hiwater_conform.runs import SavedRun
from hiwater_conform.wire_run_parts import collected_to_wire
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import UNSPECIFIED
from hiwater_model.constants import EAGAIN
from hiwater_model.neighbours.daemon import Daemon, receive
from hiwater_model.steps import Answer, Step

SAYS_UNDEFINED = "undefined"
"""The capability of an implementation that says so when an outcome is not defined; no other is asked for one."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The first thing that was not as the run says; `subject` is a key, `events`, `daemon`, `step` or `end`."""

    step: int
    """Counted from 1; 0 is before the first."""
    subject: str
    expected: Wire
    seen: Wire

    def __str__(self) -> str:
        return f"after step {self.step}, {self.subject}: expected {self.expected}, seen {self.seen}"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay saw: the answer to each step that was taken, and the first mismatch, if any."""

    run: SavedRun
    language: str
    before: Mapping[str, Wire]
    """The observation before the first step."""
    answers: tuple[Stepped, ...]
    mismatch: Mismatch | None

    @property
    def reproduced(self) -> bool:
        """The run shows what it says."""
        return self.mismatch is None


def replay(run: SavedRun, adapter: Adapter) -> Replayed:
    """Take the run's steps one by one, and hold each expectation. An end without outcome is asked of who can say so."""
    declared = adapter.start()
    judge = _Judge(run, adapter, SAYS_UNDEFINED in declared.capabilities)
    before: Mapping[str, Wire] = {}
    try:
        adapter.configure(run.configuration)
        before = adapter.observe()
        mismatch = judge.take_all()
    except AdapterEnded as ended:
        mismatch = Mismatch(len(judge.answers), "step", "an answer", ended.why)
    return Replayed(run, declared.language, before, tuple(judge.answers), mismatch)


class _Judge:
    """One replay under way."""

    def __init__(self, run: SavedRun, adapter: Adapter, says_undefined: bool) -> None:
        self.run = run
        self.adapter = adapter
        self.says_undefined = says_undefined
        self.answers: list[Stepped] = []
        self._asked: dict[int, dict[str, Wire]] = {}
        self._daemon = Daemon()
        self._records: list[str] = []
        self._tossed: list[str] = []

    def take_all(self) -> Mismatch | None:
        """All steps; the first mismatch ends it."""
        mismatch = self._held(0, [])
        steps = self.run.steps
        if self.run.ends is not None and not self.says_undefined:
            steps = steps[:-1]
        for count, step in enumerate(steps, start=1):
            if mismatch is not None:
                return mismatch
            reply = self.adapter.step(step)
            if not isinstance(reply, Stepped):
                return Mismatch(count, "step", "taken", reply._asdict())
            self.answers.append(reply)
            self._deliver(step, reply)
            mismatch = self._ended(count, reply) or self._held(count, reply.events)
        return mismatch

    def _deliver(self, step: Step, reply: Stepped) -> None:
        """A buffer that was answered has reached the daemon, unless it had no thread free to take it."""
        if isinstance(step, Answer):
            buffer = self._asked.pop(step.thread, None)
            if buffer is not None and step.error != EAGAIN:
                received = receive(self._daemon, buffer["type"], bytes.fromhex(buffer["bytes"]))
                self._daemon = received.daemon
                self._tossed += [reason for reason, _ in received.tossed]
                if received.record is not None:
                    self._records.append(received.record.hex())
        for event in reply.events:
            if event["event"] == "asked":
                self._asked[self._number(event["thread"])] = event

    def _number(self, name: str) -> int:
        users = len(self.run.configuration.threads)
        return int(name[4:]) if name.startswith("user") else users + 2 + int(name[6:])

    def _ended(self, count: int, reply: Stepped) -> Mismatch | None:
        undefined = next((event for event in reply.events if event["event"] == "undefined"), None)
        end = self.run.ends
        if end is None or count < len(self.run.steps):
            return None if undefined is None else Mismatch(count, "end", "a defined outcome", undefined)
        if undefined is not None and end.reason in undefined["reason"] and end.line == undefined["line"]:
            return None
        return Mismatch(count, "end", {"undefined": end.reason, "line": end.line}, undefined or reply.events)

    def _held(self, count: int, events: list[Wire]) -> Mismatch | None:
        expected = [one for one in self.run.expectations if one.after == count]
        observation = self.adapter.observe() if any(one.holds for one in expected) else {}
        for one in expected:
            mismatch = self._holds(one, observation, events)
            if mismatch is not None:
                return mismatch
        return None

    def _holds(self, one: Expectation, observation: Mapping[str, Wire], events: list[Wire]) -> Mismatch | None:
        for key, value in one.holds.items():
            if key not in observation or observation[key] != value:
                return Mismatch(one.after, key, value, observation.get(key))
        for wanted in one.events:
            if not any(self._is_part(wanted, event) for event in events):
                return Mismatch(one.after, "events", wanted, events)
        for unwanted in one.absent:
            if any(self._is_part(unwanted, event) for event in events):
                return Mismatch(one.after, "events", f"none like {unwanted}", events)
        if one.daemon is not None and one.daemon != Collected(tuple(self._records), tuple(self._tossed)):
            collected = {"records": self._records, "tossed": self._tossed}
            return Mismatch(one.after, "daemon", collected_to_wire(one.daemon), collected)
        return None

    def _is_part(self, wanted: Mapping[str, Wire], event: Mapping[str, Wire]) -> bool:
        """A value that the C never set is anything, but for those who say so."""
        return all(
            event.get(key) == value or (value == UNSPECIFIED and key in event and not self.says_undefined)
            for key, value in wanted.items()
        )
