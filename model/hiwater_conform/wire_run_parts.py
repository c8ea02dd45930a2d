"""The optional parts of a run as they stand in a file, both ways: one table of forms.

Every `from_wire` raises NotThisForm. `specs/hiwater_specs/protocol/README.md`, section Runs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from hiwater_conform.run_parts import (
    Classification,
    Collected,
    Expectation,
    GivenAnswer,
    InFile,
    InNeighbour,
    LiesIn,
    Question,
    SeenDifference,
    ShrinkingStage,
    UndefinedEnd,
)
from hiwater_conform.wire_values import NotThisForm, Wire, fields_of, list_of, number

LAST_LINE: Final = 884
"""Of audit_io.c."""
_ID: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


class PartForm(NamedTuple):
    """How one part of a run stands on the wire. `from_wire` is also given the number of the run's steps."""

    to_wire: Callable[[Any], Wire]
    from_wire: Callable[[Wire, int], Any]


def text(where: str, value: Wire) -> str:
    """A string that is not empty."""
    if not isinstance(value, str) or not value:
        raise NotThisForm(where, f"a text, not {value!r}")
    return value


def _texts(where: str, value: Wire) -> tuple[str, ...]:
    return tuple(text(where, one) for one in list_of(where, value))


def _place(where: str, value: Wire, first: int, last: int) -> int:
    place = number(where, value)
    if not first <= place <= last:
        raise NotThisForm(where, f"a number of a step from {first} to {last}, not {place}")
    return place


def _identifier(value: Wire, steps: int) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise NotThisForm("id", f"letters and digits, with hyphens between, not {value!r}")
    return value


def _classification(value: Wire, steps: int) -> Classification:
    known = {one.value: one for one in Classification}
    if value not in known:
        raise NotThisForm("classification", f"one of {', '.join(known)}, not {value!r}")
    return known[value]


def _lies_in(value: Wire, steps: int) -> LiesIn:
    if isinstance(value, dict) and set(value) == {"neighbour"}:
        return InNeighbour(text("lies_in", value["neighbour"]))
    file, spans = fields_of("lies_in", value, ("file", "lines"))
    if file != "audit_io.c":
        raise NotThisForm("lies_in", f"audit_io.c or a neighbour, not {file!r}")
    pairs = [tuple(number("lines", line) for line in list_of("lines", span, 2)) for span in list_of("lines", spans)]
    if not pairs or not all(1 <= first <= last <= LAST_LINE for first, last in pairs):
        raise NotThisForm("lines", f"spans of lines from 1 to {LAST_LINE}, not {spans!r}")
    return InFile(tuple((first, last) for first, last in pairs))


def _lies_in_to_wire(value: LiesIn) -> Wire:
    if isinstance(value, InNeighbour):
        return {"neighbour": value.name}
    return {"file": "audit_io.c", "lines": [list(span) for span in value.spans]}


def _notes(value: Wire, steps: int) -> Mapping[int, str]:
    rows = [fields_of("note", note, ("step", "note")) for note in list_of("notes", value)]
    notes = {number("step", step): text("note", note) for step, note in rows}
    if len(notes) != len(rows) or not all(1 <= step <= steps for step in notes):
        raise NotThisForm("notes", f"one for a step, which are counted from 1 to {steps}")
    return notes


def _expectation(value: Wire, steps: int) -> Expectation:
    if not isinstance(value, dict) or not {"after"} < set(value) <= {"after", "holds", "events", "absent", "daemon"}:
        raise NotThisForm("expectation", "an object with after, and with holds, events, absent or daemon")
    after = _place("after", value["after"], 0, steps)
    holds = value.get("holds", {})
    if not isinstance(holds, dict):
        raise NotThisForm("holds", f"an object, not {holds!r}")
    daemon = value.get("daemon")
    if daemon is not None:
        records, tossed = fields_of("daemon", daemon, ("records", "tossed"))
        daemon = Collected(_texts("records", records), _texts("tossed", tossed))
    return Expectation(after, holds, _events(value.get("events", [])), _events(value.get("absent", [])), daemon)


def _events(value: Wire) -> tuple[Mapping[str, Wire], ...]:
    events = list_of("events", value)
    if not all(isinstance(event, dict) and "event" in event for event in events):
        raise NotThisForm("events", f"objects with the key event, not {value!r}")
    return tuple(events)


