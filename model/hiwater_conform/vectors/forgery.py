"""Wrong answers to one step: the right one with one thing changed, each with the clause that the judge blames for it.

The first ones are the plainest: an event that is missing, a key that did not change. Not good for: every wrong answer
that there is.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from hiwater_conform.adapter import Stepped
from hiwater_conform.clauses import clause_registry
from hiwater_conform.difference import Difference, as_lists, of_answers
from hiwater_conform.observation import Observer
from hiwater_conform.record_blame import LINES, line_to_blame
from hiwater_conform.wire_events import event_to_wire
from hiwater_conform.wire_values import Wire, record_from_wire
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome

_RECORD_JOINS: Final = "ENQ-06"
_WHO_AND_WHERE: Final = ("event", "thread", "zone", "door", "size")
"""What is not changed in an event; `size` follows from the bytes."""


class Forgery(NamedTuple):
    """A wrong answer, and what the judge says of it."""

    answer: Stepped
    difference: Difference


def right_answer(before: Machine, outcome: Outcome, observer: Observer) -> Stepped:
    """The model's answer to a step, as `json.loads` would give it."""
    events = [as_lists(event_to_wire(event, observer.names)) for event in outcome.events]
    return Stepped(events, as_lists(observer.changed(before, outcome.machine)))


def forgeries(before: Machine, outcome: Outcome, observer: Observer) -> Iterator[Forgery]:
    """Every wrong answer that is tried, the plainest first."""
    right = right_answer(before, outcome, observer)
    keys = observer.all_keys()
    for wrong in _wrong_answers(right, outcome, observer):
        difference = of_answers(outcome, observer.names, right, wrong, keys)
        if difference is not None:
            yield Forgery(wrong, difference)


def forged(before: Machine, outcome: Outcome, observer: Observer, clause: str) -> Forgery | None:
    """The plainest wrong answer that the judge blames on a clause; None if it blames none of them on it."""
    if clause not in may_be_blamed(outcome):
        return None
    every = forgeries(before, outcome, observer)
    return next((forgery for forgery in every if forgery.difference.clause == clause), None)


def may_be_blamed(outcome: Outcome) -> frozenset[str]:
    """The clauses that are said of the step or of one of its parts, and those that made a record that joins."""
    said = {outcome.clause, *(write[2] for write in outcome.writes)}
    for event in outcome.events:
        said.update((event.clause, getattr(event, "payload_clause", event.clause)))
    return frozenset(said | clauses_of_records() if _RECORD_JOINS in said else said)


@cache
def clauses_of_records() -> frozenset[str]:
    """The clauses that are seen in the bytes of a record alone, when it joins a queue."""
    at_line = clause_registry().at_line
    return frozenset(clause.identifier for line in LINES for clause in at_line(line)[:1])


def _wrong_answers(right: Stepped, outcome: Outcome, observer: Observer) -> Iterator[Stepped]:
    events, changed = right
    for place in range(len(events)):
        yield Stepped([*events[:place], *events[place + 1 :]], changed)
    for key in changed:
        yield Stepped(events, {other: value for other, value in changed.items() if other != key})
    for place, event in enumerate(events):
        for other in _other_events(event):
            yield Stepped([*events[:place], other, *events[place + 1 :]], changed)
    for key, value in changed.items():
        for other in _others(key, value):
            yield Stepped(events, {**changed, key: other})
    if events and events[-1]["event"] != "halted":
        yield Stepped([*events, events[-1]], changed)
    yield from (Stepped(events, {**changed, **more}) for more in _left_alone(right, outcome, observer))


def _other_events(event: Mapping[str, Wire]) -> Iterator[dict[str, Wire]]:
    for field, value in event.items():
        if field == "bytes":
            yield from ({**event, field: other} for other in _other_bytes(value))
        elif field not in _WHO_AND_WHERE:
            yield from ({**event, field: other} for other in _other_values(value))


def _others(key: str, value: Any) -> Iterator[Wire]:
    if key.endswith(".records"):
        yield {**value, "removed": value["removed"] + 1}
        yield from ({**value, "appended": other} for other in _other_records(value["appended"]))
    elif key.endswith(".wait"):
        yield ["idle"] if value != ["idle"] else ["read", 474, "state", 0]
    else:
        yield from _other_values(value)


def _other_values(value: Any) -> Iterator[Wire]:
    """Values of the same form."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, list) and value:
        yield value[:-1]
    elif isinstance(value, list):
        yield ["user0"]


def _other_bytes(text: str) -> Iterator[str]:
    """Hexadecimal with one byte changed; every byte once."""
    for place in range(0, len(text), 2):
        yield f"{text[:place]}{int(text[place : place + 2], 16) ^ 1:02x}{text[place + 2 :]}"


def _other_records(appended: list[list[str]]) -> Iterator[list[list[str]]]:
    """The last record with another byte, time or border of membufs: one for each line that is blamed."""
    if not appended:
        return
    *earlier, last = appended
    seen: set[int | None] = set()
    for other in (*_changed_in_a_byte(last), *_split(last), *_without_time(last)):
        line = line_to_blame(record_from_wire(last), record_from_wire(other))
        if line not in seen:
            seen.add(line)
            yield [*earlier, other]


def _changed_in_a_byte(record: list[str]) -> Iterator[list[str]]:
    for number, membuf in enumerate(record):
        for other in _other_bytes(membuf):
            yield [*record[:number], other, *record[number + 1 :]]


def _split(record: list[str]) -> Iterator[list[str]]:
    """One membuf as two."""
    for number, membuf in enumerate(record):
        for place in range(2, len(membuf), 2):
            yield [*record[:number], membuf[:place], membuf[place:], *record[number + 1 :]]


def _without_time(record: list[str]) -> Iterator[list[str]]:
    """The time of a plain header left empty, or its nanoseconds, or with the seconds in their place."""
    first, rest = record[0], record[1:]
    half = {"14": 8, "74": 16}.get(first[:2])
    if half is None or len(first) < 20 + 2 * half:
        return
    begin, middle, end = 20, 20 + half, 20 + 2 * half
    for time in ("0" * 2 * half, first[begin:middle] + "0" * half, first[begin:middle] * 2):
        yield [first[:begin] + time + first[end:], *rest]


def _left_alone(right: Stepped, outcome: Outcome, observer: Observer) -> Iterator[dict[str, Wire]]:
    """A counter that the step should have left alone."""
    seen = observer.observation(outcome.machine)
    key = next(key for key in ("zone0.dropped", "zone0.written") if key not in right.changed)
    yield {key: seen[key] + 1}
