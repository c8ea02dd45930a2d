"""auditon(2), auditdoor(2) and the end of a zone: who is woken when marks, policy, state or door change.

Policy words and host addresses are chosen from a few.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers, sound  # noqa: F401  # named in a contract
from hiwater_impl.pipeline import controls
from hiwater_impl.pipeline.audit_door import audit_door
from hiwater_impl.pipeline.controls import set_condition, set_host_address, set_queue_control, set_statistics
from hiwater_impl.pipeline.policy import set_policy
from hiwater_impl.pipeline.zone_shutdown import zone_shutdown
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import End
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Others, chosen, of
from hiwater_model import steps
from hiwater_model.constants import POLICY_COUNT, POLICY_HALT, POLICY_SHARED_COUNT, POLICY_TRAILER


@about("QCTRL-01 QCTRL-02", set_queue_control)
def limits_are_held(high_water: int, low_water: int, buffer_size: int, delay: int, small: bool) -> End:
    """A_SETQCTRL stores all four numbers, or none.

    post: __return__ == ("returned", 0) or __return__ == ("returned", 22)
    """
    return both(
        "user",
        {"small_limits": small},
        NOBODY,
        lambda thread, _context: set_queue_control(thread, high_water, low_water, buffer_size, delay),
        steps.SetQueueControl(high_water, low_water, buffer_size, delay),
    )


@about("QCTRL-02 QCTRL-03", set_queue_control)
def marks_are_changed(before: Numbers, numbers: Numbers, high_water: int, low_water: int) -> End:
    """Each side is woken if the new marks let it go on.

    pre: 0 <= low_water < high_water <= 100000
    post: __return__ == ("returned", 0)
    """
    others = Others({("enter", "setqctrl:lock"): of(numbers)})
    return both(
        "user",
        of(before),
        others,
        lambda thread, _context: set_queue_control(thread, high_water, low_water, 64, 20),
        steps.SetQueueControl(high_water, low_water, 64, 20),
    )


@about("COND-01 COND-02 COND-03", set_condition)
def condition_is_set(state: int, state_before: int, before: Numbers, numbers: Numbers) -> End:
    """A_SETCOND: off wakes the reader, and writers that sleep; on wakes nobody; nothing else can be set.

    post: __return__ == ("returned", 0 if state == 1 or state == 2 else 22)
    """
    others = Others({("enter", "setcond:lock"): of(numbers)})
    return both(
        "user",
        {**of(before), "state": state_before},
        others,
        lambda thread, _context: set_condition(thread, state),
        steps.SetCondition(state),
    )


@about("COND-02", set_condition, controls._load)
def module_is_loaded(memory: bool, state_before: int) -> End:
    """The first one to turn auditing on closes the boot record, and loses it without memory.

    post: __return__ == ("returned", 0)
    """
    return both(
        "user",
        {"loaded": False, "memory": memory, "state": state_before},
        NOBODY,
        lambda thread, _context: set_condition(thread, 1),
        steps.SetCondition(1),
    )


@about("POLICY-01 POLICY-02 POLICY-03 POLICY-04", set_policy)
def policy_is_set(which: int, before: Numbers, numbers: Numbers, daemon: bool, error: int) -> End:
    """A_SETPOLICY: two words, the daemon told first, then writers of a full queue woken by CNT or SCNT.

    pre: 0 <= which < 5 and error != 11
    post: __return__ == ("returned", 22 if which == 4 else 0)
    """
    policy = chosen(which, POLICY_TRAILER, POLICY_COUNT, POLICY_SHARED_COUNT | POLICY_HALT, POLICY_HALT, 0x8000)
    others = Others({("enter", "setpolicy:lock"): of(numbers)}, [(error, None)])
    return both(
        "user",
        {**of(before), "door": 7 if daemon else None, "policy": 0x10},
        others,
        lambda thread, _context: set_policy(thread, policy),
        steps.SetPolicy(policy),
    )


@about("AUDITDOOR-01 AUDITDOOR-02 AUDITDOOR-03", audit_door)
def door_is_installed(loaded: bool, active_before: bool, active: bool, door: int) -> End:
    """A reader is begun if there was none when the lock was held.

    post: __return__ == ("returned", 0 if loaded else 22)
    """
    others = Others({("enter", "auditdoor:lock"): {"active": active}})
    return both(
        "user",
        {"loaded": loaded, "active": active_before},
        others,
        lambda thread, _context: audit_door(thread, door),
        steps.Auditdoor(door),
    )


@about("ZONE-01 ZONE-02 ZONE-03", zone_shutdown)
def zone_goes_down(loaded: bool, daemon: bool, active: bool, state: int, error: int) -> End:
    """The daemon is told, auditing is off, the reader is woken and waited for, if there is one.

    pre: error != 11
    post: __return__ == (("stays",) if active else ("returned", None))
    """
    return both(
        "user",
        {"loaded": loaded, "door": 7 if daemon else None, "active": active, "state": state},
        Others(answers=[(error, None)]),
        zone_shutdown,
        steps.ZoneShutdown(0),
    )


@about("STAT-02", set_statistics)
def statistics_are_reset(dropped: int, written: int, both_of_them: bool) -> End:
    """A_SETSTAT: the counters that are named become 0, the others stay.

    post: __return__ == ("returned", 0)
    """
    names = ("dropped", "written") if both_of_them else ("dropped",)
    return both(
        "user",
        {"dropped": dropped, "written": written},
        NOBODY,
        lambda thread, _context: set_statistics(thread, names),
        steps.SetStatistics(names),
    )


@about("HOST-01 HOST-02", set_host_address)
def host_address_is_set(which: int, valid_before: int) -> End:
    """A_SETKAUDIT: an address that maps an IPv4 one is stored as that one; zeros are none.

    pre: 0 <= which < 4
    post: __return__ == ("returned", 0)
    """
    address = (bytes(4), b"\x0a\1\2\3", bytes(10) + b"\xff\xff\x0a\1\2\3", bytes(15) + b"\1")[chosen(which, 0, 1, 2, 3)]
    return both(
        "user",
        {"host_valid": valid_before},
        NOBODY,
        lambda thread, _context: set_host_address(thread, len(address), address),
        steps.SetKernelAddress(len(address), address),
    )
