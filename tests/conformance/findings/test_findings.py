"""The shipped findings: each one shows, on the model, what it says; and every known quirk is one, or has its excuse."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from hiwater_conform.clauses import clause_registry
from hiwater_conform.findings import Finding, InFile, InNeighbour, all_findings, not_modelled, replay
from hiwater_conform.findings.load import FINDING_FILE, findings_folder
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_specs import read

FINDINGS = pytest.mark.parametrize("finding", all_findings(), ids=lambda finding: finding.id)
QUIRKS = [f"Q{number}" for number in range(1, 36)]
BLOCKED_WRITERS = [f"W{number}" for number in range(1, 7)]


def files() -> list[str]:
    """The names of the findings' files."""
    return sorted(entry.name for entry in findings_folder().iterdir() if FINDING_FILE.fullmatch(entry.name))


def validator(form: str) -> Draft202012Validator:
    """The validator of a finding, or of one of its schema's definitions."""
    schema: dict[str, Any] = json.loads(read("findings/schema.json"))
    protocol = Resource.from_contents(json.loads(read("protocol/schema.json")))
    registry: Registry[Any] = Resource.from_contents(schema) @ (protocol @ Registry())
    return Draft202012Validator({"$ref": schema["$id"] + form}, registry=registry)


@FINDINGS
def test_reproduces_on_the_model(finding: Finding) -> None:
    """The model shows what the finding says."""
    replayed = replay(finding, ModelAdapter())
    assert replayed.mismatch is None
    assert len(replayed.answers) == len(finding.steps)


@pytest.mark.parametrize("name", files())
def test_files_validate(name: str) -> None:
    """A file has the form of the schema, down to the protocol's steps and configuration."""
    document = json.loads(read(f"findings/{name}"))
    assert [error.message for error in validator("").iter_errors(document)] == []


def test_schema_refuses() -> None:
    """The schema refuses a step that the protocol does not know, and a part that no finding has."""
    document = json.loads(read(f"findings/{files()[0]}"))
    assert not validator("").is_valid(document | {"steps": [{"step": "dance"}]})
    assert not validator("").is_valid(document | {"mood": "grim"})


def test_excuses_validate() -> None:
    """The list of quirks without a run has the form of the schema."""
    assert validator("#/$defs/not_modelled").is_valid(json.loads(read("findings/not_modelled.json")))


def test_no_other_files() -> None:
    """Every JSON file in the folder is a finding, the list of excuses or the schema: no name is misspelt."""
    names = {entry.name for entry in findings_folder().iterdir() if entry.name.endswith(".json")}
    assert names - set(files()) == {"not_modelled.json", "schema.json"}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_every_quirk_is_told(quirk: str) -> None:
    """A quirk of the list is a finding of its own number, or is excused."""
    told = {re.sub(r"[a-z]$", "", finding.id) for finding in all_findings()}
    assert quirk in told | {one.quirk for one in not_modelled()}


@pytest.mark.parametrize("way", BLOCKED_WRITERS)
def test_every_way_to_stay_blocked_is_told(way: str) -> None:
    """A way in which a writer stays blocked is a finding, and its run ends or passes with a writer asleep."""
    (finding,) = [one for one in all_findings() if one.id == way]
    assert ["asleep", 493, "write_cv", 0] in [one.holds.get("user0.wait") for one in finding.expectations]


@FINDINGS
def test_something_is_pinned_at_the_end(finding: Finding) -> None:
    """A finding's last step is held by an expectation, or has no defined outcome."""
    assert finding.ends is not None or finding.expectations[-1].after == len(finding.steps)


@FINDINGS
def test_names_what_exists(finding: Finding) -> None:
    """A finding's clauses exist, and its place is in the file or in a neighbour."""
    known = {clause.identifier for clause in clause_registry().clauses}
    assert set(finding.clauses) <= known
    assert isinstance(finding.lies_in, InFile | InNeighbour)


@FINDINGS
def test_clauses_name_the_quirk(finding: Finding) -> None:
    """Each quirk that a finding shows is named by one of its clauses."""
    clauses = [clause for clause in clause_registry().clauses if clause.identifier in finding.clauses]
    assert set(finding.quirks) <= {quirk for clause in clauses for quirk in clause.quirks}


def quirks_of_clauses() -> Iterator[str]:
    """Quirks that the clauses name."""
    for clause in clause_registry().clauses:
        yield from clause.quirks


def test_quirks_of_clauses_are_told() -> None:
    """A quirk that a clause names is one of the list."""
    assert set(quirks_of_clauses()) <= set(QUIRKS)
