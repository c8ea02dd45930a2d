"""Where nothing may be mounted, full disks are played with a limit on the sizes of the daemon's files."""

from collections.abc import Callable
from functools import partial

import pytest

from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.cases import disk
from hiwater_inspector.command_line.faults.catalogue import Case
from hiwater_inspector.command_line.faults.rows import played
from hiwater_inspector.command_line.faults.stage import QUICK


@pytest.mark.parametrize(
    "play", [disk.full, disk.full_and_counted, disk.full_with_a_second, disk.full_and_counted_with_a_second]
)
def test_the_same_is_kept_under_a_limit(play: Callable[..., list[Ended]]) -> None:
    """With one directory and two, waiting and dropping."""
    row = played(Case("limit", partial(play, may_mount=False)), QUICK)
    assert row.problems == []
    assert row.done.startswith("RLIMIT_FSIZE full")
    assert row.in_trails > 500
