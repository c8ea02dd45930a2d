"""A run asked of an implementation in one exchange, with what the model answers: the steps, looks, and steps to refuse.

A difference is reported in the form that the rest of the judge knows (`Divergence`), unless the same run is answered in
two ways: then nothing can be said of any single answer, and that is what is reported.

Not good for: hidden parts of an implementation, which show only when a later answer depends on them.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from hiwater_conform.adapter import Adapter, AdapterEnded, answer_of
from hiwater_conform.comparison import Divergence, compare_steps, sent_ahead
from hiwater_conform.difference import MISSING, Difference, first_key
from hiwater_conform.observation import Observer
from hiwater_conform.wire import Scribe, configure_line, configured_line, is_unspecified, observe_line
from hiwater_conform.wire_values import Wire, text_of
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome
from hiwater_model.steps import Run, Step

_SEQUENCE: Final = 1
"""Of every line: answers come in order, and so a line is written once, wherever it stands."""
LINES_AT_ONCE: Final = 2_000
"""Of one exchange: enough that a process is seldom waited for."""
_REFUSED: Final = b'{"seq":1,"refused":'
_CLAUSES_OF_WAITS: Final = {"enter": "LOCK-01", "memory": "MEMBUF-01"}


class Asked(NamedTuple):
    """A request, what must be answered, and the step it is about; None for a look at everything."""

    sent: bytes
    expected: bytes
    """Of a step to be refused: how the answer begins."""
    step: Step | None
    taken: bool
    """The step is enabled, and will be done."""
    clause: str | None
    """Under which a step is refused, where one clause says it."""
    unspecified: bool
    """A returned value that is compared with nothing."""

    @property
    def must_be_refused(self) -> bool:
        """The step is not enabled."""
        return self.step is not None and not self.taken


class Nondeterminism(NamedTuple):
    """The same run was answered in two ways, for the first time at the last of these steps."""

    configuration: Configuration
    steps: tuple[Step, ...]
    first: str
    second: str


Disagreement: TypeAlias = Divergence | Nondeterminism


class Writer:
    """Writes the lines of one configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._scribe = Scribe(configuration)
        line = configure_line(_SEQUENCE, configuration)
        self.begin: Final = Asked(line, configured_line(_SEQUENCE), None, False, None, False)

    def step(self, before: Machine, step: Step, outcome: Outcome) -> Asked:
        """A step that the model takes."""
        changed = self._scribe.observer.changed(before, outcome.machine)
        events = outcome.events
        sent, expected = self._step_line(step), self._scribe.stepped_line(_SEQUENCE, events, changed)
        return Asked(sent, expected, step, True, None, bool(events) and is_unspecified(events))

    def refusal(self, machine: Machine, step: Step) -> Asked:
        """A step that the model does not take."""
        wait = machine.threads[step.thread].wait if isinstance(step, Run) else None
        clause = None if wait is None else _CLAUSES_OF_WAITS.get(wait.kind)
        return Asked(self._step_line(step), _REFUSED, step, False, clause, False)

    def look(self, machine: Machine) -> Asked:
        """A look at everything that can be seen."""
        expected = self._scribe.observed_line(_SEQUENCE, machine)
        return Asked(observe_line(_SEQUENCE), expected, None, False, None, False)

    def _step_line(self, step: Step) -> bytes:
        return self._scribe.step_line(_SEQUENCE, step)


