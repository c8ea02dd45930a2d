"""A driven run: the shipped implementation under control, step by step, with the model in lockstep beside it.

The implementation takes a step once; going back, seeking and looking use what was recorded. A fork runs it again. What
is drawn is the implementation's side; the model explains it, and says what can come next.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any, Literal

from hiwater_conform.runs import SavedRun, run_to_wire
from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import NotThisForm, text_of
from hiwater_inspector.web.queue import acting
from hiwater_inspector.web.queue.choosing import choices, in_words, told
from hiwater_inspector.web.queue.detail import detail
from hiwater_inspector.web.queue.pair import Pair
from hiwater_inspector.web.queue.picture import picture
from hiwater_inspector.web.queue.recording import Moment, Recording
from hiwater_inspector.web.queue.run import (
    Act,
    Bell,
    Branch,
    Choice,
    Detail,
    Inject,
    NotDone,
    Policy,
    RunState,
    RunTo,
    Stale,
    Timeline,
)
from hiwater_inspector.web.queue.runner import Runner
from hiwater_inspector.web.queue.scheduling import Schedule
from hiwater_inspector.web.queue.timeline import timeline
from hiwater_inspector.web.queue.view import View
from hiwater_model.steps import Step


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run comes from."""

    title: str
    implementation: str = "implementation"
    notes: dict[int, str] | None = None
    forked_at: int | None = None
    family: str = ""


