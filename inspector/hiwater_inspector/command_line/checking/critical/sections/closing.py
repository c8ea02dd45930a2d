"""au_close, au_close_defer, au_close_time: a descriptor is closed, now or later (audit_io.c:99-362).

Bytes and policies are chosen from a few; the queue, the states that are compared and the system call are any integers.
"""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import Numbers, sound  # noqa: F401  # named in a contract
from hiwater_impl.pipeline import record as shipped_record
from hiwater_impl.pipeline.close import close, close_defer
from hiwater_impl.pipeline.record import close_time
from hiwater_inspector.command_line.checking.critical.both import both
from hiwater_inspector.command_line.checking.critical.passage import (  # noqa: F401  # named in a contract
    DONE,
    STAYS,
    End,
)
from hiwater_inspector.command_line.checking.critical.shipped import chain
from hiwater_inspector.command_line.checking.critical.situation import NOBODY, Fields, Others, chosen, of
from hiwater_model import steps
from hiwater_model.constants import EVENT_SYSTEM_BOOT, POLICY_SEQUENCE, POLICY_TRAILER, POLICY_ZONENAME
from hiwater_model.producers import record

_BODY = (b"a body", b"in two membufs")
_EVENT, _MODIFIER, _OK = 6152, 3, 1
_TIME = (1_000_000_123, 456)


def _closes(fields: Fields, others: Others = NOBODY, event: int = _EVENT) -> End:
    """au_close_time on both sides, with the time of queueing."""
    return both(
        "user",
        fields,
        others,
        lambda thread, context: close_time(thread, context, chain(_BODY), _OK, event, _MODIFIER, None),
        lambda draft: record.begin(draft, 0, _BODY, _OK, event, _MODIFIER, None, "CLOSE-04"),
    )


@about(
    "CLOSE-02 CLOSE-03 CLOSE-04 DEFER-01 DEFER-02 DEFER-03 DEFER-05 DEFER-06 RECORD-01", close, close_defer, close_time
)
def descriptor_is_closed(fine: bool, never_waits: bool, defers: bool, syscall: int, memory: bool) -> End:
    """At once, at the end of the system call, or by the softcall; without memory for that it is lost, uncounted.

    post: __return__ == DONE or (__return__ == STAYS and not memory)
    """
    flag = (1 if fine else 0) + (2 if never_waits else 0) + (4 if defers else 0)
    return both(
        "user",
        {"syscall": syscall, "memory": memory, "local": _BODY, "errjmp": never_waits, "label": never_waits},
        NOBODY,
        lambda thread, context: close(thread, context, thread.take("local"), flag, _EVENT, _MODIFIER, _TIME),
        steps.AuClose(0, "local", flag, _EVENT, _MODIFIER, _TIME),
    )


@about("DEFER-04 RECORD-11", close, close_defer, close_time)
def time_of_the_close(given: bool, deferred: bool) -> End:
    """A time that is given is kept; without one it is the present, or for what is closed at once that of queueing.

    post: __return__ == DONE
    """
    flag, time = 5 if deferred else 1, _TIME if given else None
    return both(
        "user",
        {"syscall": 5, "local": _BODY, "ticks": 7},
        NOBODY,
        lambda thread, context: close(thread, context, thread.take("local"), flag, _EVENT, _MODIFIER, time),
        steps.AuClose(0, "local", flag, _EVENT, _MODIFIER, time),
    )


@about("RECORD-02 RECORD-03", close_time, shipped_record._auditing)
def state_closes_a_record(cached: int, state: int, boots: bool) -> End:
    """AUDITING and INIT_AUDIT close one, cached or the zone's; the boot event is closed in every state.

    pre: 0 <= cached < 3 and 0 <= state < 3
    post: __return__ == DONE
    """
    fields = {"cache": chosen(cached, 0, 4, 8), "state": chosen(state, 1, 2, 4)}
    return _closes(fields, event=EVENT_SYSTEM_BOOT if boots else _EVENT)


@about("RECORD-06 RECORD-07 RECORD-08 RECORD-12 RECORD-13 RECORD-14 RECORD-15", close_time, shipped_record._count_bytes)
def policy_is_read_again(named: bool, numbered: bool, trailed: bool, trailed_then: bool) -> End:
    """The length counts what the first look says, the record has what the second one says.

    post: __return__ == DONE
    """
    first = {"policy": _policy(named, not numbered, trailed)}
    second = {"policy": _policy(not named, numbered, trailed_then)}
    return _closes(first, Others({("read", 330): second}))


def _policy(named: bool, numbered: bool, trailed: bool) -> int:
    return (POLICY_ZONENAME if named else 0) + (POLICY_SEQUENCE if numbered else 0) + (POLICY_TRAILER if trailed else 0)


@about("RECORD-05 RECORD-09 RECORD-10", close_time, shipped_record._header, shipped_record._time_offset)
def host_address_is_read_again(counted: int, made: int, placed: int) -> End:
    """The host address is asked for three times: for the length, for the header, for the place of the time.

    post: __return__ == DONE
    """
    fields = {"host_type": 16, "host_address": bytes(range(16)), "host_valid": counted}
    return _closes(fields, Others({("read", 299): {"host_valid": made}, ("read", 312): {"host_valid": placed}}))


@about("RECORD-16 RECORD-17", close_time)
def closed_record_waits_or_is_dropped(numbers: Numbers, drops: bool) -> End:
    """Its bytes are counted whether it was queued or dropped.

    pre: sound(numbers)
    post: __return__ == (STAYS if numbers.length >= numbers.high_water and not drops else DONE)
    """
    return _closes({"policy": 1 if drops else 0}, Others({("enter", 372): of(numbers)}))
