"""The shipped scenarios show on the model what they say, and can be named in several ways."""

import re

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.replaying import replay
from hiwater_conform.runs import SavedRun
from hiwater_conform.scenarios import (
    SCENARIO_FILE,
    UnknownScenario,
    all_scenarios,
    scenario_number,
    scenarios_folder,
)
from hiwater_specs import read

SCENARIOS = pytest.mark.parametrize("scenario", all_scenarios().values(), ids=lambda scenario: scenario.id)


def test_files_are_numbered() -> None:
    """The files are numbered from 1, named as their runs, and listed in the README."""
    names = sorted(entry.name for entry in scenarios_folder().iterdir() if entry.name.endswith(".json"))
    matches = [SCENARIO_FILE.fullmatch(name) for name in names]
    assert [match and (int(match[1]), match[2]) for match in matches] == [
        (number, scenario.id) for number, scenario in all_scenarios().items()
    ]
    assert list(all_scenarios()) == list(range(1, len(names) + 1))
    readme = read("scenarios/README.md").decode()
    assert re.findall(r"`([0-9]+-[a-z-]+)`", readme) == [name.removesuffix(".json") for name in names]


@SCENARIOS
def test_replays_on_the_model(scenario: SavedRun) -> None:
    """Each step is enabled, and what is expected is seen."""
    replayed = replay(scenario, ModelAdapter())
    assert replayed.mismatch is None
    assert len(replayed.answers) == len(scenario.steps)


@SCENARIOS
def test_has_what_the_demo_needs(scenario: SavedRun) -> None:
    """It has a title, a reason, clauses that exist and notes about its steps; its last step has a note and is held."""
    assert scenario.title
    assert scenario.why
    assert set(scenario.clauses) <= {clause.identifier for clause in clause_registry().clauses}
    assert set(scenario.notes) <= set(range(1, len(scenario.steps) + 1))
    assert len(scenario.steps) in scenario.notes
    assert scenario.expectations[-1].after == len(scenario.steps)


@pytest.mark.parametrize("name", ["3", "03", "high-water", "3-high-water", " High-Water "])
def test_named_in_any_way(name: str) -> None:
    """Number, name or both, in whatever case."""
    assert scenario_number(name) == 3


@pytest.mark.parametrize(("name", "near"), [("hihg-water", ("high-water",)), ("policy", ("policy-cnt",)), ("", ())])
def test_unknown(name: str, near: tuple[str, ...]) -> None:
    """An unknown name is refused with those near to it."""
    with pytest.raises(UnknownScenario) as raised:
        scenario_number(name)
    assert set(near) <= set(raised.value.near)
