"""A run taken by two sides, every step by both: what each answered, where they differ, what came through each door.

Not good for: steps beyond the first that one side refuses; what follows would compare different runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from hiwater_conform.adapter import Adapter, AdapterEnded, Fault, Refused, Reply, Stepped
from hiwater_conform.difference import MISSING, explain_key, of_answers, same_event
from hiwater_conform.observation import Observer
from hiwater_conform.runs import SavedRun
from hiwater_conform.telling.difference import both_told
from hiwater_conform.telling.event_words import event_in_words
from hiwater_conform.telling.words import step_in_words
from hiwater_conform.wire_steps import step_to_wire
from hiwater_conform.wire_values import Wire
from hiwater_inspector.counted import counted
from hiwater_model.relation import NotEnabled, Outcome, apply, start
from hiwater_model.steps import Step

Observation = dict[str, Wire]
KEPT_EVERY: Final = 64
"""How far apart whole observations are kept: any step is at most so many changes away."""


class Said(NamedTuple):
    """What one side answered to a step."""

    events: tuple[Any, ...]
    changed: dict[str, Wire]
    trouble: str = ""
    """Why there is no answer."""


class Compared(NamedTuple):
    """One step on both sides."""

    words: str
    left: Said
    right: Said
    differing: tuple[str, ...]
    """Keys in which the observations differ after it."""
    events_differ: bool
    clause: str | None
    """The clause that is blamed, at the first divergence alone."""

    @property
    def equal(self) -> bool:
        """Both did the same, and look the same."""
        return not self.differing and not self.events_differ and not self.left.trouble and not self.right.trouble


@dataclass
class Comparison:
    """All steps that both sides took."""

    run: SavedRun
    left: str
    right: str
    keys: list[str]
    before: tuple[Observation, Observation]
    steps: list[Compared] = field(default_factory=list)
    kept: dict[int, tuple[Observation, Observation]] = field(default_factory=dict)

    @property
    def first(self) -> int | None:
        """The first step, counted from 1, at which the sides part; 0 before any; None if they do not."""
        if self.before[0] != self.before[1]:
            return 0
        return next((number for number, step in enumerate(self.steps, 1) if not step.equal), None)

    def after(self, number: int) -> tuple[Observation, Observation]:
        """Both whole observations after a step; 0 is before the first."""
        begin = number - number % KEPT_EVERY
        left, right = self.kept.get(begin, self.before)
        for step in self.steps[begin:number]:
            left, right = applied(left, step.left.changed), applied(right, step.right.changed)
        return left, right


def compare(run: SavedRun, left: Adapter, right: Adapter, names: tuple[str, str]) -> Comparison:
    """Take the run on both. Raises AdapterEnded when one side does not even take the configuration."""
    observer = Observer(run.configuration)
    for adapter in (left, right):
        adapter.configure(run.configuration)
    seen = (left.observe(), right.observe())
    comparison = Comparison(run, *names, observer.all_keys(), seen, kept={0: seen})
    model = _Model(run, observer)
    for number, step in enumerate(run.steps, start=1):
        waits = {key.removesuffix(".wait"): value for key, value in seen[0].items() if key.endswith(".wait")}
        words = step_in_words(step_to_wire(step, observer.names), waits)
        replies = (_asked(left, step), _asked(right, step))
        outcome = model.take(step)
        seen = (applied(seen[0], replies[0].changed), applied(seen[1], replies[1].changed))
        compared = _compared(words, replies, seen, comparison.keys)
        if not compared.equal and comparison.first is None:
            compared = compared._replace(clause=_blamed(outcome, observer, replies, compared))
        comparison.steps.append(compared)
        if number % KEPT_EVERY == 0:
            comparison.kept[number] = seen
        if replies[0].trouble or replies[1].trouble:
            break
    return comparison


def verdict(comparison: Comparison) -> list[str]:
    """In words: that they agree, or where they part first, with both values."""
    first = comparison.first
    if first is None:
        steps = counted(len(comparison.steps), "step")
        return [f"{_sentence(comparison.left)} and {comparison.right} agree in all {steps}."]
    if first == 0:
        return ["They differ before the first step."]
    step = comparison.steps[first - 1]
    if step.left.trouble or step.right.trouble:
        said = [(name, side.trouble or "took the step") for name, side in _named(comparison, step)]
        return [f"At step {first} they part:", *(f"{name}: {words}" for name, words in said)]
    if step.events_differ:
        key, values = "events", _first_events(step)
    else:
        key = step.differing[0]
        left, right = comparison.after(first)
        values = (left.get(key, MISSING), right.get(key, MISSING))
    ours, theirs = both_told(key, *values)
    return [
        f"After step {first}, {key} {'differ' if key == 'events' else 'differs'}:",
        f"{comparison.left}: {ours}",
        f"{comparison.right}: {theirs}",
    ]


def applied(before: Observation, changed: Mapping[str, Wire]) -> Observation:
    """The next observation; records are said by what was removed and appended."""
    after = {**before, **changed}
    for key, value in changed.items():
        if key.endswith(".records") and isinstance(value, dict) and isinstance(before.get(key), list):
            after[key] = [*before[key][value["removed"] :], *value["appended"]]
    return after


def events_words(said: Said) -> list[str]:
    """What a side said to have happened; what has no known form is shown as it came."""
    words = []
    for event in said.events:
        try:
            words.append(event_in_words(event))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            words.append(str(event))
    return words


class _Model:
    """The model beside the sides, for the clause to blame; silent from the first step that it cannot take."""

    def __init__(self, run: SavedRun, observer: Observer) -> None:
        self._machine = start(run.configuration)
        self._observer = observer
        self._lost = False

    def take(self, step: Step) -> Outcome | None:
        if self._lost:
            return None
        try:
            outcome = apply(self._machine, step)
        except NotEnabled:
            self._lost = True
            return None
        self._machine = outcome.machine
        return outcome


def _asked(adapter: Adapter, step: Step) -> Said:
    try:
        reply: Reply = adapter.step(step)
    except AdapterEnded as ended:
        return Said((), {}, f"ended: {ended.why}")
    if isinstance(reply, Refused):
        return Said((), {}, f"refused the step: {reply.why}")
    if isinstance(reply, Fault):
        return Said((), {}, f"met something impossible: {reply.what}")
    return Said(tuple(reply.events), reply.changed)


def _compared(
    words: str, replies: tuple[Said, Said], seen: tuple[Observation, Observation], keys: list[str]
) -> Compared:
    left, right = replies
    differing = tuple(key for key in keys if seen[0].get(key, MISSING) != seen[1].get(key, MISSING))
    same = len(left.events) == len(right.events) and all(
        same_event(one, other) or same_event(other, one) for one, other in zip(left.events, right.events, strict=True)
    )
    return Compared(words, left, right, differing, not same, None)


def _blamed(outcome: Outcome | None, observer: Observer, replies: tuple[Said, Said], step: Compared) -> str | None:
    """The clause by the judge's own rule, with the model's outcome as what is right."""
    if outcome is None:
        return None
    left, right = (Stepped(list(said.events), said.changed) for said in replies)
    found = of_answers(outcome, observer.names, left, right, observer.all_keys())
    if found is not None and found.clause is not None:
        return found.clause
    return explain_key(outcome, step.differing[0]) if step.differing else outcome.clause or None


def _first_events(step: Compared) -> tuple[Wire, Wire]:
    left, right = step.left.events, step.right.events
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else MISSING
        other = right[number] if number < len(right) else MISSING
        if one != other:
            return one, other
    return MISSING, MISSING


def _named(comparison: Comparison, step: Compared) -> tuple[tuple[str, Said], tuple[str, Said]]:
    return (comparison.left, step.left), (comparison.right, step.right)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
