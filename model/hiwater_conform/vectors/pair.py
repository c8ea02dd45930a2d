"""The two vectors of a clause: a run with the right answers, and it again with a last one that the clause forbids."""

from hiwater_conform.adapter import answer_of
from hiwater_conform.clauses import clause_registry
from hiwater_conform.comparison import Divergence
from hiwater_conform.coverage import Coverage
from hiwater_conform.difference import as_lists
from hiwater_conform.run_parts import GivenAnswer, SeenDifference
from hiwater_conform.runs import SavedRun
from hiwater_conform.transcript import BEFORE_STEPS, replay
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import Configuration
from hiwater_model.steps import Step

FORBIDDEN = "forbidden"
"""Stands for the implementation in the divergence of a negative vector."""


def positive_of(name: str, clause: str, configuration: Configuration, steps: tuple[Step, ...]) -> SavedRun:
    """The run with the model's answer to each step, and what can be seen at its end."""
    coverage = Coverage()
    transcript = replay(configuration, steps, coverage=coverage)
    *answers, last = transcript.expected[BEFORE_STEPS:]
    return SavedRun(
        configuration,
        transcript.steps,
        id=name,
        title=clause_registry().find(clause).sentence,
        clauses=(clause, *sorted(coverage.clauses.keys() - {clause})),
        answers=tuple(_given(answer_of(line)) for line in answers),
        observation=answer_of(last)["observation"],
    )


def negative_of(positive: SavedRun, divergence: Divergence, why: str = "") -> SavedRun:
    """The positive one of the same steps, with the answer of the divergence in the place of the last."""
    difference, about = divergence.difference, positive.clauses[0]
    others = {*positive.clauses[1:], *filter(None, [difference.clause])} - {about}
    return SavedRun(
        positive.configuration,
        positive.steps,
        id=f"{positive.id}-not",
        title=f"Not so: {positive.title}",
        why=why,
        clauses=(about, *sorted(others)),
        answers=(*positive.answers[:-1], _given(answer_of(divergence.actual.encode()))),
        divergence=SeenDifference(
            FORBIDDEN,
            len(positive.steps),
            difference.key,
            as_lists(difference.expected),
            as_lists(difference.actual),
            difference.clause,
        ),
    )


def _given(answer: dict[str, Wire]) -> GivenAnswer:
    return GivenAnswer(tuple(answer["events"]), answer["changed"])
