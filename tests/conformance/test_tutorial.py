"""The tutorial is what happens: each program and exchange is replayed, and hiwater says what the page says."""

import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from hiwater_conform.following.calls import CallFollower
from hiwater_conform.following.follower import follow
from hiwater_conform.following.header import Header
from hiwater_conform.following.verdict import Consistent, Inconsistent
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_conform.sequential_face import SequentialFace
from hiwater_conform.smoke import WORLD_OF_SMOKE
from hiwater_conform.wire import configure_line
from hiwater_conform.wire_modes import perform_line, performed_of, release_line, trace_of
from hiwater_conform.wire_values import thread_names
from hiwater_inspector.command_line import main
from hiwater_model.configuration import Granularity
from hiwater_model.steps import AuClose, Auditdoor, AuUwrite, Call
from hiwater_specs import read

PAGE = read("protocol/TUTORIAL.md").decode("utf-8")
SCHEDULED, MODES = PAGE.split("\n## When the judge cannot pick\n")
BLOCKS = re.findall(r"```(python|text)\n(.*?)```\n", SCHEDULED, re.DOTALL)
PROGRAMS = [text for kind, text in BLOCKS if kind == "python"]
SAID = [text for kind, text in BLOCKS if kind == "text"]
EXCHANGES = [block.splitlines() for block in re.findall(r"```jsonl\n(.*?)```\n", MODES, re.DOTALL)]
(TRACE,) = re.findall(r"```trace\n(.*?)```\n", MODES, re.DOTALL)
WORDS = re.findall(r"```words\n(.*?)```\n", MODES, re.DOTALL)
NAMES = thread_names(WORLD_OF_SMOKE)
WRITE = Call(0, AuUwrite((bytes.fromhex("280003686900"),)))
CLOSE = Call(0, AuClose(0, "thread", 1, 6152, 0, None))
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


@pytest.mark.parametrize(("seed", "is_quick"), [(1, True), (5, False)])
def test_whole_calls_are_told_as_on_the_page(seed: int, *, is_quick: bool) -> None:
    """The model behind a face that picks answers so, for each of two picks; the page leaves out keys."""
    written, closed = EXCHANGES[0][:2], [EXCHANGES[0][2], EXCHANGES[0][3] if is_quick else EXCHANGES[1][0]]
    face = SequentialFace(ModelAdapter(), seed)
    face.exchange([configure_line(1, WORLD_OF_SMOKE)])
    for (asked, told), line in zip(
        (written, closed), (perform_line(2, WRITE, NAMES), perform_line(3, CLOSE, NAMES)), strict=True
    ):
        assert asked.encode() == line
        answer, shown = json.loads(face.exchange([line])[0]), json.loads(told)
        assert shown["observation"]
        answer["observation"] = {key: answer["observation"][key] for key in shown["observation"]}
        assert answer == shown


@pytest.mark.parametrize("told", [EXCHANGES[0][3], EXCHANGES[1][0], EXCHANGES[2][0]])
def test_whole_calls_are_judged_as_on_the_page(told: str) -> None:
    """Both picks are taken; the third answer is refused in the page's words."""
    follower = CallFollower(WORLD_OF_SMOKE)
    assert follower.perform(WRITE, performed_of(EXCHANGES[0][1].encode(), 2, NAMES)) is None
    verdict = follower.perform(CLOSE, performed_of(told.encode(), 3, NAMES))
    assert in_words(verdict) == (WORDS[0] if told == EXCHANGES[2][0] else "None")


def test_a_free_run_is_judged_as_on_the_page() -> None:
    """The workload is what the judge sends; its trace is taken, and without `asked` refused in the page's words."""
    zone = WORLD_OF_SMOKE.zones[0]._replace(door=None, active=False, high_water=2, low_water=0, buffer_size=64, delay=1)
    header = Header(WORLD_OF_SMOKE._replace(granularity=Granularity.FINE, zones=(zone,)), NAMES)
    assert EXCHANGES[3][0].encode() == release_line(2, [Call(0, Auditdoor(7)), WRITE, CLOSE], NAMES)
    verdict = follow(header, trace_of(TRACE.replace("\n", "").encode(), header))
    assert isinstance(verdict, Consistent)
    assert verdict.complete
    answer = json.loads(TRACE)
    answer["trace"] = [line for line in answer["trace"] if line["event"] != "asked"]
    assert in_words(follow(header, trace_of(json.dumps(answer).encode(), header))) == WORDS[1]


def in_words(verdict: object) -> str:
    """As the page tells it."""
    if not isinstance(verdict, Inconsistent):
        return str(verdict)
    expected = (f"  the model: {why}\n" for why in verdict.expected)
    return f"{verdict.what}\n{''.join(expected)}  clause {verdict.clause}\n"
