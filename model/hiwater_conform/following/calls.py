"""Whole calls, followed: an implementation makes one after another, and picks itself who else goes on, and how far.

After each call it tells which calls have returned, what its output threads have sent, and what can be seen. The set
holds every state in which the model can have told the same: closed over the steps of all threads, in blocking steps.
Time stands still and every door answers 0, so no timer fires and nothing is sent again.
Not good for: what an implementation does not tell.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hiwater_conform.difference import MISSING, as_lists, explain_key
from hiwater_conform.following.candidate import AT_REST, Candidate, Made, Standing
from hiwater_conform.following.matching import Refusal
from hiwater_conform.following.past import Past
from hiwater_conform.following.state_set import MOST_STATES, StateSet
from hiwater_conform.following.stepping import Stepper, Taken
from hiwater_conform.following.verdict import Inconsistent, Unknown
from hiwater_conform.following.words import made_in_words, thread_in_words
from hiwater_conform.observation import Observer
from hiwater_conform.wire_values import Wire
from hiwater_model.configuration import UNSPECIFIED, Configuration
from hiwater_model.draft import CLAUSES
from hiwater_model.relation import Outcome, apply, ready, start
from hiwater_model.steps import Answer, Call, Run, Softcall, Step

UNTOLD = ("ticks", "timers")
"""Keys of an observation that are not compared: time stands still."""
_REASONS = 4


class Performed(NamedTuple):
    """What an implementation told after a call."""

    returned: Mapping[int, tuple[str, Wire]]
    """Function and value, by the thread whose call has returned."""
    sent: Mapping[int, tuple[tuple[int, bytes], ...]]
    """Type and bytes of the buffers, in order, by zone."""
    halted: str | None
    seen: Mapping[str, Wire]
    """Some keys of an observation."""


class _Node(NamedTuple):
    """A state within the call: who has returned, how many buffers of each zone have been sent."""

    candidate: Candidate
    returned: frozenset[int]
    sent: tuple[int, ...]


class CallFollower:
    """Follows one run: `perform` for each call, until it gives a verdict. `path` is a run of the model up to now."""

    def __init__(self, configuration: Configuration, most_states: int = MOST_STATES) -> None:
        self._observer = Observer(configuration)
        self._zones = len(configuration.zones)
        self._past = Past(len(self._observer.names), self._zones)
        self._stepper = Stepper(self._past)
        self._set = StateSet(configuration, most_states)
        self._configuration = configuration
        self._paths: dict[Candidate, tuple[Step, ...]] = {self._set.candidates[0]: ()}
        self._reasons: list[tuple[int, int, Refusal]] = []
        self.calls = 0

    @property
    def candidate(self) -> Candidate:
        """One of the states that the model may be in."""
        return self._set.candidates[0]

    @property
    def path(self) -> tuple[Step, ...]:
        """Steps that lead to it."""
        return self._paths[self.candidate]

    @property
    def largest(self) -> int:
        """How many states there ever were at once."""
        return self._set.largest

    def perform(self, call: Call, told: Performed) -> Inconsistent | Unknown | None:
        """One call more."""
        self.calls += 1
        self._reasons, self._stepper.undefined = [], None
        first = self._begun(call)
        known, waiting, after = first, list(first), dict[Candidate, tuple[Step, ...]]()
        while waiting:
            node = waiting.pop(0)
            if self._is_told(node, told, known[node]):
                after.setdefault(node.candidate, known[node])
            for step, taken in self._next(node.candidate):
                behind = self._told_of(node, taken, told)
                if behind is not None and behind not in known:
                    known[behind] = (*known[node], step)
                    waiting.append(behind)
            if len(known) > self._set.most:
                return Unknown(self.calls, self._set.too_many)
        if not after:
            return self._nothing_left(call)
        self._paths = after
        return None if self._set.become(tuple(after)) else Unknown(self.calls, self._set.too_many)

    def _begun(self, call: Call) -> dict[_Node, tuple[Step, ...]]:
        pending = Standing(call.arguments)
        return {
            _Node(candidate.standing(call.thread, pending), frozenset(), (0,) * self._zones): self._paths[candidate]
            for candidate in self._set.candidates
            if candidate.machine.threads[call.thread].wait.kind == "idle" and candidate.machine.halted is None
        }

    def _next(self, candidate: Candidate) -> Iterator[tuple[Step, Taken]]:
        """Every step that somebody may take."""
        machine, stepper = candidate.machine, self._stepper
        if machine.halted is not None:
            return
        for number, thread in enumerate(machine.threads):
            pending, kind = candidate.standings[number].pending, thread.wait.kind
            step: Step | None = None
            if pending is not None:
                yield from ((Call(number, pending), taken) for taken in stepper.hidden(candidate, number, {}))
            elif kind == "idle":
                step = Softcall() if number == machine.softint and machine.softcalls else None
            elif kind == "door":
                step = Answer(number, 0, 0)
            elif ready(machine, number):
                step = Run(number)
            if step is not None:
                yield from ((step, taken) for taken in stepper.told(candidate, number, step, {}))

    def _told_of(self, node: _Node, taken: Taken, told: Performed) -> _Node | None:
        """The node after a step, if all that the step tells was told."""
        candidate, returned, sent = taken.candidate._replace(changes=()), node.returned, list(node.sent)
        for made in taken.made:
            if made.event == "asked":
                zone = made.facts["zone"]
                refusal = _refusal_of_buffer(made, told.sent.get(zone, ()), sent[zone])
                if refusal is not None:
                    self._refuse(node, refusal)
                    return None
                sent[zone] += 1
            elif made.event == "halted" and told.halted != made.facts["reason"]:
                self._refuse(node, Refusal(f"the thread {made_in_words(made)}", made.clause))
                return None
        for number, standing in enumerate(candidate.standings):
            if standing.result is not None:
                refusal = self._refusal_of_return(number, standing.result, told)
                if refusal is not None:
                    self._refuse(node, refusal)
                    return None
                candidate, returned = candidate.standing(number, AT_REST), returned | {number}
        return _Node(candidate, returned, tuple(sent))

    def _refusal_of_return(self, number: int, made: Made, told: Performed) -> Refusal | None:
        value = as_lists(made.facts["value"])
        if number in told.returned:
            function, theirs = told.returned[number]
            if function == made.facts["function"] and (value in (theirs, UNSPECIFIED)):
                return None
        return Refusal(f"{self._observer.names[number]} {made_in_words(made)}", made.clause)

    def _refuse(self, node: _Node, refusal: Refusal) -> None:
        """Remembered as the reason why a state is not in the set."""
        self._reasons.append((len(node.returned) + sum(node.sent), 0, refusal))

    def _is_told(self, node: _Node, told: Performed, path: tuple[Step, ...]) -> bool:
        """Whether the call may be over here: all that was told has happened, and what is seen is so."""
        if any(standing.pending is not None for standing in node.candidate.standings):
            return False
        matched = len(node.returned) + sum(node.sent)
        machine = node.candidate.machine
        wanted = len(told.returned) + sum(map(len, told.sent.values()))
        if matched < wanted or machine.halted != told.halted:
            if not any(True for _ in self._next(node.candidate)):
                self._reasons.append((matched, 0, self._at_rest(node, told, path)))
            return False
        ours = self._observer.observation(machine)
        wrong = [key for key, value in told.seen.items() if as_lists(ours.get(key, MISSING)) != value]
        wrong = [key for key in wrong if key not in UNTOLD]
        if not wrong:
            return True
        key = wrong[0]
        why = f"{key} is {as_lists(ours.get(key, MISSING))}, not {told.seen[key]}"
        self._reasons.append((matched, -len(wrong), Refusal(why, self._clause_of(key, path))))
        return False

    def _at_rest(self, node: _Node, told: Performed, path: tuple[Step, ...]) -> Refusal:
        """Nobody can go on, and something that was told has not happened."""
        candidate, names = node.candidate, self._observer.names
        threads = candidate.machine.threads
        readers = [len(threads) - self._zones + zone for zone, sent in told.sent.items() if len(sent) > node.sent[zone]]
        for number in (*told.returned, *readers):
            if number not in node.returned:
                at = threads[number].wait.at
                clause = self._clause_of("", path) if at is None else CLAUSES[at]
                return Refusal(thread_in_words(candidate, number, names), clause)
        return Refusal("nothing more happens", self._clause_of("", path))

    def _clause_of(self, key: str, path: tuple[Step, ...]) -> str | None:
        """Of the last step that wrote the key; else of the last step."""
        machine, found = start(self._configuration)._replace(memory=True), None
        outcome: Outcome | None = None
        for step in path:
            outcome = apply(machine, step)
            if key in self._observer.changed(machine, outcome.machine):
                found = explain_key(outcome, key)
            machine = outcome.machine
        return found if found or outcome is None else outcome.clause or None

    def _nothing_left(self, call: Call) -> Inconsistent | Unknown:
        if self._stepper.undefined is not None:
            return Unknown(self.calls, f"the C has no defined next act: {self._stepper.undefined}")
        best = [one[2] for one in sorted(self._reasons, key=lambda one: (-one[0], -one[1]))]
        reasons = list(dict.fromkeys(best))
        return Inconsistent(
            self.calls,
            f"{self._observer.names[call.thread]} makes call {self.calls}, and more or other things are told of it",
            tuple(one.why for one in reasons[:_REASONS]),
            tuple(
                thread_in_words(self.candidate, number, self._observer.names)
                for number in range(len(self._observer.names))
                if self.candidate.machine.threads[number].wait.kind != "idle"
            ),
            next((one.clause for one in reasons if one.clause), None),
        )


def _refusal_of_buffer(made: Made, told: tuple[tuple[int, bytes], ...], number: int) -> Refusal | None:
    facts = made.facts
    words = f"buffer {number + 1} of zone {facts['zone']} has type {facts['type']} and {facts['size']} bytes"
    if number >= len(told) or told[number][0] != facts["type"]:
        return Refusal(words, made.clause)
    if told[number][1] != facts["bytes"]:
        return Refusal(f"{words}: {facts['bytes'].hex()}", made.clause_of_bytes)
    return None
