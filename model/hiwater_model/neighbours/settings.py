"""auditon(A_GETSTAT, A_SETSTAT, A_SETKAUDIT): statistics are read and reset, the host address is stored.

Neighbour: auditsys.c (kernel-queue.md 4, 10.7). Clauses STAT-01, STAT-02, HOST-01, HOST-02.
"""

from typing import NamedTuple

from hiwater_model.constants import EINVAL
from hiwater_model.draft import Draft, point
from hiwater_model.neighbours.control import may_not_control

_MAPPED = bytes(10) + b"\xff\xff"


class HostAddress(NamedTuple):
    """A_SETKAUDIT in progress."""

    at: int | str
    zone: int
    valid: int


def get_statistics(draft: Draft) -> None:
    """A_GETSTAT: the counters, copied without a lock."""
    draft.clause = "STAT-01"
    draft.resume(tuple(draft.zones[draft.own_or_global()].counters))


def set_statistics(draft: Draft, names: tuple[str, ...]) -> None:
    """A_SETSTAT: chosen counters become zero, racing with those who count."""
    draft.clause = "STAT-02"
    if may_not_control(draft):
        draft.resume(EINVAL)
        return
    zone = draft.thread.zone
    counters = draft.zones[zone].counters._replace(**dict.fromkeys(names, 0))
    draft.zones[zone] = draft.zones[zone]._replace(counters=counters)
    draft.writes.append(("zone", zone, "STAT-02", names))
    draft.resume(0)


def set_kernel_address(draft: Draft, address_type: int, address: bytes) -> None:
    """A_SETKAUDIT: the address is stored, and declared valid in the next step.

    An IPv6 address that maps an IPv4 one is stored as that one.
    """
    draft.clause = "HOST-01"
    if may_not_control(draft):
        draft.resume(EINVAL)
        return
    zone = draft.thread.zone
    if address_type == 16 and address.startswith(_MAPPED):
        address_type, address = 4, address[len(_MAPPED) :]
    draft.set_zone(zone, "HOST-01", host_type=address_type, host_address=address)
    draft.stack.append(HostAddress("setkaudit:valid", zone, int(any(address))))
    draft.park("write", "setkaudit:valid", "host valid", zone)


@point("setkaudit:valid", "HOST-02")
def address_declared(draft: Draft, frame: HostAddress) -> None:
    """An address of zeros is none."""
    draft.set_zone(frame.zone, "HOST-02", host_valid=frame.valid)
    draft.give(0)
