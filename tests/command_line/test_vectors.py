"""`hiwater vectors`: listed, told, checked, made; and what cannot be done is said in a line."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_conform.vectors import tier as tier_module
from hiwater_conform.vectors.searching import Sources
from hiwater_conform.vectors.stored import read_manifest, shipped_folder
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.commands import vectors as command


def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Areas by tier, the sum, what stands beside, and the clauses without."""
    assert main(["vectors"]) == Exit.FINE
    said = capsys.readouterr().out
    tiny = sum(one.vectors for one in read_manifest(shipped_folder()).files if one.tier == "tiny")
    assert said.splitlines()[0].split() == ["area", "tiny", "small"]
    assert f"{tiny:,}" in next(line for line in said.splitlines() if line.startswith("all "))
    assert "daemon/reassembly.jsonl" in said
    assert "DEQ-04: it takes a second consumer" in said


def test_json_has_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    """As the manifest has them."""
    assert main(["vectors", "--json"]) == Exit.FINE
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == [one._asdict() for one in read_manifest(shipped_folder()).files]


def test_a_clause_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The positive one step by step, the negative one by its last answer, whatever the case of the letters."""
    assert main(["vectors", "enq-08"]) == Exit.FINE
    said = capsys.readouterr().out
    assert "ENQ-08-64-blocking-given: If the new count is above low water" in said
    _steps, _, wrong = said.partition("ENQ-08-64-blocking-given-not\n")
    assert wrong.startswith("After step 3, ")
    assert "forbidden" in wrong
    assert "ENQ-08-reader-woken-at-low-water-64-blocking-given-not: So answers a queue in which" in said
    assert main(["vectors", "ENQ-08", "--json"]) == Exit.FINE
    assert {one["clauses"][0] for one in json.loads(capsys.readouterr().out)} == {"ENQ-08"}


@pytest.mark.parametrize(("clause", "why"), [("DEQ-04", "second consumer"), ("DEQ-08", "no defined next act")])
def test_a_clause_without_one_says_why(capsys: pytest.CaptureFixture[str], clause: str, why: str) -> None:
    """It is no error."""
    assert main(["vectors", clause]) == Exit.FINE
    assert why in capsys.readouterr().out


def test_the_daemons_are_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Their vectors are sequences of buffers."""
    assert main(["vectors", "DAEMON-02"]) == Exit.FINE
    assert "A last piece alone." in capsys.readouterr().out


def test_a_folder_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The shipped one holds; a copy with another byte does not."""
    shutil.copytree(Path(str(shipped_folder())), tmp_path / "v1")
    assert main(["vectors", "--check", "--directory", str(tmp_path / "v1")]) == Exit.FINE
    assert "all are as the model says" in capsys.readouterr().out
    (tmp_path / "v1" / "records" / "hostile.jsonl").write_text("{}\n")
    assert main(["vectors", "--check", "--directory", str(tmp_path / "v1"), "--json"]) == Exit.FOUND
    assert json.loads(capsys.readouterr().out)["problems"]


def test_vectors_are_made(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A small tier of its own: what is written can be listed; a second time it is the same, byte for byte."""
    few = tier_module.TIERS["tiny"]._replace(systems=tier_module.TIERS["tiny"].systems[:1], sources=Sources(200, 50))
    monkeypatch.setitem(tier_module.TIERS, "tiny", few)
    monkeypatch.setattr(command, "broken_copies", tuple)
    monkeypatch.setattr(
        tier_module, "clause_registry", lambda: SimpleNamespace(clauses=clause_registry().clauses[::12])
    )
    written = []
    for name in ("once", "again"):
        folder = tmp_path / name
        assert main(["vectors", "--write", "--tier", "tiny", "--directory", str(folder), "--json"]) == Exit.FINE
        written.append({path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.json*"))})
    assert written[0] == written[1]
    assert len(written[0]) > 5
    capsys.readouterr()
    assert main(["vectors", "--directory", str(tmp_path / "once")]) == Exit.FINE
    assert "tiny" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["ENQ-99"], "perhaps ENQ-0"),
        (["--tier", "tiny"], "--tier goes with --write"),
        (["--write"], "--write needs --directory"),
        (["--write", "--directory", "DIR", "ENQ-08"], "leave the clause out"),
        (["--directory", "nowhere"], "no vectors can be read there"),
    ],
)
def test_misuse(capsys: pytest.CaptureFixture[str], words: list[str], hint: str) -> None:
    """One line that says what to do."""
    assert main(["vectors", *words]) == Exit.MISUSE
    assert hint in capsys.readouterr().err


def test_a_spoiled_manifest_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is wrong with it, and who says all."""
    (tmp_path / "manifest.json").write_text("{}")
    assert main(["vectors", "--directory", str(tmp_path)]) == Exit.MISUSE
    assert "hiwater vectors --check" in capsys.readouterr().err
