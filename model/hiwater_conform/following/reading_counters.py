"""The counters that A_GETSTAT gives: they lie between what must and what may have been counted by then.

Counting takes no lock, and other threads' counts are hidden steps, so no line says when they happened. A counter that
A_SETSTAT has reset is not compared any more. Not good for: finding a count lost among many that are on their way.
"""

from hiwater_conform.following.candidate import Candidate, Made, each_way
from hiwater_conform.following.lines import Line
from hiwater_conform.following.making import TOLD
from hiwater_conform.following.matching import Refusal
from hiwater_conform.following.shared_words import GLOBAL_POLICY, Key
from hiwater_conform.following.stepping import Stepper
from hiwater_conform.following.words import made_in_words
from hiwater_model.constants import POLICY_PER_ZONE
from hiwater_model.machine import Counters

_SLEEPING = ("asleep", "timed", "idle")


def refusal_of_counters(
    candidate: Candidate,
    thread: int,
    line: Line,
    made: Made,
    stepper: Stepper,
    *,
    uncompared: set[tuple[int, str]],
) -> Refusal | None:
    """Why the counters cannot be these; None if they can."""
    told, least = line.facts["value"], candidate.standings[thread].counted
    if not isinstance(told, tuple) or len(told) != len(Counters._fields):
        return Refusal(made_in_words(made), made.clause)
    refusal = None
    for zone in _zones(candidate, thread):
        most = _at_most(candidate, thread, zone, stepper)
        for name, value, (low, _), high in zip(Counters._fields, told, least[zone], most, strict=True):
            if (zone, name) not in uncompared and (value - low) % 2**32 > high - low:
                refusal = Refusal(f"{name} of zone {zone} is from {low} to {high}, not {value}", made.clause)
                break
        else:
            return None
    return refusal


def _zones(candidate: Candidate, thread: int) -> set[int]:
    """Whose counters they are: the thread's own zone's under PERZONE, else the global one's."""
    machine = candidate.machine
    own = machine.threads[thread].zone
    if any((change.zone, change.name) == GLOBAL_POLICY for change in candidate.changes):
        return {0, own}
    return {own if machine.policy & POLICY_PER_ZONE else 0}


def _at_most(candidate: Candidate, thread: int, zone: int, stepper: Stepper) -> list[int]:
    """What has been counted once every other thread has done all that it can without being heard of."""
    most = [high for _, high in candidate.counted[zone]]
    for other in range(len(candidate.machine.threads)):
        if other != thread:
            most = [value + more for value, more in zip(most, _growth(candidate, other, zone, stepper), strict=True)]
    return most


def _growth(candidate: Candidate, thread: int, zone: int, stepper: Stepper) -> list[int]:
    begun = [high for _, high in candidate.counted[zone]]
    most = [0] * len(begun)
    undefined = stepper.undefined
    waiting: list[tuple[Candidate, dict[Key, int]]] = [(one, {}) for one in each_way(candidate, thread)]
    while waiting:
        now, floors = waiting.pop()
        most = [max(old, new - was) for old, (_, new), was in zip(most, now.counted[zone], begun, strict=True)]
        standing, wait = now.standings[thread], now.machine.threads[thread].wait
        if standing.owed or standing.result is not None:
            continue
        if standing.pending is not None or (wait.kind not in TOLD and wait.kind not in _SLEEPING):
            waiting += [
                (taken.candidate, taken.floors) for taken in stepper.hidden(now, thread, floors) if not taken.made
            ]
    stepper.undefined = undefined  # nobody has said that it has come to that
    return most
