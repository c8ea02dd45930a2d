"""A replayed run told step by step: what was done, what is said of it, what happened and what changed.

Parts that a run does not have are left out. Steps in which a thread only goes from point to point, and that nothing is
said of, are told in one line. `wrapping` breaks the lines for a terminal.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hiwater_conform.clauses import ClauseError, clause_registry
from hiwater_conform.replaying import Replayed
from hiwater_conform.run_parts import Classification
from hiwater_conform.runs import SavedRun
from hiwater_conform.telling.difference import difference_told
from hiwater_conform.telling.event_words import event_in_words
from hiwater_conform.telling.moments import Moment, moments
from hiwater_conform.telling.names import places_in_words
from hiwater_conform.telling.words import changes_in_words, configuration_in_words, wait_in_words
from hiwater_conform.wire_configuration import configuration_to_wire

MEANINGS: Final[Mapping[Classification, str]] = {
    Classification.DEFECT: "nobody can want it, and another implementation should not repeat it.",
    Classification.PERMITTED: "the interface promises nothing else; another implementation may differ.",
    Classification.DELIBERATE: "the code means it; another implementation should do the same.",
}


def told(replayed: Replayed) -> Iterator[str]:
    """The lines of the story, as the implementation that was asked lived it; steps are counted from 1."""
    run = replayed.run
    yield from _head(run)
    yield from (f"  {line}" for line in configuration_in_words(configuration_to_wire(run.configuration)))
    yield ""
    yield from _steps(replayed)
    for paragraph in (_outcome(replayed), _judgement(run)):
        lines = list(paragraph)
        if lines:
            yield from ["", *lines]


def clause_sentence(clause: str | None) -> str:
    """A clause with its sentence and source, if the clause data has it."""
    if clause is None:
        return "no clause"
    try:
        found = clause_registry().find(clause)
    except (ClauseError, OSError):
        return clause
    source = f" ({found.source})" if found.source else ""
    return f"{clause}: {found.sentence}{source}"


def _head(run: SavedRun) -> Iterator[str]:
    if run.title:
        yield f"{run.id}: {run.title}" if run.id else run.title
    places = [f"Lies in {run.lies_in}."] if run.lies_in is not None else []
    clauses = [f"Clauses {', '.join(run.clauses)}."] if run.clauses else []
    if places or clauses:
        yield " ".join([*places, *clauses])
    if run.title or places or clauses:
        yield ""


def _steps(replayed: Replayed) -> Iterator[str]:
    notes = replayed.run.notes
    walk: list[Moment] = []
    for moment in moments(replayed):
        if walk and not (moment.walks and moment.step == walk[0].step and walk[-1].number not in notes):
            yield from _walk(walk, notes)
            walk = []
        if moment.walks:
            walk.append(moment)
        else:
            yield from _step(moment, notes)
    if walk:
        yield from _walk(walk, notes)


def _step(moment: Moment, notes: Mapping[int, str]) -> Iterator[str]:
    yield f"{moment.number:>5}  {moment.act}"
    if moment.number in notes:
        yield f"         {notes[moment.number]}"
    yield from (f"       * {event_in_words(event)}" for event in moment.answer.events)
    yield from (f"       - {line}" for line in changes_in_words(moment.answer.changed, moment.before))


def _walk(walk: list[Moment], notes: Mapping[int, str]) -> Iterator[str]:
    if len(walk) == 1:
        yield from _step(walk[0], notes)
        return
    first, last = walk[0], walk[-1]
    thread = first.step["thread"]
    passed = places_in_words([moment.before[f"{thread}.wait"][1] for moment in walk])
    yield f"{f'{first.number}-{last.number}':>5}  {thread} goes on {len(walk)} times, past {passed}"
    if last.number in notes:
        yield f"         {notes[last.number]}"
    yield f"       - {thread}: {wait_in_words(last.answer.changed[f'{thread}.wait'])}"


def _outcome(replayed: Replayed) -> Iterator[str]:
    run = replayed.run
    if run.ends is not None and replayed.reproduced and len(replayed.answers) < len(run.steps):
        yield f"The last step has no defined outcome in the C ({run.ends.reason}), so it was not taken."
    if replayed.mismatch is not None:
        yield f"NO LONGER REPRODUCES: {replayed.mismatch}"
    if run.divergence is not None:
        yield from difference_told(run.divergence)
        yield f"Clause {clause_sentence(run.divergence.clause)}"


def _judgement(run: SavedRun) -> Iterator[str]:
    if run.why:
        yield f"Why it matters: {run.why}"
    if run.classification is not None:
        yield f"Classified as {run.classification.value}: {MEANINGS[run.classification]}"
