"""One run of the model and of an adapter side by side: each step is sent, and its answer compared, before the next.

Not good for: speed. A campaign sends whole runs; here each step is chosen when the answer to the one before is known,
and a step costs a request and an answer.
"""

from math import inf
from time import monotonic
from typing import Final

from hiwater_conform.adapter import Adapter, AdapterEnded
from hiwater_conform.comparison import Divergence, compare_answers
from hiwater_conform.coverage import Coverage, clauses_followed
from hiwater_conform.story import tell
from hiwater_conform.transcript import Transcript
from hiwater_conform.wire import Scribe, configure_line, configured_line, is_unspecified, observe_line
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import apply, start
from hiwater_model.steps import Step

_STEPS_A_LOOK: Final = 50
"""After so many steps everything is observed, not only what an answer says has changed."""


class Diverged(AssertionError):
    """The adapter and the model disagree; the text tells the run in words, with the clause that is blamed."""

    def __init__(self, divergence: Divergence) -> None:
        super().__init__()
        self.divergence = divergence

    def __str__(self) -> str:
        return "\n" + tell(self.divergence, "implementation")


class TimeIsUp(BaseException):
    """Hypothesis has shrunk for long enough. It would take any Exception for another failure."""


class Sightings:
    """What many runs came to: runs begun, steps compared, what they reached, and the shortest divergence seen.

    From the first divergence on, runs are begun for so many `shrink_seconds`; then TimeIsUp is raised, which is for a
    caller that catches it.
    """

    def __init__(self, shrink_seconds: float = inf) -> None:
        self._shrink_seconds = shrink_seconds
        self._late = inf
        self.runs = 0
        self.steps = 0
        self.coverage = Coverage()
        self.divergence: Divergence | None = None

    def begin_run(self) -> None:
        """Count a run. Raises TimeIsUp."""
        if monotonic() > self._late:
            raise TimeIsUp
        self.runs += 1

    def see(self, divergence: Divergence) -> None:
        """Keep the divergence if it is the shortest so far."""
        if self.divergence is None:
            self._late = monotonic() + self._shrink_seconds
        if self.divergence is None or len(divergence.steps) <= len(self.divergence.steps):
            self.divergence = divergence


class Beside:
    """A run under way. The adapter's process is not begun or ended here."""

    machine: Machine

    def __init__(self, adapter: Adapter, sightings: Sightings) -> None:
        self._adapter = adapter
        self._sightings = sightings
        self._under_way = False
        self.over = True
        """Nothing is enabled: not begun, halted, or the step that was asked for is undefined."""

    def begin(self, configuration: Configuration) -> None:
        """End the run before, start afresh, and compare what is seen before the first step. Raises Diverged."""
        self.end()
        self._sightings.begin_run()
        self._configuration = configuration
        self._scribe = Scribe(configuration)
        self.machine = start(configuration)
        self.over = False
        self._under_way = True
        self._steps: list[Step] = []
        self._sent = [configure_line(1, configuration), observe_line(2)]
        self._expected = [configured_line(1), self._scribe.observed_line(2, self.machine)]
        self._answers: list[bytes] = []
        self._unspecified: set[int] = set()
        self._exchange(self._sent, self._expected)

    def take(self, step: Step) -> None:
        """Take an enabled step on both sides and compare; one that is undefined ends the run. Raises Diverged."""
        before, scribe = self.machine, self._scribe
        outcome = apply(before, step)
        machine, events = outcome.machine, outcome.events
        if machine.halted == "undefined":
            self._sightings.coverage.ended(events)
            self.over = True
            return
        changed = scribe.observer.changed(before, machine)
        self._sightings.coverage.stepped(step, events, changed)
        self._sightings.coverage.followed(clauses_followed(before, step, outcome))
        self.machine = machine
        self._steps.append(step)
        sequence = len(self._sent) + 1
        sent, expected = scribe.step_line(sequence, step), scribe.stepped_line(sequence, events, changed)
        if events and is_unspecified(events):
            self._unspecified.add(sequence - 1)
        self._sent.append(sent)
        self._expected.append(expected)
        self._exchange([sent], [expected])
        self._sightings.steps += 1
        if machine.halted is not None:
            self.over = True
        if len(self._steps) % _STEPS_A_LOOK == 0:
            self.look()

    def end(self) -> None:
        """Compare everything once more if a run is under way and has not diverged. Raises Diverged."""
        if self._under_way:
            self.look()
            self._under_way = False

    def look(self) -> None:
        """Compare everything that can be seen. Raises Diverged."""
        sequence = len(self._sent) + 1
        sent, expected = observe_line(sequence), self._scribe.observed_line(sequence, self.machine)
        self._exchange([sent], [expected], ([*self._sent, sent], [*self._expected, expected]))

    def _exchange(
        self, sent: list[bytes], expected: list[bytes], whole: tuple[list[bytes], list[bytes]] | None = None
    ) -> None:
        """Send, and keep the answers; `whole` is the run so far if it is not all that was sent and expected."""
        ended = None
        try:
            answers = self._adapter.exchange(sent)
        except AdapterEnded as end:
            self._adapter.restart()
            answers, ended = end.answers, end.why
        if answers != expected:
            sent, expected = whole or (self._sent, self._expected)
            self._judge(sent, expected, [*self._answers, *answers], ended)
        if whole is None:
            self._answers += answers

    def _judge(self, sent: list[bytes], expected: list[bytes], answers: list[bytes], ended: str | None) -> None:
        """Raise Diverged unless the answers differ only in values that are compared with nothing."""
        steps = tuple(self._steps)
        transcript = Transcript(self._configuration, steps, sent, expected, frozenset(self._unspecified))
        divergence = compare_answers(transcript, answers, ended)
        if divergence is not None:
            self.over = True
            self._under_way = False
            self._sightings.see(divergence)
            raise Diverged(divergence)
