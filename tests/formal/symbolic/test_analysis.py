"""A module judged in a process of its own: every way to end is a verdict, and nothing is left waiting."""

import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from hiwater_check.layer import ToolMissing
from hiwater_check.symbolic import tool
from hiwater_check.symbolic.analysis import analyse
from hiwater_check.symbolic.verdicts import Analysis, Verdict, document_of

LIMIT_SECONDS = 60.0
TRUE = '''
def doubled(number: int) -> int:
    """Twice.

    post: __return__ == number + number
    """
    return 2 * number
'''
SEVERAL = '''
def false(number: int) -> bool:
    """One number out of all.

    post: number != 4093
    """
    return True


def raising(number: int) -> int:
    """One number raises.

    post: True
    """
    return 1 // (number - 7)


def vacuous(number: int) -> int:
    """No number.

    pre: number != number
    post: True
    """
    return 1


def wide(number: int) -> bool:
    """Two bits of sixteen.

    pre: 0 <= number < 2**16
    post: __return__ == (number // 2**14 % 2 == 1 and number // 2**3 % 2 == 1)
    """
    return number & 0x4008 == 0x4008
'''


def _judged(folder: Path, name: str, source: str, seconds: float = LIMIT_SECONDS) -> Analysis:
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return analyse(name, seconds, [str(folder)], condition_seconds=2)


def test_each_condition_has_its_verdict(tmp_path: Path) -> None:
    """True, false, raising, vacuous and undecidable conditions are told apart, with paths and a counterexample."""
    analysis = _judged(tmp_path, "several", TRUE + SEVERAL)
    found = {condition.function: condition for condition in analysis.conditions}
    assert {name: condition.verdict for name, condition in found.items()} == {
        "doubled": Verdict.CONFIRMED,
        "false": Verdict.REFUTED,
        "raising": Verdict.RAISED,
        "vacuous": Verdict.VACUOUS,
        "wide": Verdict.NOT_CONFIRMED,
    }
    assert "4093" in found["false"].message
    assert found["doubled"].paths >= 1
    assert not analysis.confirmed
    assert document_of(analysis)["confirmed"] == 1


def test_hang_ends_at_the_limit(tmp_path: Path) -> None:
    """A path that never ends hangs the tool past its own limits; the process is ended, and what is left is missing."""
    source = TRUE + (
        '\ndef endless(number: int) -> int:\n    """Hangs.\n\n    post: True\n    """\n'
        "    while number == 13:\n        pass\n    return number\n"
    )
    analysis = _judged(tmp_path, "hanging", source, seconds=8.0)
    assert [condition.verdict for condition in analysis.conditions] == [Verdict.CONFIRMED, Verdict.MISSING]
    assert "8 s" in analysis.trouble
    assert not analysis.confirmed


def test_crash_is_told(tmp_path: Path) -> None:
    """A process that dies says so, and its conditions are missing."""
    source = "import os\n" + TRUE.replace("return 2 * number", "os._exit(7)")
    analysis = _judged(tmp_path, "crashing", source)
    assert [condition.verdict for condition in analysis.conditions] == [Verdict.MISSING]
    assert "exit code 7" in analysis.trouble


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("unparsable", "def (", "SyntaxError"),
        ("raising_at_import", "raise MemoryError('no')", "MemoryError"),
        ("empty", "def nothing(): ...", "no condition"),
        ("misspelt", TRUE.replace("post:", "psot:"), "no condition"),
    ],
)
def test_module_without_conditions_is_trouble(tmp_path: Path, name: str, source: str, words: str) -> None:
    """A module that cannot be imported, or has nothing to check, is never confirmed."""
    analysis = _judged(tmp_path, name, source)
    assert words in analysis.trouble
    assert not analysis.confirmed


def test_unreadable_condition_is_not_confirmed(tmp_path: Path) -> None:
    """A syntax error within a condition is a verdict of its own."""
    analysis = _judged(tmp_path, "unreadable", TRUE.replace("number + number", "number +"))
    assert [condition.verdict for condition in analysis.conditions] == [Verdict.UNREADABLE]


def test_folders_of_the_path_come_first(tmp_path: Path) -> None:
    """A faulted copy of a package is judged in place of the installed one."""
    package = tmp_path / "hiwater_model"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "decisions.py").write_text(TRUE, encoding="utf-8")
    analysis = analyse("hiwater_model.decisions", LIMIT_SECONDS, [str(tmp_path)])
    assert [condition.function for condition in analysis.conditions] == ["doubled"]


def test_another_version_of_the_tool_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The semi-public API is used at one version; every other one, and none at all, is a missing tool in one line."""
    before = set(sys.modules)
    monkeypatch.setattr(tool, "version", lambda _name: "0.0.1")
    with pytest.raises(ToolMissing, match=r"0\.0\.1, and not 0\.0\.113"):
        analyse("json", 1.0)

    def none(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(tool, "version", none)
    with pytest.raises(ToolMissing, match="pip install"):
        tool.require()
    assert "crosshair" not in set(sys.modules) - before