def _expectation_to_wire(one: Expectation) -> Wire:
    wire: dict[str, Wire] = {"after": one.after}
    if one.holds:
        wire["holds"] = dict(one.holds)
    if one.events:
        wire["events"] = list(one.events)
    if one.absent:
        wire["absent"] = list(one.absent)
    if one.daemon is not None:
        wire["daemon"] = collected_to_wire(one.daemon)
    return wire


def collected_to_wire(daemon: Collected) -> Wire:
    """What the daemon has collected, as an expectation says it."""
    return {"records": list(daemon.records), "tossed": list(daemon.tossed)}


def _answers(value: Wire, steps: int) -> tuple[GivenAnswer, ...]:
    answers = []
    for one in list_of("answers", value, steps):
        events, changed = fields_of("answer", one, ("events", "changed"))
        if not isinstance(changed, dict):
            raise NotThisForm("changed", f"an object, not {changed!r}")
        answers.append(GivenAnswer(_events(events), changed))
    return tuple(answers)


def _answer_to_wire(one: GivenAnswer) -> Wire:
    return {"events": list(one.events), "changed": dict(one.changed)}


def _observation(value: Wire, steps: int) -> Mapping[str, Wire]:
    if not isinstance(value, dict):
        raise NotThisForm("observation", f"an object, not {value!r}")
    return value


def _ends(value: Wire, steps: int) -> UndefinedEnd:
    reason, line = fields_of("ends", value, ("undefined", "line"))
    return UndefinedEnd(text("undefined", reason), None if line is None else number("line", line))


def _stage(value: Wire, steps: int) -> ShrinkingStage:
    name, length, seconds = fields_of("stage", value, ("name", "steps", "seconds"))
    if type(seconds) not in (int, float):
        raise NotThisForm("seconds", f"a number, not {seconds!r}")
    return ShrinkingStage(text("name", name), number("steps", length), seconds)


def _difference(value: Wire, steps: int) -> SeenDifference:
    keys = ("implementation", "step", "key", "expected", "actual", "clause")
    implementation, step, key, expected, actual, clause = fields_of("divergence", value, keys)
    return SeenDifference(
        text("implementation", implementation),
        _place("step", step, 0, steps),
        text("key", key),
        expected,
        actual,
        None if clause is None else text("clause", clause),
    )


def _question(value: Wire, steps: int) -> Question:
    before, question, choices, right = fields_of("question", value, ("before", "question", "choices", "right"))
    texts = _texts("choices", choices)
    if not 0 <= number("right", right) < len(texts):
        raise NotThisForm("right", f"the number of a choice, counted from 0, not {right}")
    return Question(_place("before", before, 1, steps), text("question", question), texts, right)


def _question_to_wire(one: Question) -> Wire:
    return {"before": one.before, "question": one.question, "choices": list(one.choices), "right": one.right}


def _each(where: str, from_wire: Callable[[Wire, int], Any]) -> Callable[[Wire, int], tuple[Any, ...]]:
    return lambda value, steps: tuple(from_wire(one, steps) for one in list_of(where, value))


def _all(to_wire: Callable[[Any], Wire]) -> Callable[[Sequence[Any]], Wire]:
    return lambda values: [to_wire(one) for one in values]


def _plain_text(where: str) -> PartForm:
    return PartForm(str, lambda value, steps: text(where, value))


def _names(where: str) -> PartForm:
    return PartForm(list, lambda value, steps: _texts(where, value))


HEAD: Final[Mapping[str, PartForm]] = {
    "id": PartForm(str, _identifier),
    "title": _plain_text("title"),
    "classification": PartForm(lambda value: value.value, _classification),
    "why": _plain_text("why"),
    "quirks": _names("quirks"),
    "lies_in": PartForm(_lies_in_to_wire, _lies_in),
    "clauses": _names("clauses"),
}
"""The parts that stand before a run's configuration, in order."""

TAIL: Final[Mapping[str, PartForm]] = {
    "notes": PartForm(lambda notes: [{"step": step, "note": note} for step, note in notes.items()], _notes),
    "expectations": PartForm(_all(_expectation_to_wire), _each("expectations", _expectation)),
    "answers": PartForm(_all(_answer_to_wire), _answers),
    "observation": PartForm(dict, _observation),
    "ends": PartForm(lambda ends: {"undefined": ends.reason, "line": ends.line}, _ends),
    "stages": PartForm(_all(ShrinkingStage._asdict), _each("stages", _stage)),
    "divergence": PartForm(SeenDifference._asdict, _difference),
    "questions": PartForm(_all(_question_to_wire), _each("questions", _question)),
}
"""The parts that stand behind a run's steps, in order."""
