"""Records of what layers showed: fresh, stale or never run, and a user's own run first."""

from pathlib import Path
from typing import Any

import pytest

from hiwater_check import evidence
from hiwater_check.evidence import Standing, record, recorded
from hiwater_check.layer import Effort
from hiwater_check.layers import LAYERS
from hiwater_check.running import Ended, Verdict

LAYER = LAYERS["induction"]


def showing(document: dict[str, Any]) -> Ended:
    """What the layer showed in 2.04 seconds."""
    return Ended(LAYER, Verdict.HOLDS, ("what",), document, 2.04)


@pytest.fixture(name="folders")
def two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The specification's folder and the user's."""
    specification, user = tmp_path / "specification", tmp_path / "cache" / "hiwater" / "evidence"
    monkeypatch.setattr(evidence, "folder_of_specification", lambda: specification)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return specification, user


def test_never_run(folders: tuple[Path, Path]) -> None:
    """Without a record nothing is claimed; a file that is no record is none."""
    assert recorded(LAYER).standing is Standing.NEVER_RUN
    folders[0].mkdir()
    (folders[0] / "induction.json").write_text("[]")
    assert recorded(LAYER).standing is Standing.NEVER_RUN


def test_fresh_until_a_source_changes(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The record names the digest of its sources; another digest makes it stale, and it says what it said."""
    record(showing({"obligations": 13}), Effort.QUICK, folders[0])
    found = recorded(LAYER)
    assert (found.standing, found.document["shown"], found.document["seconds"]) == (
        Standing.FRESH,
        {"obligations": 13},
        2.0,
    )
    monkeypatch.setattr(evidence, "model_digest", lambda: "another model")
    found = recorded(LAYER)
    assert (found.standing, found.document["shown"]) == (Standing.STALE, {"obligations": 13})


def test_a_users_own_run_goes_first(folders: tuple[Path, Path]) -> None:
    """Unless only the specification is asked, or the specification's looked at more."""
    record(showing({"by": "specification"}), Effort.USUAL, folders[0])
    for effort, shown in ((Effort.LONG, "user"), (Effort.USUAL, "user"), (Effort.QUICK, "specification")):
        record(showing({"by": "user"}), effort, folders[1])
        assert recorded(LAYER).document["shown"] == {"by": shown}
        assert recorded(LAYER, users=False).document["shown"] == {"by": "specification"}


def test_a_fresh_record_goes_before_a_stale_one_of_the_user(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was shown of other sources does not hide what holds of these."""
    with monkeypatch.context() as past:
        past.setattr(evidence, "model_digest", lambda: "another model")
        record(showing({"by": "user"}), Effort.QUICK, folders[1])
    record(showing({"by": "specification"}), Effort.QUICK, folders[0])
    assert recorded(LAYER).document["shown"] == {"by": "specification"}


def test_the_digest_covers_the_layers_own_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed file of what the layer looks at changes the digest; another file type does not."""
    folder = tmp_path / "hiwater_check" / "induction"
    folder.mkdir(parents=True)
    (folder / "layer.py").write_text("one")
    monkeypatch.setattr(evidence, "files", lambda top: tmp_path / top)
    first = evidence.digest_of(LAYER)
    (folder / "notes.md").write_text("more")
    assert evidence.digest_of(LAYER) == first
    (folder / "layer.py").write_text("two")
    assert evidence.digest_of(LAYER) != first
