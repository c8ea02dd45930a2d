"""What a finding is: a run that shows a quirk of the queue, what must be seen in it, and what is thought of it."""

from dataclasses import dataclass

from hiwater_conform.run_parts import Classification, Expectation, LiesIn
from hiwater_conform.runs import SavedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(SavedRun):
    """A run with the parts that every finding has. One with `ends` has a last step without a defined outcome."""

    id: str
    title: str
    classification: Classification
    why: str
    lies_in: LiesIn
    clauses: tuple[str, ...]
    expectations: tuple[Expectation, ...]


REQUIRED = ("id", "title", "classification", "why", "lies_in", "clauses", "notes", "expectations")
"""The parts that a finding's file must have, beside those of every run."""


@dataclass(frozen=True, slots=True)
class NotModelled:
    """A quirk, or a part of one, of which there is no run."""

    quirk: str
    title: str
    reason: str
