"""The record of the comparison with the original is about the model that is here."""

from pathlib import Path

import pytest

from hiwater_conform.digest import folder_digest, model_digest
from hiwater_conform.evidence import StaleEvidence, evidence_path, refuse_stale


def test_record_is_about_this_model() -> None:
    """The recorded digest is the present model's; if not, the comparison has to be recorded again."""
    refuse_stale(evidence_path(), model_digest())


def test_stale_record_is_refused(tmp_path: Path) -> None:
    """A record that is missing, is none, or is about another model is refused with what to do."""
    path = tmp_path / "original.json"
    with pytest.raises(StaleEvidence, match=r"never recorded: run `hiwater original .*--record`"):
        refuse_stale(path, "0")
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(StaleEvidence, match="is not a record"):
        refuse_stale(path, "0")
    path.write_text('{"model_digest":"1"}', encoding="utf-8")
    with pytest.raises(StaleEvidence, match=r"run `hiwater original .*--record` again"):
        refuse_stale(path, "0")
    refuse_stale(path, "1")


def test_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    """The digest changes with a name, a content or a file, and not with ends of line."""
    (tmp_path / "inner").mkdir()
    module = tmp_path / "inner" / "module.py"
    module.write_bytes(b"one\ntwo\n")
    first = folder_digest(tmp_path)
    module.write_bytes(b"one\r\ntwo\r\n")
    assert folder_digest(tmp_path) == first
    (tmp_path / "notes.txt").write_text("not a source", encoding="utf-8")
    assert folder_digest(tmp_path) == first
    module.write_bytes(b"one\nthree\n")
    assert folder_digest(tmp_path) != first
    module.write_bytes(b"one\ntwo\n")
    module.rename(tmp_path / "inner" / "other.py")
    assert folder_digest(tmp_path) != first
