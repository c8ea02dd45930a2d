"""What the exploration left in the specification is what it would leave now, and can be read."""

import json

import pytest

from hiwater_check.states.published import folder, texts
from hiwater_conform.runs import read_run
from hiwater_model.relation import apply, start

LARGEST = 500_000
"""Bytes of a file that a web page may be asked to load."""


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """Names and texts as they would be now."""
    return dict(texts())


def test_files_are_fresh(written: dict[str, str]) -> None:
    """Each file is as it would be written, and there is no other."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder().glob("*.json")}
    assert there == written, "python -m hiwater_check.states.published"


def test_graphs_are_graphs(written: dict[str, str]) -> None:
    """Edges join states that are there, every state but the first has an edge to it, and a page can load it."""
    for name, text in written.items():
        if name.startswith("run-"):
            continue
        graph = json.loads(text)
        assert len(text) < LARGEST
        assert {target for _source, target, _words in graph["edges"]} == set(range(1, len(graph["states"])))
        assert all("end" in graph["states"][number] for number in _without_edges(graph))


def test_runs_can_be_taken(written: dict[str, str]) -> None:
    """Each run file is a run, all its steps enabled."""
    names = [name for name in written if name.startswith("run-")]
    assert len(names) >= 9
    for name in names:
        run = read_run(folder() / name)
        machine = start(run.configuration)
        for step in run.steps:
            machine = apply(machine, step).machine


def _without_edges(graph: dict[str, list[list[int]]]) -> set[int]:
    return set(range(len(graph["states"]))) - {edge[0] for edge in graph["edges"]}
