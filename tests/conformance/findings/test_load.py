"""A file that is no finding is refused with its name, the part and the complaint; a wrong id with near ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.findings import MalformedFinding, UnknownFinding, all_findings, finding_named
from hiwater_conform.findings.load import read_finding
from hiwater_specs import read

NAME = "Q02-totalsize-counts-dropped-bytes.json"


def document() -> dict[str, Any]:
    """A good finding."""
    value: dict[str, Any] = json.loads(read(f"findings/{NAME}"))
    return value


@pytest.mark.parametrize(
    ("part", "value", "where"),
    [
        ("protocol", 2, "protocol"),
        ("classification", "horrible", "classification"),
        ("title", "", "title"),
        ("id", "Q3", "id"),
        ("lies_in", {"file": "audit.c", "lines": [[1, 2]]}, "lies_in"),
        ("lies_in", {"file": "audit_io.c", "lines": [[2, 1]]}, "lines"),
        ("lies_in", {"file": "audit_io.c", "lines": [[884, 885]]}, "lines"),
        ("steps", [{"step": "dance"}], "step"),
        ("notes", [{"step": 99, "note": "Too late."}], "notes"),
        ("notes", [{"step": 1, "note": "One."}, {"step": 1, "note": "Two."}], "notes"),
        ("expectations", [{"after": 1}], "expectation"),
        ("expectations", [{"after": 99, "holds": {}}], "after"),
        ("expectations", [{"after": 1, "hold": {}}], "expectation"),
        ("expectations", [{"after": 1, "events": ["freed"]}], "events"),
        ("ends", {"undefined": "x"}, "ends"),
        ("mood", "grim", "run"),
        ("classification", None, "classification"),
        ("notes", [], "finding"),
    ],
)
def test_malformed(tmp_path: Path, part: str, value: object, where: str) -> None:
    """The error names the file and the part that is wrong."""
    (tmp_path / NAME).write_text(json.dumps(document() | {part: value}))
    with pytest.raises(MalformedFinding) as raised:
        read_finding(tmp_path / NAME)
    assert (raised.value.file, raised.value.where) == (NAME, where)
    assert "\n" not in str(raised.value)


def test_not_json(tmp_path: Path) -> None:
    """A file that is no JSON is refused as such."""
    (tmp_path / NAME).write_text("{")
    with pytest.raises(MalformedFinding, match="JSON"):
        read_finding(tmp_path / NAME)


@pytest.mark.parametrize("identifier", ["Q3", "q3", "Q03", "q003"])
def test_named_in_any_way(identifier: str) -> None:
    """Case and leading zeros do not matter."""
    assert finding_named(identifier).id == "Q3"


@pytest.mark.parametrize(("identifier", "near"), [("Q8", ("Q8a", "Q8b")), ("W99", ("W9",)), ("", ())])
def test_unknown(identifier: str, near: tuple[str, ...]) -> None:
    """An unknown id is refused with those near to it."""
    with pytest.raises(UnknownFinding) as raised:
        finding_named(identifier)
    assert set(near) <= set(raised.value.near)


def test_ids_are_unique() -> None:
    """No two findings have one id."""
    ids = [finding.id for finding in all_findings()]
    assert len(ids) == len(set(ids))
