"""An implementation beside the model: a run is sent whole, and the answers are compared: as bytes, then by value.

Not good for: saying where an implementation that answers wrongly went wrong inside; it names the first difference
that can be seen.
"""

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from hiwater_conform.adapter import Adapter, AdapterEnded, Fault, Stepped, answer_of, reply_of
from hiwater_conform.difference import MISSING, Difference, as_lists, explain_key, first_key, of_answers, same_event
from hiwater_conform.observation import Observer
from hiwater_conform.transcript import BEFORE_STEPS, Transcript, replay
from hiwater_model.configuration import Configuration
from hiwater_model.relation import Outcome, apply, start
from hiwater_model.steps import Step


class Divergence(NamedTuple):
    """An implementation and the model disagree."""

    configuration: Configuration
    steps: tuple[Step, ...]
    """The steps up to the one whose answer differs; none if the first observation does."""
    difference: Difference
    expected: str
    """The model's answer, as a line."""
    actual: str
    """The implementation's answer; what is known of its end if it ended."""
    ended: bool = False
    """No answer came: the clause says what the implementation was at, no more."""


@runtime_checkable
class Ahead(Protocol):
    """An adapter that works on what was sent to it while nobody waits for the answers."""

    def send(self, lines: list[bytes]) -> None:
        """Many requests at once."""

    def receive(self) -> list[bytes]:
        """The answers to what was sent. Raises AdapterEnded."""


def sent_ahead(adapter: Adapter, lines: list[bytes]) -> Callable[[], list[bytes]]:
    """Send requests; what is given back waits for the answers, once, before anything else is sent."""
    if not isinstance(adapter, Ahead):
        return lambda: adapter.exchange(lines)
    adapter.send(lines)
    return adapter.receive


def send(adapter: Adapter, transcript: Transcript) -> Callable[[], Divergence | None]:
    """Send a run; what is given back waits for the answers and compares them."""
    answered = sent_ahead(adapter, transcript.sent)
    return lambda: _compare(adapter, transcript, answered)


def compare(adapter: Adapter, transcript: Transcript) -> Divergence | None:
    """Send a run and compare the answers; None if all agree. An adapter that ended is begun anew."""
    return send(adapter, transcript)()


def _compare(adapter: Adapter, transcript: Transcript, answered: Callable[[], list[bytes]]) -> Divergence | None:
    try:
        answers = answered()
        ended = None
    except AdapterEnded as end:
        adapter.restart()
        answers, ended = end.answers, end.why
    return compare_answers(transcript, answers, ended)


def compare_answers(transcript: Transcript, answers: Sequence[bytes], ended: str | None = None) -> Divergence | None:
    """Compare answers to a run that was sent; `ended` says why there are no more of them. None if all agree."""
    if answers == transcript.expected:
        return None
    for number, expected in enumerate(transcript.expected):
        if number >= len(answers):
            return _diverged(transcript, number, b"", ended)
        actual = answers[number]
        if actual != expected and not _same_values(expected, actual, unspecified=number in transcript.unspecified):
            return _diverged(transcript, number, actual, ended)
    return None


def compare_steps(
    adapter: Adapter,
    configuration: Configuration,
    steps: Sequence[Step],
    beyond: int = 0,
    avoided: frozenset[str] = frozenset(),
) -> Divergence | None:
    """Compare given steps, and at most `beyond` of what follows by itself.

    Those that are not enabled, or follow a clause that is avoided, are left out.
    """
    return compare(adapter, replay(configuration, steps, beyond, avoided))


def _same_values(expected: bytes, actual: bytes, *, unspecified: bool) -> bool:
    """Whether other bytes say the same: blanks and the order of keys are no difference."""
    try:
        ours, theirs = json.loads(expected), answer_of(actual)
    except AdapterEnded:
        return False
    if ours == theirs:
        return True
    if not unspecified or {**ours, "events": 0} != {**theirs, "events": 0}:
        return False
    events = theirs.get("events")
    return (
        isinstance(events, list) and len(events) == len(ours["events"]) and all(map(same_event, ours["events"], events))
    )


def _diverged(transcript: Transcript, number: int, actual: bytes, ended: str | None) -> Divergence:
    """Name the difference in one answer. The model is run again up to there, which gives its outcome."""
    configuration, steps = transcript.configuration, transcript.steps[: max(0, number + 1 - BEFORE_STEPS)]
    expected = transcript.expected[number]
    outcome = _outcome(configuration, steps)
    keys = Observer(configuration)
    try:
        if not actual:
            why = ended or "fewer answers than requests"
            difference = Difference("answer", "the step is done", why, outcome.clause if outcome else None)
        else:
            difference = _difference(keys, outcome, expected, actual)
    except AdapterEnded as end:
        difference = Difference("answer", "an answer of the protocol", end.why, None)
    text = actual.decode("utf-8", "replace") if actual else f"({difference.actual})"
    return Divergence(configuration, steps, difference, expected.decode(), text, not actual)


def _outcome(configuration: Configuration, steps: Sequence[Step]) -> Outcome | None:
    machine, outcome = start(configuration), None
    for step in steps:
        outcome = apply(machine, step)
        machine = outcome.machine
    return outcome


def _difference(observer: Observer, outcome: Outcome | None, expected: bytes, actual: bytes) -> Difference:
    ours, theirs = json.loads(expected), answer_of(actual)
    found: Difference | None = None
    if "observation" in ours:
        found = _of_observations(observer, outcome, ours["observation"], theirs)
    elif "changed" in ours and outcome is not None:
        stepped = Stepped(ours["events"], ours["changed"])
        found = of_answers(outcome, observer.names, stepped, reply_of(theirs), observer.all_keys())
    if found is not None:
        return found
    key = next(key for key in (*ours, *theirs) if ours.get(key, MISSING) != theirs.get(key, MISSING))
    return Difference("answer", {key: ours.get(key, MISSING)}, {key: theirs.get(key, MISSING)}, None)


def _of_observations(
    observer: Observer, outcome: Outcome | None, ours: dict[str, object], theirs: dict[str, object]
) -> Difference | None:
    seen = theirs.get("observation")
    if not isinstance(seen, dict):
        what = reply_of(theirs)
        return Difference("answer", "an observation", what.what if isinstance(what, Fault) else str(what), None)
    key = first_key(observer.all_keys(), ours, seen)
    if key is None:
        return None
    clause = explain_key(outcome, key) if outcome is not None else None
    return Difference(key, as_lists(ours.get(key, MISSING)), seen.get(key, MISSING), clause)
