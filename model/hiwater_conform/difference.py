"""Where two answers first differ, and which clause is to be blamed for it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hiwater_conform.adapter import Fault, Refused, Reply, Stepped
from hiwater_conform.clauses import clause_registry
from hiwater_conform.record_blame import LINES_OF_TIME, line_to_blame
from hiwater_conform.wire_events import event_to_wire
from hiwater_conform.wire_values import Wire, record_from_wire
from hiwater_model.configuration import UNSPECIFIED
from hiwater_model.events import Asked, Event
from hiwater_model.relation import Outcome, explain

MISSING = "(nothing)"
"""Stands for a key or an event that one side does not have."""


class Difference(NamedTuple):
    """The first thing that differs."""

    key: str
    """A key of the observation (`zone0.count`), `events`, or `answer`."""
    expected: Wire
    actual: Wire
    clause: str | None
    """The clause that wrote the field or sent the event, or should have left it alone."""


def of_answers(
    outcome: Outcome, names: tuple[str, ...], expected: Stepped, actual: Reply, keys: Sequence[str]
) -> Difference | None:
    """The first difference between the answers to one step, events first; None if there is none."""
    if isinstance(actual, Refused | Fault):
        what = "refused: " + actual.why if isinstance(actual, Refused) else "fault: " + actual.what
        return Difference("answer", "the step is done", what, _any_clause(outcome))
    events = _of_events(outcome, names, actual.events)
    if events is not None:
        return events
    key = first_key(keys, expected.changed, actual.changed)
    if key is None:
        return None
    ours, theirs = expected.changed.get(key, MISSING), actual.changed.get(key, MISSING)
    clause = _clause_of_record(outcome, key, ours, theirs) or explain_key(outcome, key)
    return Difference(key, ours, theirs, _rather_of_the_file(outcome, clause))


def first_key(keys: Iterable[str], expected: dict[str, Wire], actual: dict[str, Wire]) -> str | None:
    """The first key, in the protocol's order, that differs."""
    for key in keys:
        if expected.get(key, MISSING) != actual.get(key, MISSING):
            return key
    return next((key for key in actual if key not in expected), None)


def _clause_of_record(outcome: Outcome, key: str, ours: Wire, theirs: Wire) -> str | None:
    """The clause that made the part in which two appended records differ, if au_close_time made them."""
    zone, _, field = key.partition(".")
    if field != "records" or not isinstance(ours, dict) or not isinstance(theirs, dict):
        return None
    owner = outcome.machine.zones[int(zone.removeprefix("zone"))].queue_lock
    if owner is None:
        return None
    try:
        pairs = zip(ours["appended"], theirs["appended"], strict=True)
        expected, actual = next((our, their) for our, their in pairs if our != their)
        line = line_to_blame(record_from_wire(expected), record_from_wire(actual))
    except (KeyError, StopIteration, TypeError, ValueError):
        return None
    foreign = outcome.machine.threads[owner].function == "audit" and line not in LINES_OF_TIME
    clauses = () if line is None or foreign else clause_registry().at_line(line)
    return clauses[0].identifier if clauses else None


def _of_events(outcome: Outcome, names: tuple[str, ...], actual: list[Wire]) -> Difference | None:
    for number, event in enumerate(outcome.events):
        expected = as_lists(event_to_wire(event, names))
        if number >= len(actual):
            return Difference("events", expected, MISSING, event.clause)
        if not same_event(expected, actual[number]):
            return Difference("events", expected, actual[number], _clause_of_event(event, expected, actual[number]))
    if len(actual) > len(outcome.events):
        return Difference("events", MISSING, actual[len(outcome.events)], _any_clause(outcome))
    return None


def _clause_of_event(event: Event, expected: Wire, actual: Wire) -> str:
    """A buffer of the right type that holds something else is blamed on what filled it."""
    if isinstance(event, Asked) and isinstance(actual, dict) and actual.get("type") == expected["type"]:
        return event.payload_clause
    return event.clause


def same_event(expected: Any, actual: Any) -> bool:
    """Whether two events are the same, but for a value that is compared with nothing."""
    if isinstance(expected, dict) and expected.get("value") == UNSPECIFIED and isinstance(actual, dict):
        return expected == {**actual, "value": UNSPECIFIED}
    return bool(expected == actual)


def explain_key(outcome: Outcome, key: str) -> str | None:
    """The model's explanation of a key; None for a key that the protocol does not have."""
    try:
        return explain(outcome, key)
    except (IndexError, KeyError, ValueError):
        return None


def as_lists(value: Any) -> Wire:
    """The value with lists for tuples: what `json.loads` would give."""
    if isinstance(value, dict):
        return {key: as_lists(one) for key, one in value.items()}
    return [as_lists(one) for one in value] if isinstance(value, (list, tuple)) else value


def _any_clause(outcome: Outcome) -> str | None:
    """Something happened besides: what the step did last is to be blamed."""
    return outcome.clause or None


def _rather_of_the_file(outcome: Outcome, clause: str | None) -> str | None:
    """A step that ends in a neighbour went wrong in the file, if it passed the file: neighbours are our own."""
    if clause is None or not outcome.clause:
        return clause
    find = clause_registry().find
    return outcome.clause if find(clause).neighbour and not find(outcome.clause).neighbour else clause
