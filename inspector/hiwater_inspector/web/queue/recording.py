"""A driven run as it was recorded: every step with what the implementation answered, and any moment of it.

Whole states are kept every 16 steps; from there the answers lead on, so a moment costs at most 15 of them.
"""

import json
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, NamedTuple

from hiwater_conform.adapter import AdapterEnded, Stepped, answer_of, reply_of
from hiwater_conform.difference import Difference
from hiwater_conform.observation import Observer
from hiwater_conform.wire_values import Wire
from hiwater_impl.records.names.events import of_system
from hiwater_inspector.web.queue.passage import NO_PASSAGE, Passage, Stride, after_step, record_of
from hiwater_inspector.web.queue.trusted import fitting, is_chain
from hiwater_inspector.web.queue.view import Kind, Record
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.reader.doorio import DoorIo
from hiwater_model.relation import apply
from hiwater_model.steps import Call, Run, Softcall, Step, TimerFires

KEPT_EVERY: Final = 16
"""How far apart whole states are."""
_RECORDS: Final = "zone0.records"


class Taken(NamedTuple):
    """One step."""

    step: Step
    answer: bytes
    passage: Passage


class Moment(NamedTuple):
    """A state: the model's machine, what was seen of the implementation (but for queued records), what has passed."""

    at: int
    machine: Machine
    seen: dict[str, Wire]
    passage: Passage


@dataclass
class Recording:
    """Grows at the end. `difference` is the first one between model and implementation, after step `differs_at`."""

    configuration: Configuration
    begun: Moment
    taken: list[Taken] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    """All that were ever queued, by their numbers."""
    chains: list[list[str]] = field(default_factory=list)
    """Their bytes in hexadecimal, membuf by membuf."""
    sizes: list[int] = field(default_factory=lambda: [0])
    """Bytes of all records before the one with this number."""
    delivered: list[bytes] = field(default_factory=list)
    lanes: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By thread: after which step it began to be what."""
    acted: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By thread: the steps that it took, and of what kind they were."""
    lengths: "array[int]" = field(default_factory=lambda: array("L", [0]))
    """Records queued after each step, and before the first."""
    marks: list[tuple[int, int, int]] = field(default_factory=list)
    difference: Difference | None = None
    differs_at: int | None = None
    kept: dict[int, Moment] = field(default_factory=dict)
    last: Moment = field(init=False)
    _deferred: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last = self.begun
        self.observer = Observer(self.configuration)
        self.names = self.observer.names
        if not self.marks:
            self.marks.append((0, self.begun.seen["zone0.high_water"], self.begun.seen["zone0.low_water"]))

    def __len__(self) -> int:
        return len(self.taken)

    def at(self, number: int) -> Moment:
        """The moment after a step; 0 is before the first. IndexError beyond the end."""
        if number == len(self.taken):
            return self.last
        begin = number - number % KEPT_EVERY
        moment = self.kept.get(begin, self.begun)
        machine, seen = moment.machine, moment.seen
        for taken in self.taken[begin:number]:
            seen = {**seen, **fitting(changed_in(taken.answer), seen)}
            if machine.halted is None:
                machine = apply(machine, taken.step).machine
        passage = self.taken[number - 1].passage if number else NO_PASSAGE
        return Moment(number, machine, seen, passage)

    def append(self, step: Step, answer: bytes, machine: Machine) -> None:
        """One step more: the implementation's answer, and the model's machine after it."""
        before, number = self.last, len(self.taken) + 1
        said, events = changed_in(answer), events_in(answer)
        changed = fitting(said, before.seen)
        thread = self._actor(step)
        removed, appended = self._moved(said, before)
        begins = not _goes_on_draining(before.machine, thread, self.names)
        self._taken_up(thread, changed)
        for chain in appended:
            self._keep(chain, step, thread)
        new_door = changed.get("zone0.door") is not None
        stride = Stride(thread, removed, len(appended), events, begins, new_door)
        passage, arrived = after_step(before.passage, step, stride)
        if arrived is not None:
            self.delivered.append(arrived)
        self.taken.append(Taken(step, answer, passage))
        self.last = Moment(number, machine, {**before.seen, **changed}, passage)
        self.lengths.append(passage.end - passage.first)
        self._note(number, thread, changed, len(appended), step)
        if number % KEPT_EVERY == 0:
            self.kept[number] = self.last

    def cut(self, number: int) -> "Recording":
        """The first so many steps, as a recording of its own that can go another way."""
        passage = self.taken[number - 1].passage if number else NO_PASSAGE
        part = Recording(
            self.configuration,
            self.begun,
            self.taken[:number],
            self.records[: passage.end],
            self.chains[: passage.end],
            self.sizes[: passage.end + 1],
            self.delivered[: passage.delivered],
            {name: _before(rows, number) for name, rows in self.lanes.items()},
            {name: _before(rows, number) for name, rows in self.acted.items()},
            self.lengths[: number + 1],
            _before(self.marks, number),
            kept={at: moment for at, moment in self.kept.items() if at <= number},
        )
        if self.differs_at is not None and self.differs_at <= number:
            part.difference, part.differs_at = self.difference, self.differs_at
        part.last = self.at(number)
        return part

    def _actor(self, step: Step) -> str:
        if isinstance(step, Softcall):
            return "softint"
        if isinstance(step, TimerFires):
            return "clock"
        thread = getattr(step, "thread", None)
        return "" if thread is None else self.names[thread]

    def _moved(self, changed: Mapping[str, Wire], before: Moment) -> tuple[int, list[list[str]]]:
        """How many records left at the head, and those that joined. An implementation may say anything here."""
        moved = changed.get(_RECORDS)
        if not isinstance(moved, dict):
            return 0, []
        removed, appended = moved.get("removed", 0), moved.get("appended", [])
        length = before.passage.end - before.passage.first
        good = [chain for chain in appended if is_chain(chain)] if isinstance(appended, list) else []
        return (max(0, min(removed, length + len(good))) if isinstance(removed, int) else 0), good

    def _keep(self, chain: list[str], step: Step, thread: str) -> None:
        event = _event_in(chain)
        kind = self._kind(thread, event, step)
        record = record_of(len(self.records), chain, kind, event_name(event), thread)
        self.records.append(record)
        self.chains.append(chain)
        self.sizes.append(self.sizes[-1] + record.size)

    def _taken_up(self, thread: str, changed: Mapping[str, Wire]) -> None:
        """Records that were put aside are closed now: the next of these events are theirs."""
        was, now = self.last.seen.get(f"{thread}.deferred"), changed.get(f"{thread}.deferred")
        if isinstance(was, (list, tuple)) and isinstance(now, list) and len(now) < len(was):
            self._deferred[thread] = [entry[0] for entry in was[: len(was) - len(now)]]

    def _kind(self, thread: str, event: int, step: Step) -> Kind:
        if thread == "softint":
            return Kind.SOFTCALL
        put_aside = self._deferred.get(thread, [])
        if event in put_aside:
            put_aside.remove(event)
            return Kind.DEFERRED
        function = self.last.machine.threads[step.thread].function if isinstance(step, Run) else None
        by_audit = isinstance(step, Call) and type(step.arguments).__name__ == "Audit"
        return Kind.USER if by_audit or function == "audit" else Kind.SYNCHRONOUS

    def _note(self, number: int, thread: str, changed: Mapping[str, Wire], appended: int, step: Step) -> None:
        """For the tracks of the timeline."""
        if thread:
            kind = self.records[-1].kind.value if appended else "running"
            answered = type(step).__name__ == "Answer"
            if answered:
                kind = "progress" if not getattr(step, "error", 0) else "error"
            self.acted.setdefault("door" if answered else thread, []).append((number, kind))
        for key, value in changed.items():
            if key.endswith(".wait"):
                self.lanes.setdefault(key.removesuffix(".wait"), []).append((number, str(value[0])))
        if "zone0.high_water" in changed or "zone0.low_water" in changed:
            seen = self.last.seen
            self.marks.append((number, seen["zone0.high_water"], seen["zone0.low_water"]))


