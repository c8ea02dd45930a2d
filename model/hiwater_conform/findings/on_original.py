"""Replays saved runs on the original C: an unmodified audit_io.c that the user names, compiled with our shim.

Each replay has a process of its own, so that one that ends with a fault spoils no other.
"""

from hiwater_conform.original.source import Source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.replaying import Replayed, replay
from hiwater_conform.runs import SavedRun


def replay_on_original(run: SavedRun, source: Source) -> Replayed:
    """Replay on the C file, in the record form of the run's width. Raises BuildError if it cannot be compiled."""
    with OriginalAdapter(source.text) as adapter:
        adapter.compile(run.configuration.width)
        return replay(run, adapter)
