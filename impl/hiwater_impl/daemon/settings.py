"""What a daemon can be told: where it listens, where its trails go, when a new file begins, when bytes are synced."""

import enum
import os
from pathlib import Path
from typing import NamedTuple


class Sync(enum.Enum):
    """When the bytes of a trail are forced onto the disk. A killed daemon loses nothing with any: the system has it."""

    NONE = "none"
    INTERVAL = "interval"
    RECORD = "record"


class Settings(NamedTuple):
    """All of it; the sizes are bytes, the times seconds."""

    door: Path
    directories: tuple[Path, ...]
    """The first one that has room is written to."""
    host: str = os.uname().nodename
    """The last part of the names of trail files."""
    rotate_size: int = 0
    """A file does not grow beyond so many bytes of records (p_fsize); 0 for no limit."""
    minimum_free: int = 0
    """Percent: a directory with less is left when another one has more (p_minfree)."""
    warn: str = ""
    """A command that is told of full directories, as audit_warn is; "" for none."""
    sync: Sync = Sync.INTERVAL
    sync_seconds: float = 1.0
    """Between syncs, for INTERVAL."""
    retry_seconds: float = 0.5
    """Between attempts to write when every directory is full."""
