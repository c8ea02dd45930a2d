"""The tutorial is what happens: each program on the page is run, and hiwater says what the page says."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from hiwater_inspector.command_line import main
from hiwater_specs import read

PAGE = read("protocol/TUTORIAL.md").decode("utf-8")
BLOCKS = re.findall(r"```(python|text)\n(.*?)```\n", PAGE, re.DOTALL)
PROGRAMS = [text for kind, text in BLOCKS if kind == "python"]
SAID = [text for kind, text in BLOCKS if kind == "text"]
RIGHT, WRONG = '"descriptor", "thread"', '"descriptor", "local"'


def said_of(program: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says of a program."""
    path = folder / "my_queue.py"
    path.write_text(program, encoding="utf-8")
    main([*shlex.split(words), "--", sys.executable, str(path)])
    return capsys.readouterr().out


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_smoke_says_what_the_page_says(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Word for word, each program in its turn."""
    assert said_of(PROGRAMS[number], "smoke", tmp_path, capsys) == SAID[number]


def test_a_mistake_says_what_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last program with the one word that the page names."""
    assert PROGRAMS[-1].count(RIGHT) == 1
    assert said_of(PROGRAMS[-1].replace(RIGHT, WRONG), "smoke", tmp_path, capsys) == SAID[-2]


def test_conform_says_what_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """But for the number of steps, and the time that it took."""
    said = said_of(PROGRAMS[-1], f"conform --save {tmp_path} --time 2", tmp_path, capsys)
    count = re.compile(r"[\d,]+ steps agree, [\d.]+ s")
    assert count.sub("", said) == count.sub("", SAID[-1])
    assert len(count.findall(said)) == 1
