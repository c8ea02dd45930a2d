"""Whatever a user types ends in a documented exit code, and misuse in one clear line."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from hiwater_inspector.command_line import dispatch, main
from hiwater_inspector.command_line.command import Exit, Misuse

Captured = pytest.CaptureFixture[str]
Plant = Callable[[Callable[[argparse.Namespace], int]], None]


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Return a function that puts another `run` in the place of `hiwater version`."""

    def put(run: Callable[[argparse.Namespace], int]) -> None:
        command = SimpleNamespace(DESCRIPTION="planted", add_arguments=lambda parser: None, run=run)
        monkeypatch.setattr(dispatch, "load", lambda name: command)

    return put


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    """Return a `run` that raises."""

    def run(arguments: argparse.Namespace) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["versoin"], "did you mean 'version'?"),
        (["xyzzy"], "no command 'xyzzy'"),
        (["help", "xyzzy"], "no command 'xyzzy'"),
        (["--json", "version"], "comes before a command"),
        (["version", "--jsn"], "unrecognized arguments: --jsn (see hiwater version --help)"),
        (["version", "--js"], "unrecognized arguments: --js"),
        (["version", "extra\nline"], "unrecognized arguments: extra line"),
        ([""], "no command ''"),
    ],
)
def test_misuse_is_one_line(words: list[str], said: str, capsys: Captured) -> None:
    """Misuse exits 2 with one line on standard error that names the way out."""
    assert main(words) == Exit.MISUSE
    printed, complaint = capsys.readouterr()
    assert printed == ""
    assert complaint.startswith("hiwater: ")
    assert complaint.count("\n") == 1
    assert said in complaint
    assert "--help" in complaint


def test_no_command_shows_the_help_as_misuse(capsys: Captured) -> None:
    """Without a command the help goes to standard error, so that a script notices."""
    assert main([]) == Exit.MISUSE
    printed, complaint = capsys.readouterr()
    assert printed == ""
    assert "usage: hiwater COMMAND" in complaint


def test_misuse_of_a_command_is_one_line(plant: Plant, capsys: Captured) -> None:
    """A command's Misuse becomes one line and exit 2."""
    plant(raising(Misuse("no C compiler: install gcc or clang, or set CC")))
    assert main(["version"]) == Exit.MISUSE
    assert capsys.readouterr().err == "hiwater: no C compiler: install gcc or clang, or set CC\n"


def test_found_something_is_passed_on(plant: Plant) -> None:
    """What a command returns is the exit code."""
    plant(lambda arguments: Exit.FOUND)
    assert main(["version"]) == Exit.FOUND


def test_interrupt_is_quiet(plant: Plant, capsys: Captured) -> None:
    """Ctrl-C ends with one line and the code of a shell."""
    plant(raising(KeyboardInterrupt()))
    assert main(["version"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "hiwater: interrupted\n"


def test_own_failure_is_not_a_finding(plant: Plant, capsys: Captured) -> None:
    """An error of ours shows its traceback and never exits with 1."""
    plant(raising(RuntimeError("ours")))
    assert main(["version"]) == Exit.BUG
    assert "RuntimeError: ours" in capsys.readouterr().err


def test_version_text(capsys: Captured) -> None:
    """`hiwater version` prints its three facts."""
    assert main(["version"]) == Exit.FINE
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["hiwater", "python", "specs"]


def test_version_json(capsys: Captured) -> None:
    """`hiwater version --json` and `hiwater --version --json` print the same one JSON document."""
    assert main(["version", "--json"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["hiwater", "python", "specs"]
    assert main(["--version", "--json"]) == Exit.FINE
    assert json.loads(capsys.readouterr().out) == document


def program(body: str) -> list[str]:
    """Return the command line of a process whose `hiwater version` has this body."""
    script = (
        "import os, sys\nfrom types import SimpleNamespace\nfrom hiwater_inspector.command_line import dispatch\n"
        f"def run(arguments):\n    {body}\n    return 0\n"
        "dispatch.load = lambda name: SimpleNamespace(DESCRIPTION='', add_arguments=lambda parser: None, run=run)\n"
        "sys.exit(dispatch.main(['version']))"
    )
    return [sys.executable, "-c", script]


def test_closed_output_is_quiet() -> None:
    """When the reader of the output goes away, hiwater says nothing and ends as a shell expects."""
    with subprocess.Popen(
        program("for _ in range(100000): print('x' * 100)"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == Exit.PIPE_CLOSED


def test_another_broken_pipe_is_not_hidden() -> None:
    """A broken pipe to somebody else, such as an adapter that died, is an error of ours."""
    ran = subprocess.run(program("raise BrokenPipeError('adapter')"), capture_output=True, check=False)
    assert ran.returncode == Exit.BUG
    assert b"BrokenPipeError: adapter" in ran.stderr


def test_commands_are_imported_late() -> None:
    """The general help imports no command."""
    script = (
        "import sys\nfrom hiwater_inspector.command_line import main\nmain(['--help'])\n"
        "from hiwater_inspector.command_line.table import TABLE\n"
        "sys.exit(any(entry.module in sys.modules for entry in TABLE.values()))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0
