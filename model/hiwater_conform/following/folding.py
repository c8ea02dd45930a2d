"""Many candidates as few: those that differ in nothing but what one thread carries become one.

What a thread carries (the record it builds, its deferred list) matters to nobody until a line of its own. A hundred
threads that may each carry one of two things are a hundred choices then, not 2^100 states.
"""

from typing import Any

from hiwater_conform.following.candidate import Candidate, as_awake_as
from hiwater_conform.following.counting import either
from hiwater_model.machine import Thread

_OWN_AFFAIR = ("read", "count", "memory")
"""Points that nobody else can see a thread stand at."""


def folded(candidates: list[Candidate]) -> list[Candidate]:
    """The same states in fewer candidates."""
    if len(candidates) == 1:
        return candidates
    groups: dict[object, list[Candidate]] = {}
    for candidate in candidates:
        group = groups.setdefault(_likeness(candidate), [])
        _add(group, candidate)
    return [candidate for group in groups.values() for candidate in group]


def _add(group: list[Candidate], candidate: Candidate) -> None:
    """Into the group, and on into others that the union has become like."""
    place = 0
    while place < len(group):
        known = group[place]
        union = _union(known, candidate) if _same_around(known, candidate) else None
        if union is known:
            return
        if union is None:
            place += 1
        else:
            del group[place]
            candidate, place = union, 0
    group.append(candidate)


def _likeness(candidate: Candidate) -> object:
    """Equal for candidates that can be folded, and quick to find."""
    machine = candidate.machine
    waits = tuple(None if thread.wait.kind in _OWN_AFFAIR else thread.wait for thread in machine.threads)
    return waits, tuple((zone.state, zone.policy, zone.sequence) for zone in machine.zones)


def _same_around(one: Candidate, other: Candidate) -> bool:
    """All but the threads is the same."""
    ours, theirs = one.machine, other.machine
    return ours[:-1] == theirs[:-1] and one.standings == other.standings


def _union(one: Candidate, other: Candidate) -> Candidate | None:
    """Both in one, if they differ in one thread, or if `one` has all of the other; None if that cannot be."""
    differing: list[tuple[int, dict[Thread, Any]]] = []
    contained = True
    for number, thread in enumerate(one.machine.threads):
        if thread is other.machine.threads[number] and one.others[number] is other.others[number]:
            continue
        ours, theirs = _ways(one, number), _ways(other, number)
        if ours.keys() != theirs.keys():
            differing.append((number, {**ours, **theirs}))
            contained = contained and theirs.keys() <= ours.keys()
    if contained:
        return _missing_as_much(one, other)
    if len(differing) > 1:
        return None
    number, ways = differing[0]
    _, *others = ways
    both = one._replace(others=(*one.others[:number], tuple(others), *one.others[number + 1 :]))
    return _missing_as_much(both, other)


def _ways(candidate: Candidate, number: int) -> dict[Thread, None]:
    """What the thread may carry, in order; the first is what the machine says."""
    others = (as_awake_as(candidate, number, thread) for thread in candidate.others[number])
    return dict.fromkeys((candidate.machine.threads[number], *others))


def _missing_as_much(one: Candidate, other: Candidate) -> Candidate:
    """What either may have missed of the changes, both may; what either has counted, both may have."""
    if one.changes != other.changes:
        both = tuple(sorted({*one.changes, *other.changes}, key=lambda change: change.line))
        one = one if both == one.changes else one._replace(changes=both)
    counted = either(one.counted, other.counted)
    return one if counted == one.counted else one._replace(counted=counted)
