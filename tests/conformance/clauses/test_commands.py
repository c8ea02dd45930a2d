"""`hiwater clauses` and `hiwater drift` print what is asked for and end with the documented exit codes."""

import argparse
import json
from pathlib import Path

import pytest

from hiwater_conform.clauses import clause_registry
from hiwater_inspector.command_line.command import Command, Exit, Misuse
from hiwater_inspector.command_line.commands import clauses, drift
from tests.conformance.clauses.toy import TOY, real_source

Captured = pytest.CaptureFixture[str]


def ran(command: Command, *words: str) -> int:
    """Run a command as the dispatcher does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_list_has_every_clause(capsys: Captured) -> None:
    """Without an id every clause is listed with its strength and its lines."""
    assert ran(clauses) == Exit.FINE
    printed = capsys.readouterr().out
    for clause in clause_registry().clauses:
        assert f"  {clause.identifier} " in printed
    assert "ENQ-03       must      374-379" in printed


def test_one_clause_in_full(capsys: Captured) -> None:
    """An id prints its sentence, source, quirks and the model's functions."""
    assert ran(clauses, "ENQ-03") == Exit.FINE
    printed = capsys.readouterr().out
    for text in ("ENQ-03  must", "audit_io.c:374-379, au_enqueue", "Q4", "hiwater_model."):
        assert text in printed


def test_profile_and_excuse_are_told(capsys: Captured) -> None:
    """A profile that differs and a reason for not modelling are printed."""
    assert ran(clauses, "IO-11") == Exit.FINE
    assert "profile  later: " in capsys.readouterr().out
    assert ran(clauses, "BACK-01") == Exit.FINE
    assert "not modelled: " in capsys.readouterr().out


def test_area_as_json(capsys: Captured) -> None:
    """Under --json an area is one document with the fields of its clauses."""
    assert ran(clauses, "block", "--json") == Exit.FINE
    entries = json.loads(capsys.readouterr().out)["clauses"]
    assert [entry["id"] for entry in entries] == [clause.identifier for clause in clause_registry().select("block")]
    assert entries[0]["lines"] == [471, 475]
    assert entries[0]["model"]


def test_misspelt_id_is_misuse() -> None:
    """A misspelt id is one line with the near ones."""
    with pytest.raises(Misuse, match="ENQ-03") as caught:
        ran(clauses, "ENQ-3")
    assert "\n" not in caught.value.message


def write(path: Path, lines: tuple[str, ...]) -> str:
    """Write the lines to a file and return its path."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_no_drift(tmp_path: Path, capsys: Captured) -> None:
    """The original as a plain file is fine."""
    assert ran(drift, write(tmp_path / "audit_io.c", real_source().lines)) == Exit.FINE
    assert "0 moved, 0 changed, 0 gone" in capsys.readouterr().out


def test_drift_is_found(tmp_path: Path, capsys: Captured) -> None:
    """A changed clause is a row with its sentence, and the exit code says so."""
    lines = list(real_source().lines)
    lines[494] = lines[494].replace(">=", ">")
    path = write(tmp_path / "audit_io.c", tuple(lines))
    assert ran(drift, path) == Exit.FOUND
    printed = capsys.readouterr().out
    for text in ("BLOCK-06  changed", "read again: ", "audit_sync_block", "1 changed, 0 gone"):
        assert text in printed
    assert ran(drift, path, "--json") == Exit.FOUND
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["changed"] == 1
    assert [entry["id"] for entry in document["clauses"] if entry["fate"] == "changed"] == ["BLOCK-06"]


def test_all_shows_the_same_too(tmp_path: Path, capsys: Captured) -> None:
    """With --all every clause has a row."""
    assert ran(drift, write(tmp_path / "audit_io.c", real_source().lines), "--all") == Exit.FINE
    assert "ENQ-03    same     374-379" in capsys.readouterr().out


def test_wrong_files_are_misuse(tmp_path: Path) -> None:
    """An absent file, a folder, another text and bytes are each one line."""
    (tmp_path / "toy.c").write_text(TOY, encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\x00")
    for name in ("absent", "", "toy.c", "bytes"):
        with pytest.raises(Misuse) as caught:
            ran(drift, str(tmp_path / name))
        assert "\n" not in caught.value.message
        assert str(tmp_path) in caught.value.message
