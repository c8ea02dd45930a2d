"""The shipped vectors: right, whole, and refused where they are wrong; what is changed in them is found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.clauses import Strength, clause_registry
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.runs import SavedRun, run_from_wire, run_to_wire
from hiwater_conform.vectors.checking import problem_of, problems_of
from hiwater_conform.vectors.stored import BESIDE, SHIPPED, lines_of, read_manifest, shipped_folder, shipped_vectors
from hiwater_conform.wire_values import text_of

WITHOUT = {"BACK-01", "DEQ-04"}
DAEMONS = {"DAEMON-01", "DAEMON-02"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped folder, to be spoiled."""
    shutil.copytree(Path(str(shipped_folder())), tmp_path / "v1")
    return tmp_path / "v1"


def of(clause: str, *, positive: bool) -> SavedRun:
    """A vector of the tiny tier."""
    vectors = shipped_vectors("tiny")
    return next(one for one in vectors if one.clauses[0] == clause and (one.divergence is None) == positive)


def test_they_are_as_the_model_says() -> None:
    """Every answer, every blame, every digest."""
    assert list(problems_of(shipped_folder())) == []


def test_every_defined_clause_has_both_in_the_tiny_tier() -> None:
    """But for those that the manifest names, each with a reason; the daemon's stand in a file of their own."""
    kinds: dict[str, set[bool]] = {}
    for vector in shipped_vectors("tiny"):
        kinds.setdefault(vector.clauses[0], set()).add(vector.divergence is None)
    defined = {one.identifier for one in clause_registry().clauses if one.strength is not Strength.UNDEFINED}
    assert set(read_manifest(shipped_folder()).without) == WITHOUT
    assert set(kinds) == defined - WITHOUT - DAEMONS
    assert all(both == {True, False} for both in kinds.values())


def test_each_line_has_the_form_of_a_run() -> None:
    """By the protocol's schema, and byte for byte as it is written."""
    folder = shipped_folder()
    for listed in read_manifest(folder).files:
        if listed.file not in BESIDE:
            _where, line = next(lines_of(folder, listed))
            assert complaints("run", json.loads(line)) == []
            assert text_of(run_to_wire(run_from_wire(json.loads(line)))) == line
    assert {one.tier for one in read_manifest(folder).files} == {*SHIPPED, "daemon", "records"}


def _shorter(lines: list[str]) -> list[str]:
    return lines[:-1]


def _other_byte(lines: list[str]) -> list[str]:
    return [lines[0].replace('"clock":[1000000000', '"clock":[1000000001'), *lines[1:]]


@pytest.mark.parametrize("change", [_shorter, _other_byte])
def test_a_changed_file_is_found(copy: Path, change: Callable[[list[str]], list[str]]) -> None:
    """By its digest, whatever was changed."""
    path = copy / "tiny" / "enqueue.jsonl"
    path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")
    problems = list(problems_of(copy))
    assert any("tiny/enqueue.jsonl" in one and "digest" in one for one in problems)


def test_a_clause_that_lost_its_vectors_is_found(copy: Path) -> None:
    """And one that the manifest excuses though it has some."""
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = [one for one in manifest["files"] if one["file"] not in BESIDE]
    manifest["without"].append({"clause": "ENQ-08", "reason": "none"})
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    problems = list(problems_of(copy))
    assert any(one.startswith("DAEMON-01: neither") for one in problems)
    assert any(one.startswith("ENQ-08: the manifest says that it has no vectors") for one in problems)


def _changed(vector: SavedRun, change: Callable[[dict[str, Any]], None]) -> SavedRun:
    wire = json.loads(text_of(run_to_wire(vector)))
    change(wire)
    return run_from_wire(wire)


def test_a_wrong_answer_in_a_positive_vector_is_found() -> None:
    """In a step, and at the end."""
    vector = of("ENQ-08", positive=True)
    assert problem_of(vector) is None
    assert problem_of(_changed(vector, lambda wire: wire["answers"][-1]["events"].clear())) is not None
    assert problem_of(_changed(vector, lambda wire: wire["observation"].update({"zone0.count": 99}))) is not None
    assert problem_of(_changed(vector, lambda wire: wire["clauses"].pop())) is not None


def test_a_negative_vector_that_is_right_is_found() -> None:
    """If its last answer is what the model says, or another clause is blamed, it shows nothing."""
    negative, positive = of("ENQ-08", positive=False), of("ENQ-08", positive=True)
    right = run_to_wire(positive)["answers"][-1]

    def put_right(wire: dict[str, Any]) -> None:
        wire["answers"][-1] = json.loads(text_of(right))

    assert problem_of(negative) is None
    assert problem_of(_changed(negative, put_right)) == "the judge refuses none of its answers"
    blamed = problem_of(_changed(negative, lambda wire: wire["divergence"].update({"clause": "ENQ-01"})))
    assert blamed == "the judge refuses it for events, and blames ENQ-08"
