"""Whatever a false daemon answers, no door takes it for a good answer, now or at the next record."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hiwater_impl.daemon.child import spawn
from hiwater_impl.door.client import SocketDoor
from hiwater_impl.door.errors import NotADoor
from hiwater_impl.pipeline.constants import COMPLETE
from hiwater_inspector.command_line.faults.false_daemon import FalseDaemon, Lie

GOOD = (0, bytes(8))


@pytest.fixture(scope="module")
def true_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The door of a daemon."""
    folder = tmp_path_factory.mktemp("true")
    (folder / "trails").mkdir()
    with spawn(folder / "door", [folder / "trails"]):
        yield folder / "door"


@pytest.mark.parametrize("lie", [lie for lie in Lie if lie is not Lie.GREETING])
def test_no_lie_is_taken_for_the_truth(tmp_path: Path, true_door: Path, lie: Lie) -> None:
    """The second record is lied about: it failed, and every later one is answered for itself or fails as well."""
    answers = [None, lie]
    with FalseDaemon(tmp_path / "door", true_door, lambda: answers.pop(0) if answers else Lie.CLOSED) as false_daemon:
        with SocketDoor(tmp_path / "door") as door:
            assert door.upcall(COMPLETE, b"record") == GOOD
            assert door.upcall(COMPLETE, b"record") != GOOD
            assert door.upcall(COMPLETE, b"record") != GOOD
        assert false_daemon.told[lie] >= 1
        assert false_daemon.taken == false_daemon.told.total()


def test_a_wrong_greeting_is_no_door(tmp_path: Path, true_door: Path) -> None:
    """To the next who comes, and to nobody after."""
    with FalseDaemon(tmp_path / "door", true_door, lambda: Lie.GREETING), SocketDoor(tmp_path / "door") as door:
        assert door.upcall(COMPLETE, b"record") == GOOD
        with pytest.raises(NotADoor):
            SocketDoor(tmp_path / "door")
        SocketDoor(tmp_path / "door").close()