class DrivenRun:
    """One driven run; `branches` gives the runs of its family."""

    kind: Literal["driven"] = "driven"

    def __init__(self, identifier: str, pair: Pair, schedule: Schedule, origin: Origin) -> None:
        self.id = identifier
        self.origin = origin
        self.bell = Bell()
        self.branches: Callable[[str], list[DrivenRun]] = lambda _family: [self]
        self.lock = RLock()
        self._pair = pair
        self._schedule = schedule
        self._runner = Runner(self)
        self._seq = 0
        self._jumps = 0
        self._at = len(pair.recording)
        self._words = ""

    @property
    def recording(self) -> Recording:
        """What was recorded so far."""
        return self._pair.recording

    @property
    def title(self) -> str:
        """What it is called."""
        return self.origin.title

    @property
    def seq(self) -> int:
        """Grows with every change."""
        return self._seq

    @property
    def jumps(self) -> int:
        """Grows when another moment was sought."""
        return self._jumps

    @property
    def position(self) -> int:
        """The step that is shown."""
        return self._at

    @property
    def is_open(self) -> bool:
        """Its implementation holds threads."""
        return self._pair.side.is_open

    def state(self) -> RunState:
        """What is known beside the picture."""
        with self.lock:
            recording, at = self.recording, self._at
            moment = recording.at(at)
            note = (self.origin.notes or {}).get(at, "") if self._follows_file(at) else ""
            return RunState(
                id=self.id,
                kind="driven",
                title=self.title,
                seq=self._seq,
                at=at,
                steps=len(recording),
                running=self._runner.running,
                granularity=recording.configuration.granularity.value,
                choices=self._choices(moment),
                divergence=recording.differs_at,
                branches=[_branch(run) for run in self.branches(self.origin.family)],
                note=note,
                words=self._words,
            )

    def view(self, at: int | None = None) -> View:
        """The picture after a step. Raises NotDone."""
        with self.lock:
            number = self._at if at is None else at
            moment = self._moment(number)
            words = told(self.recording, number)
            return picture(self.recording, moment, words, f"{self.id}.trail", self._pair.verdict(number))

    def timeline(self, begin: int, end: int | None) -> Timeline:
        """Tracks of a stretch."""
        with self.lock:
            return timeline(self.recording, begin, len(self.recording) if end is None else end)

    def detail(self, selected: str, at: int | None) -> Detail:
        """What the inspector says of a selection. Raises NotDone."""
        with self.lock:
            moment = self._moment(self._at if at is None else at)
            return detail(self.recording, moment, self.view(moment.at), selected)

    def trail(self, at: int | None) -> bytes:
        """The records that had reached the daemon."""
        with self.lock:
            moment = self._moment(self._at if at is None else at)
            return b"".join(self.recording.delivered[: moment.passage.delivered])

    def step(self, choice: str | None, by: int, seq: int | None) -> None:
        """Back, forward within what was recorded, or new steps until one cannot be. Raises NotDone for the first."""
        with self.lock:
            self._current(seq)
            if by < 0:
                self._move(max(0, self._at + by))
                return
            wanted = None if choice is None else self._step_of(choice)
            self.forward(wanted)
            for _ in range(by - 1):
                try:
                    self.forward(wanted)
                except NotDone as end:
                    self._say(f"stopped: {end.sentence}")
                    return

    def forward(self, wanted: Step | None = None) -> None:
        """One step forward: a recorded one, or at the end a new one. Raises NotDone."""
        with self.lock:
            if self._at < len(self.recording):
                recorded = self.recording.taken[self._at].step
                if wanted is not None and wanted != recorded:
                    raise NotDone(self._elsewhere())
                self._move(self._at + 1, jump=False)
                return
            step = wanted if wanted is not None else self.next_step()
            if step is None:
                raise NotDone(self._pair.stuck())
            self.take(step)

    def next_step(self) -> Step | None:
        """What would be done by itself at the end of the run."""
        if self._pair.trouble:
            return None
        return self._schedule.default(self.recording.last.machine, len(self.recording))

    def take(self, step: Step) -> None:
        """A new step at the end, on both sides. Raises NotDone, and has changed nothing."""
        with self.lock:
            self._at_the_end()
            number = len(self.recording)
            self._pair.take(step)
            self._schedule.was_taken(step, number)
            self._at = number + 1
            self._words = ""
            self._changed()

    def run(self, order: RunTo, seq: int | None) -> None:
        """Begin to run in a thread of its own."""
        with self.lock:
            self._current(seq)
            self._runner.begin(order)
            self._changed()

    def pause(self, seq: int | None) -> None:
        """Stop running, before the next step."""
        self._runner.stop()
        with self.lock:
            self._changed()

    def seek(self, at: int, seq: int | None) -> None:
        """Show another recorded moment. Raises NotDone."""
        with self.lock:
            self._current(seq)
            self._moment(at)
            self._move(at)

    def fork(self, at: int, title: str, seq: int | None) -> "DrivenRun":
        """Another future from step `at` on; this one stays as it is."""
        with self.lock:
            self._current(seq)
            self._moment(at)
            origin = replace(
                self.origin,
                title=title or f"{self.title}, from step {at}",
                forked_at=at,
            )
            schedule = self._schedule.forked(at, at_end=at == len(self.recording))
            return DrivenRun("", self._pair.cut(at), schedule, origin)

    def act(self, order: Act, seq: int | None) -> str:
        """Make threads, time or the reader do something. Raises NotDone."""
        with self.lock:
            self._current(seq)
            self._at_the_end()
            return self._say(acting.act(self, order))

    def policy(self, order: Policy, seq: int | None) -> str:
        """Set flags and controls by the calls that do so. Raises NotDone."""
        with self.lock:
            self._current(seq)
            self._at_the_end()
            return self._say(acting.policy(self, order))

    def fault(self, order: Inject, seq: int | None) -> str:
        """Break something, or mend it. Raises NotDone."""
        with self.lock:
            self._current(seq)
            self._at_the_end()
            return self._say(acting.fault(self, order, self._schedule))

    def document(self) -> dict[str, Any]:
        """The run up to its end, in the protocol's format."""
        with self.lock:
            steps = tuple(taken.step for taken in self.recording.taken)
            notes = {at: note for at, note in (self.origin.notes or {}).items() if self._follows_file(at)}
            run = SavedRun(self.recording.configuration, steps, title=self.title, notes=notes)
            document: dict[str, Any] = json.loads(text_of(run_to_wire(run)))
            return document

    def rest(self) -> None:
        """Give back the implementation's threads; the next new step runs it again."""
        with self.lock:
            self._pair.side.rest()

    def close(self) -> None:
        """Stop, and give everything back."""
        self._runner.stop()
        self._runner.join()
        self.rest()

    def name_of(self, number: int) -> str:
        """A thread's name."""
        return self.recording.names[number]

    def words_of(self, step: Step) -> str:
        """A step that may be taken at the end, in words."""
        return in_words(step, self.recording, self.recording.last)

    def _current(self, seq: int | None) -> None:
        if seq is not None and seq != self._seq:
            raise Stale(self._seq)

    def _at_the_end(self) -> None:
        if self._at < len(self.recording):
            raise NotDone(self._elsewhere())

    def _elsewhere(self) -> str:
        return (
            f"Step {self._at} of {len(self.recording)} is shown: what happened after it is recorded. "
            "Fork here to go another way, or go to the end."
        )

    def _moment(self, number: int) -> Moment:
        if not 0 <= number <= len(self.recording):
            raise NotDone(f"This run has steps 0 to {len(self.recording)}.", 404)
        return self.recording.at(number)

    def _move(self, at: int, *, jump: bool = True) -> None:
        if at == self._at:
            return
        self._at = at
        self._words = ""
        self._jumps += jump
        self._changed()

    def _changed(self) -> None:
        self._seq += 1
        self.bell.ring()

    def changed(self, words: str = "") -> None:
        """Something beside the picture is new: what the runner says."""
        with self.lock:
            self._words = words or self._words
            self._changed()

    def _say(self, words: str) -> str:
        self._words = words
        self._changed()
        return words

    def _choices(self, moment: Moment) -> list[Choice]:
        if moment.at < len(self.recording):
            return choices(self.recording, moment, self.recording.taken[moment.at].step)
        return [] if self._pair.trouble else choices(self.recording, moment, self.next_step())

    def _step_of(self, choice: str) -> Step:
        try:
            return step_from_wire(json.loads(choice), self.recording.names)
        except (NotThisForm, ValueError) as error:
            raise NotDone(f"This is no step of the protocol: {error}.", 422) from None

    def _follows_file(self, at: int) -> bool:
        """The first `at` steps are there, and are the file's own."""
        return at <= min(len(self._schedule.script), len(self.recording))


def _branch(run: DrivenRun) -> Branch:
    return Branch(id=run.id, title=run.title, forked_at=run.origin.forked_at, steps=len(run.recording))
