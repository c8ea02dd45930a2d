"""Who runs again: every run of a scope ends, and at each end every writer is through, or the end is a known hang.

The graph of a scope has no cycle (checked), since calls, refusals and jumps are counted; so a state's outlook is that
of the ends it can reach. Not good for: daemons that are busy for ever (W4), which no run of a scope shows.
"""

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from hiwater_check.states.fates import UNKNOWN, fate
from hiwater_check.states.search import Space


class Outlook(NamedTuple):
    """What becomes of the writers of a scope."""

    acyclic: bool
    ends: dict[str, int]
    """How many ends there are of each kind; "well" for those at which every record is delivered."""
    first: dict[str, int]
    """Of each kind of end but "well", the first state met."""
    sleeping: int
    """States in which a writer sleeps."""
    always: int
    """Of these, those from which no hang can be reached: whatever is chosen, it runs again."""
    sometimes: int
    """Those from which a hang and a good end can be reached."""
    never: int
    """Those from which every end is a hang."""

    @property
    def holds(self) -> bool:
        """Every end is known."""
        return self.acyclic and UNKNOWN not in self.ends


def outlook(space: Space) -> Outlook:
    """Look at every end of a search, and from each state at the ends it can reach."""
    fates = {number: fate(space.program, *space.state(number)) for number in space.ends}
    ends, first = Counter[str](), dict[str, int]()
    for number, names in fates.items():
        ends.update(names or ("well",))
        for name in names:
            first.setdefault(name, number)
    order = _backwards(space)
    if order is None:
        return Outlook(False, dict(ends), first, 0, 0, 0, 0)
    good, bad = _reached(space, order, fates)
    asleep = [number for number in range(len(space.states)) if _writer_sleeps(space, number)]
    always = sum(not bad[number] for number in asleep)
    never = sum(not good[number] for number in asleep)
    return Outlook(True, dict(ends), first, len(asleep), always, len(asleep) - always - never, never)


def _backwards(space: Space) -> list[int] | None:
    """States, each after those it leads to; None if there is a cycle."""
    sorter = TopologicalSorter[int](dict.fromkeys(range(len(space.states)), ()))
    for arc in space.arcs:
        sorter.add(arc.source, arc.target)
    try:
        return list(sorter.static_order())
    except CycleError:
        return None


def _reached(space: Space, order: list[int], fates: dict[int, tuple[str, ...]]) -> tuple[list[bool], list[bool]]:
    """For each state: a good end can be reached; a hang can be reached."""
    after: list[list[int]] = [[] for _ in space.states]
    for arc in space.arcs:
        after[arc.source].append(arc.target)
    good, bad = [False] * len(space.states), [False] * len(space.states)
    for number in order:
        if number in fates:
            good[number], bad[number] = not fates[number], bool(fates[number])
        good[number] |= any(good[target] for target in after[number])
        bad[number] |= any(bad[target] for target in after[number])
    return good, bad


def _writer_sleeps(space: Space, number: int) -> bool:
    return any(zone.queue.sleeping_writers for zone in space.zones(number))
