"""What can be opened: everything shipped, and what a user brings, held to limits."""

import json
from typing import Any

import pytest

from hiwater_conform.findings import all_findings
from hiwater_conform.runs import run_to_wire
from hiwater_conform.scenarios import all_scenarios
from hiwater_conform.vectors.stored import shipped_vectors
from hiwater_inspector.web.shelf.shelf import (
    STEPS_MOST,
    UPLOADS_MOST,
    Kind,
    NotOnShelf,
    NotTaken,
    Shelf,
    vector_id,
)


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(run_to_wire(all_scenarios()[1])))
    return document


def test_everything_shipped_is_there_once() -> None:
    """Scenarios, findings, witnesses; ids fit an address."""
    entries = Shelf().entries()
    kinds = [entry.kind for entry in entries]
    assert kinds.count(Kind.SCENARIO) == len(all_scenarios())
    assert kinds.count(Kind.FINDING) == len(all_findings())
    assert kinds.count(Kind.WITNESS) >= 10
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(set(entry.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for entry in entries)


def test_every_vector_can_be_opened() -> None:
    """By its id, though none is listed; what is no vector is not there."""
    shelf = Shelf()
    vectors = list(shipped_vectors("tiny"))
    assert all(shelf.get(vector_id(vector)).run.steps == vector.steps for vector in vectors)
    assert Kind.VECTOR not in {entry.kind for entry in shelf.entries()}
    with pytest.raises(NotOnShelf):
        shelf.get("vector-enq-99")


def test_a_file_named_on_the_command_line_is_first() -> None:
    """Under its title."""
    shelf = Shelf({"mine.json": _document()})
    assert shelf.entries()[0].kind is Kind.FILE
    assert shelf.get("file-1").run.steps


def test_an_upload_gets_an_id_that_nobody_guesses() -> None:
    """Two of the same are two."""
    shelf = Shelf()
    first, second = shelf.put(_document()), shelf.put(_document())
    assert first.id != second.id
    assert shelf.get(first.id) == first


def test_the_oldest_upload_makes_room() -> None:
    """Memory is bounded."""
    shelf = Shelf()
    ids = [shelf.put(_document()).id for _ in range(UPLOADS_MOST + 3)]
    uploads = [entry.id for entry in shelf.entries() if entry.kind is Kind.UPLOAD]
    assert uploads == ids[3:]
    with pytest.raises(NotOnShelf):
        shelf.get(ids[0])


@pytest.mark.parametrize(
    "document", [None, [], {}, {"protocol": 1}, "run", {"protocol": 2, "configuration": {}, "steps": []}]
)
def test_what_is_no_run_is_refused_with_a_sentence(document: Any) -> None:
    """Whatever JSON it is."""
    with pytest.raises(NotTaken, match="no run"):
        Shelf().put(document)


def test_a_run_that_is_too_long_is_refused() -> None:
    """By the number of its steps."""
    document = _document()
    document["steps"] = [{"step": "tick", "ticks": 1}] * (STEPS_MOST + 1)
    with pytest.raises(NotTaken, match="100,000"):
        Shelf().put(document)
