"""The table "Direction of knowledge" holds in the tree, and each of its contracts can fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.checkout import PACKAGES, ROOT

MODEL = "model: the standard library alone"
IMPLEMENTATION = "implementation: specs, and never the model"
JUDGE = "judge: the model, specs and its tools"
PROVERS = "provers: the model, the judge, specs and solvers"
SPECS = "specs: data, the standard library alone"
PAGES = "pages: FastAPI only under hiwater_inspector.web"


class Planted(NamedTuple):
    """A line put into a new module of a package, and the contracts that it breaks (all must be named, no other)."""

    module: str
    line: str
    broken: frozenset[str]


PLANTED = (
    Planted("model/hiwater_model/planted.py", "import hiwater_specs", frozenset({MODEL})),
    Planted("model/hiwater_model/planted.py", "import hiwater_conform", frozenset({MODEL})),
    Planted("model/hiwater_model/planted.py", "from hypothesis import given", frozenset({MODEL})),
    Planted("impl/hiwater_impl/planted.py", "import hiwater_model", frozenset({IMPLEMENTATION})),
    Planted("impl/hiwater_impl/planted.py", "from hiwater_inspector import command_line", frozenset({IMPLEMENTATION})),
    Planted("model/hiwater_conform/planted.py", "import hiwater_impl", frozenset({JUDGE})),
    Planted("model/hiwater_conform/planted.py", "def late():\n    import hiwater_check", frozenset({JUDGE})),
    Planted("model/hiwater_check/planted.py", "import hiwater_impl", frozenset({PROVERS})),
    Planted("model/hiwater_check/planted.py", "import hiwater_inspector", frozenset({PROVERS})),
    Planted("specs/hiwater_specs/planted.py", "import hiwater_model", frozenset({SPECS})),
    Planted("specs/hiwater_specs/planted.py", "import rich", frozenset({SPECS})),
    Planted("inspector/hiwater_inspector/command_line/planted.py", "import fastapi", frozenset({PAGES})),
    Planted("inspector/hiwater_inspector/planted.py", "from starlette import routing", frozenset({PAGES})),
    Planted("impl/hiwater_impl/planted.py", "import uvicorn", frozenset({IMPLEMENTATION, PAGES})),
)

ALLOWED = (
    ("inspector/hiwater_inspector/web/planted.py", "import fastapi"),
    ("inspector/hiwater_inspector/planted.py", "import hiwater_impl, hiwater_check, hiwater_conform, hiwater_model"),
    ("model/hiwater_conform/planted.py", "import hiwater_model, hiwater_specs, hypothesis, jsonschema"),
    ("model/hiwater_check/planted.py", "import hiwater_conform, crosshair, z3"),
    ("impl/hiwater_impl/planted.py", "import hiwater_specs, threading"),
)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """Make a copy of the Python files of the tree and of what the linter reads."""
    for package in PACKAGES.values():
        for source in package.rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        (tmp_path / package.relative_to(ROOT)).mkdir(parents=True, exist_ok=True)
        (tmp_path / package.relative_to(ROOT) / "__init__.py").touch()
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    linter = tmp_path / "tests/architecture/contract_types.py"
    linter.parent.mkdir(parents=True)
    (tmp_path / "tests/__init__.py").touch()
    shutil.copyfile(ROOT / linter.relative_to(tmp_path), linter)
    yield tmp_path
    shutil.rmtree(tmp_path)


def lint(tree: Path) -> tuple[int, frozenset[str]]:
    """Run import-linter on a tree; return its exit code and the contracts that it calls broken."""
    roots = [str(package.parent) for package in (tree / path.relative_to(ROOT) for path in PACKAGES.values())]
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(roots)), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = frozenset(
        line.removesuffix(" BROKEN").rstrip() for line in ran.stdout.splitlines() if line.endswith(" BROKEN")
    )
    assert "Contracts: " in ran.stdout, ran.stdout + ran.stderr
    return ran.returncode, broken


def test_tree_keeps_every_contract() -> None:
    """The packages import each other only as the architecture's table allows."""
    assert lint(ROOT) == (0, frozenset())


def test_every_contract_has_a_planted_violation() -> None:
    """No contract stands in pyproject.toml that has never been seen to fail."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == frozenset().union(*(case.broken for case in PLANTED))


def plant(tree: Path, module: str, line: str) -> None:
    """Put one module into the copy, with the package that it needs."""
    path = tree / module
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(line + "\n", encoding="utf-8")


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: f"{case.module.split('/')[1]}: {case.line.split()[-1]}")
def test_planted_violation_breaks_its_contract(copy: Path, case: Planted) -> None:
    """Each planted import breaks exactly the contracts that speak of it."""
    plant(copy, case.module, case.line)
    code, broken = lint(copy)
    assert (code, broken) == (1, case.broken)


def test_what_the_table_allows_passes(copy: Path) -> None:
    """The imports that the table allows break nothing."""
    for module, line in ALLOWED:
        plant(copy, module, line)
    assert lint(copy) == (0, frozenset())
