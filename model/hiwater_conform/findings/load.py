"""Reads the findings of specs/hiwater_specs/findings/ into typed values and refuses what is no finding.

`all_findings()` is the shipped data, read once. The form is `findings/schema.json`: the protocol's `run`, and more.
"""

import difflib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.abc import Traversable
from importlib.resources import files

from hiwater_conform.findings.errors import MalformedFinding, UnknownFinding
from hiwater_conform.findings.finding import (
    Classification,
    Collected,
    Expectation,
    Finding,
    InFile,
    InNeighbour,
    LiesIn,
    NotModelled,
    UndefinedEnd,
)
from hiwater_conform.wire_configuration import configuration_from_wire
from hiwater_conform.wire_steps import step_from_wire
from hiwater_conform.wire_values import (
    PROTOCOL_VERSION,
    NotThisForm,
    Wire,
    fields_of,
    list_of,
    number,
    thread_names,
)

FINDING_FILE = re.compile(r"[QW][0-9]+[a-z]?-[a-z0-9-]+\.json")
NOT_MODELLED_FILE = "not_modelled.json"
_REQUIRED = (
    *("protocol", "id", "title", "classification", "why", "quirks", "lies_in", "clauses"),
    *("configuration", "steps", "notes", "expectations"),
)
_LAST_LINE = 884


def findings_folder() -> Traversable:
    """The folder of the shipped findings."""
    return files("hiwater_specs").joinpath("findings")


@cache
def all_findings() -> tuple[Finding, ...]:
    """Every shipped finding, quirks first, by number. Raises MalformedFinding for the first file that is broken."""
    folder = findings_folder()
    names = sorted(entry.name for entry in folder.iterdir() if FINDING_FILE.fullmatch(entry.name))
    return tuple(read_finding(folder.joinpath(name)) for name in names)


def finding_named(identifier: str) -> Finding:
    """The finding with this id, in whatever case and with or without leading zeros. Raises UnknownFinding."""
    known = {finding.id.lower(): finding for finding in all_findings()}
    wanted = re.sub(r"^([qw])0+(?=[0-9])", r"\1", identifier.lower())
    if wanted in known:
        return known[wanted]
    near = [one for one in known if wanted and re.fullmatch(re.escape(wanted) + "[a-z]", one)]
    near += [one for one in difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) if one not in near]
    raise UnknownFinding(identifier, tuple(known[one].id for one in near))


def not_modelled() -> tuple[NotModelled, ...]:
    """The quirks without a run, each with the reason."""
    try:
        rows = [
            fields_of("quirk", row, ("quirk", "title", "reason"))
            for row in list_of("list", _json(findings_folder().joinpath(NOT_MODELLED_FILE)))
        ]
    except NotThisForm as error:
        raise MalformedFinding(NOT_MODELLED_FILE, error.where, error.why) from None
    return tuple(NotModelled(*map(str, row)) for row in rows)


def read_finding(file: Traversable) -> Finding:
    """Read one file. Raises MalformedFinding."""
    value = _json(file)
    try:
        finding = finding_from_wire(value)
    except NotThisForm as error:
        raise MalformedFinding(file.name, error.where, error.why) from None
    stem = re.sub(r"^([QW])0*", r"\1", file.name).partition("-")[0]
    if stem != finding.id:
        raise MalformedFinding(file.name, "id", f"{stem}, as the file's name says, not {finding.id!r}")
    return finding


def finding_from_wire(value: Wire) -> Finding:
    """The finding that a document holds; raises NotThisForm for any other."""
    keys = (*_REQUIRED, "ends") if isinstance(value, dict) and "ends" in value else _REQUIRED
    given = dict(zip(keys, fields_of("finding", value, keys), strict=True))
    if given["protocol"] != PROTOCOL_VERSION:
        raise NotThisForm("protocol", f"{PROTOCOL_VERSION}, not {given['protocol']!r}")
    try:
        classification = Classification(given["classification"])
    except ValueError:
        known = ", ".join(one.value for one in Classification)
        raise NotThisForm("classification", f"one of {known}, not {given['classification']!r}") from None
    configuration = configuration_from_wire(given["configuration"])
    names = thread_names(configuration)
    steps = tuple(step_from_wire(step, names) for step in list_of("steps", given["steps"]))
    return Finding(
        id=_text("id", given["id"]),
        title=_text("title", given["title"]),
        classification=classification,
        why=_text("why", given["why"]),
        quirks=_texts("quirks", given["quirks"]),
        lies_in=_lies_in(given["lies_in"]),
        clauses=_texts("clauses", given["clauses"]),
        configuration=configuration,
        steps=steps,
        notes=_notes(given["notes"], len(steps)),
        expectations=tuple(_expectation(one, len(steps)) for one in list_of("expectations", given["expectations"])),
        ends=_ends(given.get("ends")),
    )


def _json(file: Traversable) -> Wire:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MalformedFinding(file.name, "file", f"JSON in UTF-8 ({error})") from None


def _lies_in(value: Wire) -> LiesIn:
    if isinstance(value, dict) and set(value) == {"neighbour"}:
        return InNeighbour(_text("lies_in", value["neighbour"]))
    file, spans = fields_of("lies_in", value, ("file", "lines"))
    if file != "audit_io.c":
        raise NotThisForm("lies_in", f"audit_io.c or a neighbour, not {file!r}")
    pairs = [tuple(number("lines", line) for line in list_of("lines", span, 2)) for span in list_of("lines", spans)]
    if not pairs or not all(1 <= first <= last <= _LAST_LINE for first, last in pairs):
        raise NotThisForm("lines", f"spans of lines from 1 to {_LAST_LINE}, not {spans!r}")
    return InFile(tuple((first, last) for first, last in pairs))


def _notes(value: Wire, steps: int) -> Mapping[int, str]:
    rows = [fields_of("note", note, ("step", "note")) for note in list_of("notes", value)]
    notes = {number("step", step): _text("note", note) for step, note in rows}
    if len(notes) != len(rows) or not all(1 <= step <= steps for step in notes):
        raise NotThisForm("notes", f"one for a step, which are counted from 1 to {steps}")
    return notes


def _expectation(value: Wire, steps: int) -> Expectation:
    if not isinstance(value, dict) or not {"after"} < set(value) <= {"after", "holds", "events", "absent", "daemon"}:
        raise NotThisForm("expectation", "an object with after, and with holds, events, absent or daemon")
    after = number("after", value["after"])
    if not 0 <= after <= steps:
        raise NotThisForm("after", f"a number of steps up to {steps}, not {after}")
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


def _ends(value: Wire) -> UndefinedEnd | None:
    if value is None:
        return None
    reason, line = fields_of("ends", value, ("undefined", "line"))
    return UndefinedEnd(_text("undefined", reason), None if line is None else number("line", line))


def _text(where: str, value: Wire) -> str:
    if not isinstance(value, str) or not value:
        raise NotThisForm(where, f"a text, not {value!r}")
    return value


def _texts(where: str, value: Wire) -> tuple[str, ...]:
    return tuple(_text(where, one) for one in list_of(where, value))
