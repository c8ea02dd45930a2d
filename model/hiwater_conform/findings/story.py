"""A finding told step by step: what was done, what is said of it, what happened and what changed.

Steps in which a thread only goes from point to point, and that nothing is said of, are told in one line.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hiwater_conform.adapter import Stepped
from hiwater_conform.findings.event_words import event_in_words
from hiwater_conform.findings.finding import Classification, Finding
from hiwater_conform.findings.names import places_in_words
from hiwater_conform.findings.replay import Replayed
from hiwater_conform.findings.words import (
    changes_in_words,
    configuration_in_words,
    step_in_words,
    wait_in_words,
)
from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire, thread_names

MEANINGS: dict[Classification, str] = {
    Classification.DEFECT: "nobody can want it, and another implementation should not repeat it.",
    Classification.PERMITTED: "the interface promises nothing else; another implementation may differ.",
    Classification.DELIBERATE: "the code means it; another implementation should do the same.",
}


class _Moment(NamedTuple):
    """One step of the story, with the observation before it."""

    number: int
    step: dict[str, Wire]
    answer: Stepped
    before: dict[str, Wire]

    @property
    def walks(self) -> bool:
        """The thread does nothing but go to its next point."""
        return (
            self.step["step"] == "run"
            and not self.answer.events
            and set(self.answer.changed) == {f"{self.step['thread']}.wait"}
        )


def tell(replayed: Replayed) -> Iterator[str]:
    """The lines of the story, as the implementation that was asked lived it; steps are counted from 1."""
    finding = replayed.finding
    yield f"{finding.id}: {finding.title}"
    yield f"Lies in {finding.lies_in}. Clauses {', '.join(finding.clauses)}."
    yield ""
    yield from (f"  {line}" for line in configuration_in_words(configuration_to_wire(finding.configuration)))
    yield ""
    walk: list[_Moment] = []
    for moment in _moments(replayed):
        if walk and not (moment.walks and moment.step == walk[0].step and walk[-1].number not in finding.notes):
            yield from _walk(walk, finding)
            walk = []
        if moment.walks:
            walk.append(moment)
        else:
            yield from _step(moment, finding)
    if walk:
        yield from _walk(walk, finding)
    yield ""
    yield from _end(replayed)


def _moments(replayed: Replayed) -> Iterator[_Moment]:
    finding = replayed.finding
    names = thread_names(finding.configuration)
    observation = dict(replayed.before)
    for count, (step, answer) in enumerate(zip(finding.steps, replayed.answers, strict=False), start=1):
        yield _Moment(count, step_to_wire(step, names), answer, dict(observation))
        observation.update(answer.changed)


def _step(moment: _Moment, finding: Finding) -> Iterator[str]:
    waits = {key.removesuffix(".wait"): value for key, value in moment.before.items() if key.endswith(".wait")}
    yield f"{moment.number:>5}  {step_in_words(moment.step, waits)}"
    if moment.number in finding.notes:
        yield f"         {finding.notes[moment.number]}"
    yield from (f"       * {event_in_words(event)}" for event in moment.answer.events)
    yield from (f"       - {line}" for line in changes_in_words(moment.answer.changed, moment.before))


def _walk(walk: list[_Moment], finding: Finding) -> Iterator[str]:
    if len(walk) == 1:
        yield from _step(walk[0], finding)
        return
    first, last = walk[0], walk[-1]
    thread = first.step["thread"]
    passed = places_in_words([moment.before[f"{thread}.wait"][1] for moment in walk])
    yield f"{f'{first.number}-{last.number}':>5}  {thread} goes on {len(walk)} times, past {passed}"
    if last.number in finding.notes:
        yield f"         {finding.notes[last.number]}"
    yield f"       - {thread}: {wait_in_words(last.answer.changed[f'{thread}.wait'])}"


def _end(replayed: Replayed) -> Iterator[str]:
    finding = replayed.finding
    if finding.ends is not None and replayed.reproduced and len(replayed.answers) < len(finding.steps):
        yield f"The last step has no defined outcome in the C ({finding.ends.reason}), so it was not taken."
    if replayed.mismatch is not None:
        yield f"NO LONGER REPRODUCES: {replayed.mismatch}"
    yield f"Why it matters: {finding.why}"
    yield f"Classified as {finding.classification.value}: {MEANINGS[finding.classification]}"