class Asker:
    """Asks an implementation for runs, many in one exchange, which it answers while more are made.

    One that ended is begun anew.

    `found` is the first disagreement, in the run after `agreed` others; from then on nothing more is asked.
    """

    def __init__(self, adapter: Adapter, writer: Writer, *, twice: bool) -> None:
        self._adapter = adapter
        self._writer = writer
        self._twice = twice
        self._runs: list[Sequence[Asked]] = []
        self._lines = 0
        self._asked: list[Sequence[Asked]] = []
        self._answered: Callable[[], list[bytes]] = list
        self.agreed = 0
        self.found: Disagreement | None = None

    def add(self, run: Sequence[Asked]) -> None:
        """A run, which begins with `writer.begin`; it is asked once there are lines enough."""
        self._runs.append(run)
        self._lines += len(run)
        if self._lines >= LINES_AT_ONCE:
            self._ask()

    def flush(self) -> None:
        """Ask for all runs that were added, and wait for the answers."""
        self._ask()
        self._judge()

    def _ask(self) -> None:
        """Send what was added, once what was sent before is judged; nobody waits for the answers."""
        self._judge()
        runs, self._runs, self._lines = self._runs, [], 0
        if self.found is None and runs:
            self._asked = runs
            self._answered = sent_ahead(self._adapter, [asked.sent for run in runs for asked in run])

    def _judge(self) -> None:
        """The answers to what was sent. With `twice` it is asked again, and the answers must be the same."""
        runs, self._asked = self._asked, []
        if not runs:
            return
        answers, why = _received(self._adapter, self._answered)
        place = 0
        for run in runs:
            self.found = self._check(run, answers[place : place + len(run)], why)
            if self.found is not None:
                return
            place += len(run)
            self.agreed += 1

    def _check(self, run: Sequence[Asked], answers: list[bytes], why: str) -> Disagreement | None:
        if self._twice:
            different = _other_way(self._adapter, self._writer, run, answers)
            if different is not None:
                return different
        for number, asked in enumerate(run):
            answer = answers[number] if number < len(answers) else b""
            if answer == asked.expected or (asked.expected is _REFUSED and answer.startswith(_REFUSED)):
                continue
            found = _found(self._adapter, self._writer, run[: number + 1], answers[: number + 1], why)
            if found is not None:
                return found
        return None


def _received(adapter: Adapter, answered: Callable[[], list[bytes]]) -> tuple[list[bytes], str]:
    """The answers; with fewer of them than requests, why no more came."""
    try:
        return answered(), "fewer answers than requests"
    except AdapterEnded as ended:
        adapter.restart()
        return ended.answers, ended.why


def _other_way(adapter: Adapter, writer: Writer, batch: Sequence[Asked], answers: list[bytes]) -> Nondeterminism | None:
    again, _ = _received(adapter, lambda: adapter.exchange([asked.sent for asked in batch]))
    if again == answers:
        return None
    both = max(len(answers), len(again))
    pairs = zip(_padded(answers, both), _padded(again, both), strict=True)
    place, (first, second) = next((place, pair) for place, pair in enumerate(pairs) if pair[0] != pair[1])
    return Nondeterminism(writer.configuration, _steps(batch[: place + 1]), _said(first), _said(second))


def _found(
    adapter: Adapter, writer: Writer, batch: Sequence[Asked], answers: list[bytes], why: str
) -> Disagreement | None:
    """What is wrong with the last answer of a run; None if it was a value that is compared with nothing."""
    different = _other_way(adapter, writer, batch, answers)
    if different is not None:
        return different
    last, steps = batch[-1], _steps(batch)
    if not last.must_be_refused:
        found = compare_steps(adapter, writer.configuration, steps)
        if found is not None or last.unspecified:
            return found
    answer = answers[-1] if len(answers) == len(batch) else b""
    difference = _difference(Observer(writer.configuration), last, answer, why)
    return Divergence(writer.configuration, steps, difference, last.expected.decode(), _said(answer) or f"({why})")


def _difference(observer: Observer, asked: Asked, answer: bytes, why: str) -> Difference:
    """Of an answer that differs only because steps to be refused were tried before, or that is none of these."""
    if asked.must_be_refused:
        step = text_of(answer_of(asked.sent)["step"])
        return Difference("answer", f"refused: {step}", _said(answer) or why, asked.clause)
    try:
        ours, theirs = _observed(asked.expected), _observed(answer)
    except (AdapterEnded, KeyError):
        return Difference("answer", asked.expected.decode(), _said(answer) or why, None)
    key = first_key(observer.all_keys(), ours, theirs) or "answer"
    return Difference(key, ours.get(key, MISSING), theirs.get(key, MISSING), None)


def _observed(line: bytes) -> dict[str, Wire]:
    observation: dict[str, Wire] = answer_of(line)["observation"]
    return observation


def _steps(batch: Sequence[Asked]) -> tuple[Step, ...]:
    return tuple(asked.step for asked in batch if asked.step is not None and asked.taken)


def _padded(answers: list[bytes], length: int) -> list[bytes]:
    return [*answers, *[b""] * (length - len(answers))]


def _said(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")
