"""One form for every kind of run: files are read into values and written back as they were."""

import json
from pathlib import Path
from typing import Any

import pytest

from hiwater_conform.findings.load import FINDING_FILE, findings_folder
from hiwater_conform.protocol_schema import complaints
from hiwater_conform.run_parts import Question, SeenDifference, ShrinkingStage
from hiwater_conform.runs import SavedRun, read_run, run_from_wire, run_text, run_to_wire, write_run
from hiwater_conform.scenarios import SCENARIO_FILE, scenarios_folder
from hiwater_conform.wire_values import NotThisForm
from hiwater_model.examples import WORLD
from hiwater_model.steps import Tick

SHIPPED = [
    *sorted(str(entry) for entry in findings_folder().iterdir() if FINDING_FILE.fullmatch(entry.name)),
    *sorted(str(entry) for entry in scenarios_folder().iterdir() if SCENARIO_FILE.fullmatch(entry.name)),
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: Path(path).stem)
def test_shipped_runs_are_read_and_written(path: str) -> None:
    """A finding and a scenario obey the schema of runs, and are written back with the same parts in the same order."""
    wire = json.loads(Path(path).read_text(encoding="utf-8"))
    run = read_run(Path(path))
    assert complaints("run", wire) == []
    assert json.loads(run_text(run)) == wire
    assert list(run_to_wire(run)) == list(wire)


def test_every_part_is_read_and_written(tmp_path: Path) -> None:
    """The parts that no shipped run has come back, too."""
    run = SavedRun(
        WORLD,
        (Tick(1),),
        stages=(ShrinkingStage("found", 1, 0.25),),
        divergence=SeenDifference("mine", 1, "ticks", 1, {"any": ["thing"]}, None),
        questions=(Question(1, "What does a tick change?", ("The clock.", "The queue."), 0),),
    )
    write_run(tmp_path / "run.json", run)
    assert read_run(tmp_path / "run.json") == run
    assert complaints("run", run_to_wire(run)) == []


@pytest.mark.parametrize(
    ("part", "value", "where"),
    [
        ("protocol", 2, "protocol"),
        ("more", 1, "run"),
        ("id", "a name", "id"),
        ("title", "", "title"),
        ("stages", [{"name": "found", "steps": 1}], "stage"),
        ("stages", [{"name": "found", "steps": 1, "seconds": "long"}], "seconds"),
        ("divergence", {"step": 1}, "divergence"),
        ("questions", [{"before": 1, "question": "?", "choices": ["a"], "right": 1}], "right"),
        ("questions", [{"before": 2, "question": "?", "choices": ["a", "b"], "right": 1}], "before"),
        ("expectations", [{"after": 1, "answer": {"events": [], "changed": {}}}], "expectation"),
    ],
)
def test_what_is_no_run_is_refused(part: str, value: Any, where: str) -> None:
    """The error names the part that is wrong."""
    wire = json.loads(run_text(SavedRun(WORLD, (Tick(1),)))) | {part: value}
    with pytest.raises(NotThisForm) as raised:
        run_from_wire(wire)
    assert raised.value.where == where


@pytest.mark.parametrize("text", ["{", "[]", '{"protocol":1}'])
def test_other_files_are_refused(text: str, tmp_path: Path) -> None:
    """A file that is no JSON, or no run, is refused."""
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(NotThisForm):
        read_run(tmp_path / "run.json")
