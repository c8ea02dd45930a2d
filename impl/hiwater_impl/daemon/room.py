"""How much room a directory has: plenty, less than the minimum, or none (binfile, bsm-records.md 6.2)."""

import enum
import os
from pathlib import Path
from typing import Final

HARD_BLOCKS: Final = 50
"""With fewer blocks than these a directory counts as full, so that a file can still be ended there."""
CHECK_BYTES: Final = 8192
"""Bytes of records between two looks."""


class Room(enum.IntEnum):
    """What there is, the best first."""

    PLENTY = 0
    SCARCE = 1
    NONE = 2


def room_in(directory: Path, minimum_free: int) -> Room:
    """What room there is, below `minimum_free` percent being scarce; none in a directory that is not there."""
    try:
        found = os.statvfs(directory)
    except OSError:
        return Room.NONE
    if found.f_blocks and found.f_bavail < HARD_BLOCKS:
        return Room.NONE
    return Room.SCARCE if 100 * found.f_bavail < minimum_free * found.f_blocks else Room.PLENTY
