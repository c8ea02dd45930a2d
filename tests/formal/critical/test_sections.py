"""The sections by example: a second witness beside CrossHair, and which points of the model they pass."""

import importlib
import random
import re
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, get_type_hints

import pytest

from hiwater_check.contracts.skeleton import Numbers
from hiwater_inspector.command_line.checking.critical import both
from hiwater_inspector.command_line.checking.critical.passage import End, Passage, agreed
from hiwater_inspector.command_line.checking.critical.pinned import pinned
from hiwater_inspector.command_line.checking.critical.subjects import subjects
from hiwater_model.draft import POINTS

EXAMPLES = 80
INTEGERS = (-1, 0, 1, 2, 3, 4, 7, 8, 11, 64, 310)
PRECONDITION = re.compile(r"^ *pre: (.*)$", re.MULTILINE)


def _contracts() -> list[FunctionType]:
    return [getattr(importlib.import_module(subject.module), subject.contract) for subject in subjects()]


def _argument(kind: Any, dice: random.Random) -> Any:
    if kind is Numbers:
        return Numbers(*(dice.choice((0, 1, 2, 3)) for _ in range(5)))
    return dice.random() < 0.5 if kind is bool else dice.choice(INTEGERS)


def _examples(contract: FunctionType) -> Iterator[dict[str, Any]]:
    """Arguments that meet the contract's preconditions."""
    dice = random.Random(contract.__name__)
    hints = {name: hint for name, hint in get_type_hints(contract).items() if name != "return"}
    preconditions = PRECONDITION.findall(contract.__doc__ or "")
    for _ in range(EXAMPLES):
        arguments = {name: _argument(hint, dice) for name, hint in hints.items()}
        if all(eval(one, {**contract.__globals__}, arguments) for one in preconditions):
            yield arguments


@pytest.mark.parametrize("contract", _contracts(), ids=lambda contract: str(contract.__name__))
def test_both_sides_agree(contract: Callable[..., End]) -> None:
    """Implementation and model agree in everything, and end as the contract says, on examples."""
    assert isinstance(contract, FunctionType)
    (post,) = re.findall(r"^ *post: (.*)$", contract.__doc__ or "", re.MULTILINE)
    ends = set()
    for arguments in _examples(contract):
        end = contract(**arguments)
        assert end[0] != "differs", arguments
        assert eval(post, {**contract.__globals__}, {**arguments, "__return__": end}), arguments
        ends.add(end)
    assert ends


def test_every_point_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sections pass every point of the model, so that none of them ends too early on both sides."""
    passed: set[Any] = set()

    def noted(ours: Passage, models: Passage) -> End:
        passed.update(point[1] for point in ours.points)
        return agreed(ours, models)

    monkeypatch.setattr(both, "agreed", noted)
    for contract in _contracts():
        for arguments in _examples(contract):
            contract(**arguments)
    assert set(POINTS) == passed & set(POINTS)


def test_pinned_numbers_are_those_of_the_sources() -> None:
    """Each module has as many contracts as are pinned, all of them registered with clauses and functions."""
    found = [subject.module for subject in subjects()]
    assert {module: found.count(module) for module in pinned().confirmed} == pinned().confirmed
    assert all(subject.clauses and subject.functions for subject in subjects())
