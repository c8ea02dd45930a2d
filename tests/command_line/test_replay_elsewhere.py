"""`hiwater replay` on any adapter, and in other forms: a test, an issue, a link."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from hiwater_conform.run_link import PAGE, run_of
from hiwater_conform.runs import SavedRun, read_run, write_run
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit

LIAR = [sys.executable, "-m", "tests.conformance.liars", "wakes-at-low-water"]
OURS = [sys.executable, "-m", "hiwater_impl.lockstep"]
HOSTILE = "<script>alert(1)</script> ``` \"\"\" ''' \\ {0} \n# | [x](javascript:1)"


@pytest.fixture(scope="module")
def passport(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that shows the lie, as `hiwater conform` saves it."""
    folder = tmp_path_factory.mktemp("passport")
    assert main(["conform", "--save", str(folder), "--", *LIAR]) == Exit.FOUND
    (path,) = folder.glob("ENQ-08-*-steps.json")
    return path


def test_a_failure_shows_again_and_is_gone_after_the_mend(passport: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the command that failed, on another one, and on one that comes with hiwater."""
    assert main(["replay", str(passport), "--", *LIAR]) == Exit.FOUND
    said = capsys.readouterr().out
    assert "wakes-at-low-water differs:" in said
    assert "Clause ENQ-08: " in said
    assert main(["replay", str(passport), "--", *OURS]) == Exit.FINE
    assert "agree in every step" in capsys.readouterr().out
    assert main(["replay", str(passport), "--adapter", "ours", "--json"]) == Exit.FINE
    assert json.loads(capsys.readouterr().out)["verdict"] == "agrees"


def case_of(path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The run as a test file."""
    capsys.readouterr()
    main(["replay", "--as", "pytest", str(path)])
    file = folder / "test_passport.py"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    return file


def tried(file: Path, command: Sequence[str] | None) -> subprocess.CompletedProcess[str]:
    """The test file under pytest, without this project's settings."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(file)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    environment["PYTHONPATH"] = str(Path.cwd())
    if command is not None:
        environment["HIWATER_ADAPTER"] = " ".join(command)
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_as_pytest_fails_on_the_liar_alone(passport: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message has the clause, what was sent, expected and answered; without a command it says what to set."""
    file = case_of(passport, tmp_path, capsys)
    assert "hiwater_" not in file.read_text().replace("hiwater_conform", "")
    lied = tried(file, LIAR)
    assert lied.returncode == 1
    assert "ENQ-08: " in lied.stdout
    assert "expected {" in lied.stdout
    assert tried(file, OURS).returncode == 0
    assert "set HIWATER_ADAPTER to the command of the adapter" in tried(file, None).stdout


def hostile(passport: Path, folder: Path) -> Path:
    """The run with texts that mean something elsewhere, in every place that takes any text."""
    run: SavedRun = read_run(passport)
    assert run.divergence is not None
    seen = run.divergence._replace(implementation=HOSTILE, key=HOSTILE, actual=HOSTILE, clause=HOSTILE)
    path = folder / "hostile.json"
    write_run(path, replace(run, title=HOSTILE, notes={1: HOSTILE}, divergence=seen))
    return path


def test_hostile_text_stays_text_in_a_test(passport: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the file says, the module holds it as strings."""
    file = case_of(hostile(passport, tmp_path), tmp_path, capsys)
    done = tried(file, OURS)
    assert done.returncode == 0, done.stdout


def test_as_markdown(passport: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Steps, expected, seen, the clause with its lines, the run; a hostile title is quoted."""
    assert main(["replay", "--as", "markdown", str(passport)]) == Exit.FINE
    said = capsys.readouterr().out
    for heading in ("## Steps", "## Expected after step", "## Seen from wakes-at-low-water", "## Clause"):
        assert heading in said
    assert "(audit_io.c:" in said.split("## Clause")[1]
    assert main(["replay", "--as", "markdown", str(hostile(passport, tmp_path))]) == Exit.FINE
    outside, fence = [], ""
    for line in capsys.readouterr().out.splitlines():
        ticks = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            fence = "" if line == fence else fence
        elif len(ticks) >= 3:
            fence = ticks
        else:
            outside.append(line)
    assert not fence
    assert [line for line in outside if "<script" in line or "[x](" in line] == []


def test_as_link(passport: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The word of the link holds the run."""
    assert main(["replay", "--as", "link", str(passport)]) == Exit.FINE
    link = capsys.readouterr().out.strip()
    assert run_of(link.removeprefix(PAGE)) == read_run(passport)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--as", "link", "--json", "FILE"], "choose one of them"),
        (["FILE", "--adapter", "ours", "--original"], "name one of them"),
        (["FILE", "./no-such-queue"], "cannot be run"),
        (["FILE", "--", "true"], "does not say who it is"),
        (["FILE", "--as", "link", "--", "./queue"], "options come before all other words"),
        (["--as", "html", "FILE"], "pytest"),
    ],
)
def test_misuse_is_one_line(passport: Path, words: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What was wrong, and what to do."""
    capsys.readouterr()
    assert main(["replay", *(str(passport) if word == "FILE" else word for word in words)]) == Exit.MISUSE
    said = capsys.readouterr().err
    assert hint in said
    assert said.count("\n") == 1
