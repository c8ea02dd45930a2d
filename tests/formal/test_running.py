"""Layers as processes: each end that a layer can have is a verdict, and nothing is left running."""

import json
import time
from pathlib import Path

import pytest

from hiwater_check.layer import Effort
from hiwater_check.layers import Layer
from hiwater_check.running import Ended, Verdict, run_layers

HEAD = "from hiwater_check.layer import Effort, Showing, ToolMissing\n\ndef run(effort, tell):\n"
DEADLINE_SECONDS = 60.0


@pytest.fixture(name="made")
def made_layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Layer]:
    """Layers that hold, are refuted, miss a tool, die, babble, and never end."""
    bodies = {
        "holding": "    tell('half', 1, 2)\n    return Showing(True, [effort.value], {'counted': 3})",
        "refuted": "    return Showing(False, ['a witness'], {})",
        "toolless": "    raise ToolMissing('get the tool')",
        "dying": "    raise MemoryError('no more')",
        "babbling": "    print('what'); return Showing(True, [], {})",
        "endless": "    import subprocess; subprocess.run(['sleep', '600'])",
    }
    layers = {}
    for name, body in bodies.items():
        package = tmp_path / f"layer_{name}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "layer.py").write_text(HEAD + body + "\n", encoding="utf-8")
        layers[name] = Layer(name, package.name, "for a test", "none", ())
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return layers


def _ended(layer: Layer, limit_seconds: float = DEADLINE_SECONDS) -> Ended:
    (one,) = run_layers([layer], Effort.QUICK, {}, limit_seconds=limit_seconds)
    return one


@pytest.mark.parametrize(
    ("name", "verdict", "line"),
    [
        ("holding", Verdict.HOLDS, "quick"),
        ("refuted", Verdict.REFUTED, "a witness"),
        ("toolless", Verdict.MISSING, "get the tool"),
        ("dying", Verdict.DIED, "exit code 1"),
        ("babbling", Verdict.DIED, "exit code 0"),
    ],
)
def test_each_end_is_a_verdict(made: dict[str, Layer], name: str, verdict: Verdict, line: str) -> None:
    """What the layer said is kept; a traceback is a death, never a refutation."""
    one = _ended(made[name])
    assert (one.verdict, one.lines[0]) == (verdict, line)


def test_what_a_layer_counted_and_told_arrives(made: dict[str, Layer]) -> None:
    """The document comes whole, and so does how far the layer was."""
    told: list[tuple[str, int, int]] = []
    tell = {"holding": lambda what, done, of: told.append((what, done, of))}
    (one,) = run_layers([made["holding"]], Effort.LONG, tell)
    assert (one.document, told, one.lines) == ({"counted": 3}, [("half", 1, 2)], ("long",))


def test_an_endless_layer_is_ended_with_all_it_started(made: dict[str, Layer]) -> None:
    """Its own process sleeps on in vain: the whole group goes."""
    began = time.monotonic()
    one = _ended(made["endless"], 2.0)
    assert one.verdict is Verdict.TOO_LONG
    assert time.monotonic() - began < DEADLINE_SECONDS


def test_the_process_alone_speaks_json(made: dict[str, Layer], capfd: pytest.CaptureFixture[str]) -> None:
    """One document on standard output, whatever the verdict; a word on the last line of a death."""
    assert json.dumps(_ended(made["refuted"]).document) == "{}"
    assert "no more" in " ".join(_ended(made["dying"]).lines)
    assert capfd.readouterr().out == ""
