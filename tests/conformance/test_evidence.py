"""The record of the comparison with the original is about the model that is here."""

from pathlib import Path

import pytest

import hiwater_model
from hiwater_conform.digest import model_digest, relation_digest, relation_sources
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


def test_digest_is_of_the_relation_and_what_it_imports(tmp_path: Path) -> None:
    """The digest changes with a content or a name that the relation reaches; not with ends of line or anything else."""
    (tmp_path / "reader").mkdir()
    relation, module = tmp_path / "relation.py", tmp_path / "reader" / "module.py"
    relation.write_bytes(b"import struct\nfrom hiwater_model.reader import module\n")
    module.write_bytes(b"from hiwater_model import relation\n")
    first = relation_digest(tmp_path)
    module.write_bytes(b"from hiwater_model import relation\r\n")
    (tmp_path / "codec.py").write_text("from hiwater_model import relation", encoding="utf-8")
    assert relation_digest(tmp_path) == first
    module.write_bytes(b"from hiwater_model import relation\nx = 1\n")
    assert relation_digest(tmp_path) != first
    module.rename(tmp_path / "reader" / "other.py")
    relation.write_bytes(b"import struct\nfrom hiwater_model.reader import other\n")
    assert relation_digest(tmp_path) != first


def test_digest_covers_the_queue() -> None:
    """All modules of the queue and its neighbours are covered; the daemon, which no C is compared with, is not."""
    covered = {path.name for path in relation_sources(Path(hiwater_model.__file__).parent)}
    assert {"enqueue.py", "block.py", "doorio.py", "backend.py", "timers.py", "membufs.py", "constants.py"} <= covered
    assert not {"daemon.py", "examples.py"} & covered
