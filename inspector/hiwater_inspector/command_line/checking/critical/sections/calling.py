"""The edges of a system call, and audit(2): what is cached, what is closed in which order, what is refused."""

from hiwater_check.contracts.about import about
from hiwater_impl.pipeline import audit_call
from hiwater_impl.pipeline.audit_call import audit
from hiwater_impl.pipeline.system_calls import syscall_enter, syscall_exit, thread_exit
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import DONE, End  # noqa: F401  # named in a contract
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, chosen
from hiwater_model import steps
from hiwater_model.constants import POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME

_TIME = (1_000_000_123, 456)
_DEFERRED = [(1, 0, 1, _TIME, (b"first",)), (2, 0, 1, _TIME, (b"second",))]
_RECORD = b"\x14" + bytes([0, 0, 0, 40, 2]) + bytes(34)


@about("SYSCALL-01", syscall_enter)
def call_begins(number: int, event: int, selected: bool, state: int, loaded: bool) -> End:
    """With auditing on its state is cached for the call.

    pre: 0 <= state < 4
    post: __return__ == DONE
    """
    return both(
        "user",
        {"state": chosen(state, 1, 2, 4, 8), "loaded": loaded},
        NOBODY,
        lambda thread, _context: syscall_enter(thread, number, event, selected),
        steps.SyscallEnter(number, event, selected),
    )


@about("SYSCALL-02 SYSCALL-03 SYSCALL-04", syscall_exit)
def call_ends(cached: int, selected: bool, deferred: bool, held: bool) -> End:
    """What was put aside is closed first, in its order, then the call's own; then the cache is empty.

    pre: 0 <= cached < 3
    post: __return__ == DONE
    """
    fields = {
        "cache": chosen(cached, 1, 4, 8),
        "syscall": 5,
        "event": 9,
        "selected": selected,
        "errjmp": not selected,
        "deferred": _DEFERRED if deferred else [],
        "descriptor": (b"own",) if held else None,
        "high_water": 9,
    }
    return both("user", fields, NOBODY, lambda thread, _context: syscall_exit(thread), steps.SyscallExit())


@about("SYSCALL-05", thread_exit)
def thread_ends(errjmp: bool, cached: int, call: int) -> End:
    """What was put aside is freed, uncounted; its tokens are not.

    post: __return__ == DONE
    """
    fields = {"errjmp": errjmp, "cache": cached, "syscall": call, "deferred": _DEFERRED, "local": (b"local",)}
    return both("user", fields, NOBODY, lambda thread, _context: thread_exit(thread), steps.ThreadExit())


@about("AUDIT-01 AUDIT-02", audit, audit_call._check_header)
def user_record_is_checked(privileged: bool, state: int, loaded: bool, kind: int) -> End:
    """audit(2): 0 while auditing is off, else the privilege, the length, the header's kind and version.

    pre: 0 <= state < 2 and 0 <= kind < 4
    post: __return__[0] == "returned"
    """
    records = (_RECORD, _RECORD[:17], b"\x11" + _RECORD[1:], _RECORD[:5] + b"\x03" + _RECORD[6:])
    record = records[chosen(kind, 0, 1, 2, 3)]
    return both(
        "user",
        {"state": chosen(state, 4, 8), "loaded": loaded},
        NOBODY,
        lambda thread, _context: audit(thread, privileged, record),
        steps.Audit(privileged, record),
    )


@about("AUDIT-03 AUDIT-04", audit, audit_call._complete)
def user_record_is_completed(named: bool, numbered: bool, trailed: bool) -> End:
    """audit(2): zonename, sequence and trailer as the policy says; the header's length is corrected.

    post: __return__ == ("returned", 0)
    """
    policy = (
        (POLICY_ZONENAME if named else 0) + (POLICY_SEQUENCE if numbered else 0) + (POLICY_TRAILER if trailed else 0)
    )
    return both(
        "user",
        {"policy": policy},
        NOBODY,
        lambda thread, _context: audit(thread, True, _RECORD),
        steps.Audit(True, _RECORD),
    )
