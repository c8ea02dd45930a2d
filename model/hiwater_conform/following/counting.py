"""What has been counted, apart from the machine: counts commute, so that candidates need not differ by them."""

from hiwater_conform.following.candidate import Candidate, Counted
from hiwater_model.machine import Counters, Wait

_NONE = Counters()


def with_count(candidate: Candidate, wait: Wait) -> Candidate:
    """The count that a step has just added to the machine is moved to where it does not tell candidates apart."""
    number, place = wait.zone or 0, Counters._fields.index(wait.what or "")
    machine = candidate.machine
    zone = machine.zones[number]._replace(counters=_NONE)
    counted = candidate.counted[number]
    least, most = counted[place]
    grown = (*counted[:place], (least + wait.extra, most + wait.extra), *counted[place + 1 :])
    return candidate._replace(
        machine=machine._replace(zones=(*machine.zones[:number], zone, *machine.zones[number + 1 :])),
        counted=(*candidate.counted[:number], grown, *candidate.counted[number + 1 :]),
    )


def either(one: tuple[Counted, ...], other: tuple[Counted, ...]) -> tuple[Counted, ...]:
    """From the least of both to the most of both."""
    if one == other:
        return one
    return tuple(
        tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(ours, theirs, strict=True))
        for ours, theirs in zip(one, other, strict=True)
    )
