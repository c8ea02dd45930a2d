"""What a thread did between two moments: the points it passed, what it told, how it ended, and what is left behind.

Both sides, implementation and model, are projected to this one shape; nothing that the lockstep can see is left out.
Not good for: what happens between two points, where nobody else runs on either side.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

Point: TypeAlias = tuple[Any, ...]
"""Kind, place, what, zone: as the protocol writes it."""
Record: TypeAlias = tuple[bytes, ...]
"""The membufs of a chain."""
End: TypeAlias = tuple[Any, ...]
"""`returned` with the value, `stays` (asleep, or without memory, lock or answer), `halted` with the reason, or
`undefined` with reason and line; or `differs` with what two sides disagree about."""

STAYS: End = ("stays",)
DONE: End = ("returned", None)


class Passage(NamedTuple):
    """One side's account of a section."""

    points: tuple[Point, ...]
    """Every point, in order: locks entered and left, counters, unlocked reads and writes, memory, the door, sleep."""
    told: tuple[tuple[Any, ...], ...]
    """Broadcasts with who was woken, chains freed, buffers asked with type and bytes, syncs, the halt."""
    order: tuple[int, ...]
    """How much had been told at each point."""
    end: End
    left: Mapping[str, Any]
    """Every field of queue, zone, counters, locks, thread and system; empty after an act that is not defined."""


def agreed(ours: Passage, models: Passage) -> End:
    """How both sides ended if they are equal; otherwise `differs` with the names of what is not."""
    names = [name for name in ("points", "told", "order", "end") if getattr(ours, name) != getattr(models, name)]
    names += [name for name, value in models.left.items() if name not in ours.left or ours.left[name] != value]
    if names or len(ours.left) != len(models.left):
        return ("differs", *names)
    return ours.end