def changed_in(answer: bytes) -> dict[str, Wire]:
    """What an answer says has changed; nothing if it is no answer to a step."""
    found = _stepped(answer)
    return {} if found is None else found.changed


def events_in(answer: bytes) -> list[Any]:
    """The events of an answer."""
    found = _stepped(answer)
    return [] if found is None else [event for event in found.events if isinstance(event, dict)]


def is_step(answer: bytes) -> bool:
    """The implementation took the step; it did not refuse it, and has not ended."""
    return _stepped(answer) is not None


def _stepped(answer: bytes) -> Stepped | None:
    try:
        reply = reply_of(answer_of(answer))
    except AdapterEnded:
        return None
    return reply if isinstance(reply, Stepped) else None


def fault_line(what: str) -> bytes:
    """What stands for the answer of an implementation that ended."""
    return json.dumps({"fault": what}).encode()


def event_name(number: int) -> str:
    """As the kernel's table has it."""
    found = of_system("illumos").events.get(number)
    return found.name if found is not None else f"event {number}"


def _event_in(chain: list[str]) -> int:
    """The event in a record's header, whatever the header's form: behind id, length and version."""
    digits = "".join(chain[:1])[12:16]
    return int(digits, 16) if len(digits) == 4 else 0


def _goes_on_draining(machine: Machine, thread: str, names: tuple[str, ...]) -> bool:
    """The thread is within au_doorio, and not behind the last record that it knows of."""
    frames = machine.threads[names.index(thread)].frames if thread in names else ()
    return any(isinstance(frame, DoorIo) and (frame.finished is None or frame.record is not None) for frame in frames)


def _before(rows: list[Any], number: int) -> list[Any]:
    return rows[: bisect_right(rows, number, key=itemgetter(0))]
