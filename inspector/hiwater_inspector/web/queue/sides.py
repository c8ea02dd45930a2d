"""The implementation beside the model: it takes the steps of a recording, again from the first when it was put away.

Threads and processes of an implementation cost something; a run that nobody drives can rest, and loses nothing.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack

from hiwater_conform.adapter import Adapter, AdapterEnded, Stepped, reply_of
from hiwater_conform.difference import Difference, first_key, of_answers
from hiwater_conform.observation import Observer
from hiwater_conform.wire import Scribe
from hiwater_conform.wire_values import Wire
from hiwater_inspector.web.comparing.sides import opened
from hiwater_inspector.web.queue.recording import Taken, fault_line
from hiwater_model.configuration import Configuration
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome
from hiwater_model.steps import Step

_AT_ONCE = 256


class Side:
    """One implementation by its name among `comparing.sides`. Raises NoSide, AdapterEnded from `begin`."""

    def __init__(self, name: str, configuration: Configuration) -> None:
        self.name = name
        self._configuration = configuration
        self._scribe = Scribe(configuration)
        self._open = ExitStack()
        self._adapter: Adapter | None = None
        self._taken = 0

    @property
    def is_open(self) -> bool:
        """It holds threads."""
        return self._adapter is not None

    def begin(self) -> dict[str, Wire]:
        """Start afresh, and look."""
        return self._ready(()).observe()

    def take(self, before: Sequence[Taken], step: Step) -> bytes:
        """One step more than those that were taken before; an implementation that ends has that for an answer."""
        try:
            adapter = self._ready(before)
            line = adapter.exchange([self._scribe.step_line(1, step)])[0]
        except AdapterEnded as ended:
            self.rest()
            return fault_line(ended.why)
        self._taken += 1
        return line

    def look(self) -> dict[str, Wire] | None:
        """Everything that can be seen; None of one that has ended."""
        try:
            return None if self._adapter is None else self._adapter.observe()
        except AdapterEnded:
            return None

    def rest(self) -> None:
        """Give back its threads."""
        self._adapter = None
        self._taken = 0
        self._open.close()

    def _ready(self, before: Sequence[Taken]) -> Adapter:
        if self._adapter is None or self._taken > len(before):
            self.rest()
            self._adapter = self._open.enter_context(opened(self.name))
            self._adapter.configure(self._configuration)
        while self._taken < len(before):
            some = before[self._taken : self._taken + _AT_ONCE]
            self._adapter.exchange([self._scribe.step_line(1, taken.step) for taken in some])
            self._taken += len(some)
        return self._adapter


def expected_line(scribe: Scribe, before: Machine, outcome: Outcome) -> bytes:
    """The model's own answer to a step."""
    changed = scribe.observer.changed(before, outcome.machine)
    return scribe.stepped_line(1, outcome.events, changed)


def differing(observer: Observer, outcome: Outcome, expected: bytes, answer: bytes) -> Difference | None:
    """How an answer differs from the model's, by value; None if it does not."""
    ours = json.loads(expected)
    try:
        theirs = json.loads(answer)
        reply = reply_of(theirs)
    except (ValueError, AdapterEnded, AttributeError):
        return Difference("answer", "an answer of the protocol", answer[:200].decode("utf-8", "replace"), None)
    return of_answers(outcome, observer.names, Stepped(ours["events"], ours["changed"]), reply, observer.all_keys())


def differing_in_sight(
    observer: Observer, machine: Machine, outcome: Outcome, seen: dict[str, Wire]
) -> Difference | None:
    """How what is seen of the implementation differs from the model, in any field."""
    ours = json.loads(json.dumps(observer.observation(machine)))
    key = first_key(observer.all_keys(), ours, seen)
    return None if key is None else Difference(key, ours.get(key), seen.get(key), outcome.clause or None)
