"""`hiwater demo`: all scenes or one, at 80 columns and without colour, as JSON, and the exit codes."""

import json

import pytest

from hiwater_conform.scenarios import all_scenarios
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_model.producers import block

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns, and nothing that asks for colour."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


def test_all_scenes(capsys: Captured) -> None:
    """Every title, note and reason is there, in lines of at most 80 columns, without a colour, and where to go on."""
    assert main(["demo"]) == Exit.FINE
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    words = " ".join(out.split())
    for scenario in all_scenarios().values():
        assert all(said in words for said in (scenario.title, scenario.why, *scenario.notes.values()))
    assert all(name in out for name in ("hiwater findings", "hiwater clauses", "model/README.md"))


def test_it_takes_two_minutes() -> None:
    """Titles, notes and reasons, which are read word for word, take two minutes at 230 words each."""
    words = [
        word
        for scenario in all_scenarios().values()
        for text in (scenario.title, scenario.why, *scenario.notes.values())
        for word in text.split()
    ]
    assert len(words) <= 460


def test_one_scene(capsys: Captured) -> None:
    """A writer falls asleep at high water and is woken at low water, which is seen in the picture."""
    assert main(["demo", "high-water"]) == Exit.FINE
    out = capsys.readouterr().out
    lines = ["user1 asleep ─▸ ┃ ■ ■ ┊ ■ ", "user1 asleep ─▸ ┃ · ■ ┊ ■ ", "user1 woken ─▸ ┃ · · ┊ ■ "]
    places = [out.find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)
    assert "  5-6  user0 calls au_write(" in out
    assert "* write_cv of zone0 is broadcast: wakes user1" in out
    assert "hiwater demo 4" in out


def test_last_scene_points_to_no_other(capsys: Captured) -> None:
    """After the last scene there is none to go on with."""
    assert main(["demo", str(len(all_scenarios()))]) == Exit.FINE
    out = capsys.readouterr().out
    assert "HALTED" in out
    assert "hiwater demo" not in out


def test_colour_is_for_terminals(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where colour is asked for, the words and pictures are the same."""
    main(["demo", "3"])
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["demo", "3"])
    coloured = capsys.readouterr().out
    assert "\x1b[" in coloured
    assert len(coloured.splitlines()) == len(plain.splitlines())


def test_json(capsys: Captured) -> None:
    """Under --json one document holds the steps, each with words, answer and picture."""
    assert main(["demo", "policy-cnt", "--json"]) == Exit.FINE
    (scene,) = json.loads(capsys.readouterr().out)["scenarios"]
    assert (scene["number"], scene["id"], scene["as_it_says"]) == (4, "policy-cnt", True)
    assert scene["steps"][-1]["changed"]["zone0.dropped"] == 1
    assert scene["steps"][-1]["picture"].endswith("dropped: 1")
    assert main(["demo", "--json"]) == Exit.FINE
    assert len(json.loads(capsys.readouterr().out)["scenarios"]) == len(all_scenarios())


@pytest.mark.parametrize(("name", "said"), [("hihg", "near: high-water"), ("99", "1 one-record, 2 kick")])
def test_unknown(name: str, said: str, capsys: Captured) -> None:
    """An unknown name is misuse, said in one line with near names and all others."""
    assert main(["demo", name]) == Exit.MISUSE
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert said in complaint


def test_scene_that_shows_something_else(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scene in which something else is seen ends with 1 and says what."""
    monkeypatch.setattr(block, "drops_by_policy", lambda policy: True)
    assert main(["demo", "high-water"]) == Exit.FOUND
    assert "NOT AS IT SAYS: after step 8" in capsys.readouterr().out
