"""The model is pure as far as its text can show, and the check of that can fail."""

from pathlib import Path

import pytest

from tests.architecture.checkout import PACKAGES, ROOT
from tests.architecture.model_allow_list import violations

MODULES = sorted(PACKAGES["hiwater_model"].rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_model_module_is_pure(path: Path) -> None:
    """No module of the model imports or names anything outside the allow-list."""
    assert violations(path.read_text(encoding="utf-8")) == []


def test_model_has_modules() -> None:
    """The test above looked at something."""
    assert MODULES


PLANTED = {
    "import time": "import time",
    "import random": "import random",
    "import threading": "import threading",
    "import logging": "import logging",
    "import os.path": "import os.path",
    "import sys": "import sys",
    "import io": "import io",
    "import secrets": "import secrets",
    "import importlib": "import importlib",
    "import hypothesis": "import hypothesis",
    "import dataclasses, socket": "import socket",
    "from time import monotonic": "import time",
    "from os import environ": "import os",
    "from hiwater_specs import read": "import hiwater_specs",
    "from hiwater_impl.door import Door": "import hiwater_impl.door",
    "def step():\n    import datetime": "import datetime",
    "if TYPE_CHECKING:\n    from pathlib import Path": "import pathlib",
    "open('x')": "name open",
    "print(1)": "name print",
    "input()": "name input",
    "eval('1')": "name eval",
    "exec('1')": "name exec",
    "compile('1', '', 'eval')": "name compile",
    "__import__('time')": "name __import__",
    "globals()['x'] = 1": "name globals",
    "shout = print": "name print",
    "key = lambda step: hash(step)": "name hash",
    "id(machine)": "name id",
    "setattr(machine, 'ticks', 1)": "name setattr",
    "object.__setattr__(machine, 'ticks', 1)": "attribute __setattr__",
    "apply.__globals__": "attribute __globals__",
    "from functools import lru_cache": "functools.lru_cache",
    "import functools\nfunctools.cache(apply)": "functools.cache",
    "def step():\n    global seen": "global or nonlocal",
    "async def step(): ...": "async",
}


@pytest.mark.parametrize(("source", "what"), PLANTED.items())
def test_planted_impurity_is_found(source: str, what: str) -> None:
    """Each planted impurity is found, and named."""
    assert [violation.what for violation in violations(source)] == [what]


PURE = (
    "import collections.abc",
    "from dataclasses import dataclass, replace",
    "from functools import reduce",
    "from hiwater_model.machine import Machine",
    "from . import machine",
    "door.open(1)",
    "step.id",
    '"""Words such as open, print and eval in a docstring."""',
)


@pytest.mark.parametrize("source", PURE)
def test_pure_code_is_left_alone(source: str) -> None:
    """What the model needs passes."""
    assert violations(source) == []
