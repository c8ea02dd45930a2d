"""Every command of the table can be found, explained and tried from what its help prints."""

import re
import shlex

import pytest

from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import EXIT_MEANINGS, Exit
from hiwater_inspector.command_line.dispatch import load, parser_of
from hiwater_inspector.command_line.table import TABLE
from tests.architecture.checkout import ROOT

Captured = pytest.CaptureFixture[str]
each_command = pytest.mark.parametrize("name", TABLE)


@each_command
def test_command_has_a_summary_and_a_description(name: str) -> None:
    """Each command imports; its summary is one phrase without a full stop, its description is not empty."""
    summary = TABLE[name].summary
    assert summary == summary.strip()
    assert summary
    assert "\n" not in summary
    assert not summary.endswith(".")
    assert load(name).DESCRIPTION.strip()


@each_command
def test_command_examples_parse(name: str) -> None:
    """Each command has an example, and its own parser takes every one of them."""
    assert TABLE[name].examples
    for example in TABLE[name].examples:
        words = shlex.split(example)
        assert words[:2] == ["hiwater", name]
        parser_of(name).parse_args(words[2:])


@each_command
def test_command_takes_json(name: str) -> None:
    """Each command takes --json after its example's arguments."""
    words = shlex.split(TABLE[name].examples[0])[2:]
    assert parser_of(name).parse_args([*words, "--json"]).json is True


@each_command
@pytest.mark.parametrize("form", ["hiwater {} --help", "hiwater {} -h", "hiwater help {}"])
def test_command_help(name: str, form: str, capsys: Captured) -> None:
    """Help exits 0 and shows the examples and the exit codes, in lines that fit a terminal."""
    assert main(form.format(name).split()[1:]) == Exit.FINE
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    assert f"usage: hiwater {name}" in printed
    assert all(example in printed for example in TABLE[name].examples)
    assert all(meaning in printed for meaning in EXIT_MEANINGS.values())
    assert max(map(len, printed.splitlines())) <= 110


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_general_help(words: list[str], capsys: Captured) -> None:
    """The general help names every command with its summary, and the exit codes."""
    assert main(words) == Exit.FINE
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    assert all(f"  {name} " in printed and entry.summary in printed for name, entry in TABLE.items())
    assert all(meaning in printed for meaning in EXIT_MEANINGS.values())
    assert max(map(len, printed.splitlines())) <= 110


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "model/README.md", "inspector/README.md"])
def test_documents_show_commands_that_exist(document: str) -> None:
    """Every `hiwater COMMAND` of the documents is in the table."""
    path = ROOT / document
    if not path.exists():
        pytest.skip(f"no {document} yet")
    commands = re.findall(r"[`/]hiwater ([a-z]+)", path.read_text(encoding="utf-8"))
    assert set(commands) - set(TABLE) == set()
