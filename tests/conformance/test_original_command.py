"""`hiwater original` and `hiwater bench`: exit codes, notes, what is saved, and one line for each misuse."""

import json
from pathlib import Path

import pytest

from hiwater_conform.original import build
from hiwater_conform.runs import read_run
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.commands import original
from tests.conformance.original_source import changed_text, original_text

Captured = pytest.CaptureFixture[str]


def test_agreement_exits_fine(capsys: Captured) -> None:
    """The known file agrees: exit 0, no note, and how much was compared."""
    original_text()
    assert main(["original", "--steps", "3000", "--json"]) == Exit.FINE
    printed, complaints = capsys.readouterr()
    document = json.loads(printed)
    assert complaints == ""
    assert document["verdict"] == "agrees"
    assert document["scope"]["steps"] == 3000
    assert document["scope"]["widths"] == [64, 32]
    assert main(["original", "--steps", "500"]) == Exit.FINE
    assert "agree over 500 steps" in capsys.readouterr().out


def test_unknown_file_is_a_note_and_no_verdict(tmp_path: Path, capsys: Captured) -> None:
    """A file that behaves as the known one is fine, whatever its digest; a note says that it is another one."""
    path = tmp_path / "audit_io.c"
    path.write_text(original_text() + "/* one comment more */\n", encoding="utf-8")
    assert main(["original", str(path), "--steps", "1000"]) == Exit.FINE
    assert "note:" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["text", "json"])
def test_difference_is_told_and_saved(form: str, tmp_path: Path, capsys: Captured) -> None:
    """A file that behaves otherwise exits 1; the story names the clause, and the saved run can be read."""
    path = tmp_path / "changed.c"
    path.write_text(changed_text(489, "1", "2"), encoding="utf-8")
    more = ["--json"] if form == "json" else []
    assert main(["original", str(path), "--steps", "20000", "--save", str(tmp_path), *more]) == Exit.FOUND
    printed = capsys.readouterr().out
    (kept,) = tmp_path.glob("original-*.json")
    assert read_run(kept).steps
    if form == "json":
        document = json.loads(printed)
        assert document["verdict"] == "differs"
        assert document["saved"] == str(kept)
        assert document["clause"] in kept.name
    else:
        assert f"Saved as {kept}" in printed
        assert "audit_io.c:489" in printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "cannot be read"),
        ("int main(void) { return 0; }\n", "is not an audit_io.c"),
        ("au_close_time au_enqueue au_doorio audit_async_start\n", "does not compile"),
    ],
)
def test_file_that_cannot_be_used_is_misuse(text: str | None, says: str, tmp_path: Path, capsys: Captured) -> None:
    """A file that is missing, is another one, or does not compile ends with 2 and one line that says so."""
    path = tmp_path / "audit_io.c"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert main(["original", str(path)]) == Exit.MISUSE
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert says in complaints
    assert len([line for line in complaints.splitlines() if "note:" not in line]) == 1


def test_no_compiler_is_misuse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured) -> None:
    """Without a C compiler it ends with 2 and says which to install."""
    path = tmp_path / "audit_io.c"
    path.write_text(original_text(), encoding="utf-8")
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build, "_programs", {})
    build.compiler.cache_clear()
    try:
        assert main(["original", str(path)]) == Exit.MISUSE
    finally:
        build.compiler.cache_clear()
    assert "install gcc or clang" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--steps", "0"], ["--steps", "many"], ["--save", "/no/such/folder"], ["a", "b"]])
def test_wrong_arguments_are_misuse(words: list[str], capsys: Captured) -> None:
    """A number that is none, a folder that is none, or an argument too many ends with 2 and one line."""
    assert main(["original", *words]) == Exit.MISUSE
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_record_writes_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured) -> None:
    """--record writes what ran, with which tools, over which sources."""
    original_text()
    path = tmp_path / "evidence" / "original.json"
    monkeypatch.setattr(original, "evidence_path", lambda: path)
    assert main(["original", "--steps", "1000", "--record"]) == Exit.FINE
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["layer"] == "original"
    assert record["source"]["known"] is True
    assert record["scope"]["steps"] == 1000
    assert len(record["model_digest"]) == 64
    assert "Recorded in" in capsys.readouterr().out
