"""Who else may touch a trail directory is told by its mode and owner, in words, and refuses nothing."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from hiwater_impl.daemon.exposure import exposures, tell_exposure

OWNER = 1000


def status(mode: int, user: int = OWNER) -> os.stat_result:
    """A directory of this mode and user."""
    return os.stat_result((stat.S_IFDIR | mode, 1, 1, 2, user, 1000, 4096, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "user", "words"),
    [
        (0o700, OWNER, []),
        (0o750, OWNER, []),
        (0o750, 0, []),
        (0o755, OWNER, ["everybody may look into it"]),
        (0o751, OWNER, ["everybody may look into it"]),
        (0o770, OWNER, ["its group may remove trails"]),
        (0o1770, OWNER, ["its group may add files"]),
        (0o1777, 0, ["everybody may add files", "everybody may look into it"]),
        (0o777, OWNER, ["everybody may remove trails", "everybody may look into it"]),
        (0o700, 1001, ["it belongs to user 1001"]),
    ],
)
def test_what_others_may_do(mode: int, user: int, words: list[str]) -> None:
    """Whoever may write there may remove trails, but with the sticky bit."""
    assert list(exposures(status(mode, user), OWNER)) == words


def test_it_is_told_once_with_the_mode_and_never_of_a_directory_for_us_alone(tmp_path: Path) -> None:
    """One event for each directory that is open to others; one that is gone is not looked at."""
    told: list[dict[str, Any]] = []

    def tell(event: str, **facts: Any) -> None:
        told.append({"event": event, **facts})

    for name, mode in (("own", 0o700), ("open", 0o757)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(mode)
    for name in ("own", "open", "gone"):
        tell_exposure(tmp_path / name, tell)
    reason = "everybody may remove trails and everybody may look into it"
    assert told == [{"event": "exposed", "directory": str(tmp_path / "open"), "mode": "757", "reason": reason}]
