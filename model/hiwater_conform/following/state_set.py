"""The set of states that the model may be in: the one engine wherever an implementation, not the judge, picks.

It fails when it is empty, and is bounded: beyond, nothing is said. `follower` takes it from line to line of a trace,
`calls` from call to call of an implementation that makes whole calls.
"""

from collections.abc import Sequence
from typing import Final

from hiwater_conform.following.candidate import AT_REST, NOTHING_COUNTED, Candidate
from hiwater_model.configuration import Configuration
from hiwater_model.relation import start

MOST_STATES: Final = 4096


def first_state(configuration: Configuration) -> Candidate:
    """The one state before anything has happened; there is memory."""
    machine = start(configuration)._replace(memory=True)
    return Candidate(
        machine,
        (AT_REST,) * len(machine.threads),
        (),
        (NOTHING_COUNTED,) * len(machine.zones),
        ((),) * len(machine.threads),
    )


class StateSet:
    """The candidates, at least one, at most `most` states; `largest` is how many there ever were."""

    def __init__(self, configuration: Configuration, most: int) -> None:
        self.candidates: Sequence[Candidate] = [first_state(configuration)]
        self.most = most
        self.largest = 1

    def become(self, candidates: Sequence[Candidate]) -> bool:
        """The set is this one from now on; whether it is small enough to go on."""
        assert candidates
        self.candidates = candidates
        states = sum(map(_states, candidates)) if len(candidates) > 1 else _states(candidates[0])
        self.largest = max(self.largest, states)
        return states <= self.most

    @property
    def too_many(self) -> str:
        """Why nothing is said beyond the bound."""
        return f"the model may be in more than {self.most} states"


def _states(candidate: Candidate) -> int:
    """How many are kept for it: one, and what threads may carry instead."""
    return 1 + sum(map(len, candidate.others))
