"""Ruff and mypy, as pyproject.toml sets them up, catch planted faults."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT

PLANTED_LINT = {
    "D100": "x = 1\n",
    "D103": '"""Planted."""\n\n\ndef step() -> None:\n    return\n',
    "D415": '"""Planted without an end"""\n',
    "E501": f'"""Planted."""\n\nx = "{"long " * 30}"\n',
    "F401": '"""Planted."""\n\nimport enum\n',
    "T201": '"""Planted."""\n\nprint(1)\n',
    "B006": '"""Planted."""\n\n\ndef step(seen: list[int] = []) -> None:\n    """Do it."""\n',
    "BLE001": '"""Planted."""\n\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n',
    "PGH003": '"""Planted."""\n\nx: int = ""  # type: ignore\n',
}
PLANTED_TYPES = {
    "no-untyped-def": "def untyped(x):\n    return x",
    "return-value": "def wrong() -> int:\n    return ''",
    "type-arg": "def bare(x: list) -> None: ...",
    "arg-type": "len(1)",
    "no-any-return": "def any_returned(x: typing.Any) -> int:\n    return x",
    "unused-ignore": "y = 1  # type: ignore[assignment]",
}


def run(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the checkout."""
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("rule", "source"), PLANTED_LINT.items(), ids=PLANTED_LINT)
def test_ruff_catches_planted_fault(rule: str, source: str) -> None:
    """Each planted fault fails the check and is called by its rule."""
    ran = run(
        "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename=model/planted.py", "-", text=source
    )
    assert ran.returncode == 1
    assert f" {rule} " in ran.stdout


def test_ruff_catches_planted_format() -> None:
    """Text that the formatter would change fails the check."""
    ran = run("ruff", "format", "--no-cache", "--check", "--stdin-filename=model/planted.py", "-", text="x = { 1 }\n")
    assert ran.returncode == 1


def test_mypy_catches_planted_faults(tmp_path: Path) -> None:
    """Each planted fault is reported with its code, by the strict rules."""
    planted = tmp_path / "planted.py"
    planted.write_text("import typing\n\n" + "\n\n".join(PLANTED_TYPES.values()) + "\n", encoding="utf-8")
    ran = run("mypy", f"--cache-dir={tmp_path / 'cache'}", str(planted))
    assert ran.returncode == 1
    assert set(re.findall(r"error: .*\[([a-z-]+)\]$", ran.stdout, re.MULTILINE)) == set(PLANTED_TYPES)
