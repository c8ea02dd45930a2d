"""The implementation and the model in lockstep: each step is taken by both, recorded, and compared at once.

What is recorded is the implementation's side. From the first difference on the model goes its own way as long as it
can, for words and choices; nothing is compared any more.
"""

from typing import Final

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.difference import Difference
from hiwater_conform.observation import Observer
from hiwater_conform.telling.difference import both_told
from hiwater_conform.wire import Scribe
from hiwater_inspector.web.comparing.sides import NoSide, title_of
from hiwater_inspector.web.queue.passage import NO_PASSAGE
from hiwater_inspector.web.queue.recording import Moment, Recording, is_step
from hiwater_inspector.web.queue.run import NotDone
from hiwater_inspector.web.queue.sides import Side, differing, differing_in_sight, expected_line
from hiwater_inspector.web.queue.view import Verdict
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import NotEnabled, Outcome, apply, start
from hiwater_model.steps import Step

STEPS_MOST: Final = 100_000
_LOOK_EVERY: Final = 64
"""So often all that can be seen is compared, not only what a step says has changed."""
_LOOKED_AT_MOST: Final = 1000
"""Longer queues are not compared whole then."""


class Pair:
    """A recording that grows, and the implementation that makes it; `trouble` when that can take no step any more."""

    def __init__(self, recording: Recording, side: Side, *, trouble: bool = False) -> None:
        self.recording = recording
        self.side = side
        self.trouble = trouble
        self._scribe = Scribe(recording.configuration)

    def cut(self, number: int) -> "Pair":
        """The first so many steps, to go another way; the implementation takes them again when it is needed."""
        trouble = self.trouble and number == len(self.recording)
        side = Side(self.side.name, self.recording.configuration)
        return Pair(self.recording.cut(number), side, trouble=trouble)

    def take(self, step: Step) -> None:
        """One step on both sides. Raises NotDone, and has changed nothing."""
        recording = self.recording
        if len(recording) >= STEPS_MOST:
            raise NotDone(f"A run has {STEPS_MOST:,} steps at most; fork it, or begin another.")
        if self.trouble or recording.last.machine.halted is not None:
            raise NotDone(self.stuck())
        before = recording.last.machine
        try:
            outcome = apply(before, step)
        except NotEnabled as refusal:
            raise NotDone(f"This step cannot be taken here: {refusal.reason}.") from None
        answer = self.side.take(recording.taken, step)
        recording.append(step, answer, outcome.machine)
        self.trouble = not is_step(answer)
        if recording.difference is None and outcome.machine.halted != "undefined":
            self._compare(before, outcome, answer)

    def stuck(self) -> str:
        """Why nothing comes next, in a sentence."""
        halted = self.recording.last.machine.halted
        if halted is not None:
            return f"The machine is halted ({halted}): nothing comes after this. Step back, or fork earlier."
        if self.trouble:
            return (
                "The implementation did not take the last step, so it cannot be driven on. Step back, or fork earlier."
            )
        return "Nothing can go on by itself: make a thread do something."

    def verdict(self, number: int) -> Verdict:
        """Whether the two agree after a step, in words."""
        found, at = self.recording.difference, self.recording.differs_at
        if found is None or at is None or number < at:
            return self._agreement(number)
        key = found.key if found.key != "answer" else "the answer"
        ours, theirs = both_told(found.key, found.expected, found.actual)
        lines = (f"the model: {ours}", f"{title_of(self.side.name)}: {theirs}")
        sentence = f"they part at step {at}: {key} {'differ' if key == 'events' else 'differs'}"
        return Verdict(state="differs", sentence=sentence, clause=found.clause, at=at, lines=lines)

    def _agreement(self, number: int) -> Verdict:
        last = self.recording.last
        undefined = number == last.at and last.machine.halted == "undefined"
        sentence = f"model and implementation agree up to step {number - undefined}"
        unsaid = "; the C defines nothing for the last step, so it is not compared" if undefined else ""
        return Verdict(state="agrees", sentence=sentence + unsaid)

    def _compare(self, before: Machine, outcome: Outcome, answer: bytes) -> None:
        recording = self.recording
        observer = recording.observer
        expected = expected_line(self._scribe, before, outcome)
        found = None if answer == expected else differing(observer, outcome, expected, answer)
        if found is None and len(recording) % _LOOK_EVERY == 0 and recording.lengths[-1] <= _LOOKED_AT_MOST:
            seen = self.side.look()
            found = None if seen is None else differing_in_sight(observer, outcome.machine, outcome, seen)
        self._note(found, len(recording))

    def _note(self, found: Difference | None, number: int) -> None:
        if found is not None:
            self.recording.difference, self.recording.differs_at = found, number


def begun(configuration: Configuration, implementation: str) -> Pair:
    """Both before the first step. Raises NotDone where the implementation does not take the configuration."""
    side = Side(implementation, configuration)
    machine = start(configuration)
    try:
        seen = side.begin()
    except (NoSide, AdapterEnded) as error:
        side.rest()
        raise NotDone(f"{title_of(implementation)} does not take this configuration: {error}.", 422) from None
    found = differing_in_sight(Observer(configuration), machine, Outcome(machine, (), (), ""), seen)
    seen.pop("zone0.records", None)
    pair = Pair(Recording(configuration, Moment(0, machine, seen, NO_PASSAGE)), side)
    pair._note(found, 0)
    return pair
