"""The decisions of the queue as small pure functions over integers and booleans: what is proved is what runs.

Each one is called by the step that takes the decision. They hold no state and know nothing of threads.
"""

from hiwater_model.citation import implements
from hiwater_model.constants import (
    AGAIN_TICKS,
    AUDITING,
    CLOSES_RECORDS,
    COMPLETE,
    EAGAIN,
    EVENT_SYSTEM_BOOT,
    FIRST,
    FLAG_DEFER,
    FLAG_DONT_BLOCK,
    INIT_AUDIT,
    LAST,
    MIDDLE,
    POLICY_COUNT,
    POLICY_HALT,
    SYSCALL_EXIT,
    UNSET,
)

STATE_IF_PART = (FIRST, MIDDLE, MIDDLE, FIRST)
"""The next buffer type when the record goes on, by the last type (audit_io.c:66-67)."""
STATE_IF_NOT_PART = (COMPLETE, LAST, LAST, COMPLETE)
"""The next buffer type when the record has ended, by the last type (audit_io.c:68-69)."""


@implements("TABLE-01", "TABLE-02", "IO-07")
def next_type(last_type: int, record_goes_on: bool) -> int:
    """The type of the buffer about to be sent, from that of the one before (audit_io.c:696-700)."""
    return STATE_IF_PART[last_type] if record_goes_on else STATE_IF_NOT_PART[last_type]


def is_full(count: int, high_water: int) -> bool:
    """The queue is at its high-water mark or above (audit_io.c:374, audit_io.c:495, audit_io.c:513)."""
    return count >= high_water


def reader_is_woken(count: int, low_water: int, reader: int) -> bool:
    """The reader sleeps and more than low water is queued (audit_io.c:399-400, audit_io.c:484-485)."""
    return reader != 0 and count > low_water


def writers_are_woken(count: int, low_water: int, writers: int) -> bool:
    """Writers sleep and no more than low water is queued (audit_io.c:442-443)."""
    return writers != 0 and count <= low_water


def drops_by_state(state: int) -> bool:
    """On a full queue, a record is dropped in every state but AUDITING (audit_io.c:472-474)."""
    return state != AUDITING


def drops_by_policy(policy: int) -> bool:
    """On a full queue, policy CNT drops instead of sleeping (audit_io.c:475)."""
    return policy & POLICY_COUNT != 0


def halts_by_policy(global_policy: int) -> bool:
    """Policy AHLT stops the machine for an asynchronous record that cannot be kept (audit_io.c:768)."""
    return global_policy & POLICY_HALT != 0


def drop_is_forgiven(state: int) -> bool:
    """Before the daemon has ever run, a lost asynchronous record is only counted (audit_io.c:769)."""
    return state == INIT_AUDIT


def closes_a_record(state: int, event: int) -> bool:
    """No record is made when auditing is off, but for the boot event (audit_io.c:257-262)."""
    return state & ~CLOSES_RECORDS == 0 or event == EVENT_SYSTEM_BOOT


def is_deferred(flag: int, syscall: int) -> bool:
    """Asynchronous records wait, others if asked to within a system call other than exit (audit_io.c:123-124)."""
    if flag & FLAG_DONT_BLOCK:
        return True
    return flag & FLAG_DEFER != 0 and syscall != 0 and syscall != SYSCALL_EXIT


def state_in_force(cached: int, zone_state: int) -> int:
    """A thread's cached state wins over its zone's (audit_io.c:253-255)."""
    return zone_state if cached == UNSET else cached


def ticks_before_retry(error: int) -> int:
    """How long the door is left alone after an error; 0 means that the error is final (audit_io.c:555-558)."""
    return AGAIN_TICKS if error == EAGAIN else 0


@implements("RECORD-04")
def header_bytes(time_bytes: int) -> int:
    """Bytes of a header without host address: id, length, version, event, modifier, time (audit_io.c:274-275)."""
    return 1 + 4 + 1 + 2 + 2 + time_bytes


@implements("DOOR-06", "DOOR-07")
def upcall_result(reply: int | str | None, bytes_sent: int) -> int:
    """What an upcall without error gives (audit_io.c:570-574).

    -1 without a reply buffer; else its first word, which after an empty reply is still the size that was sent.
    """
    if reply is None:
        return -1
    return bytes_sent if isinstance(reply, str) else reply


def bytes_moved(left_in_membuf: int, room_in_buffer: int) -> int:
    """How much of a membuf goes into the staging buffer at once (audit_io.c:675)."""
    return min(left_in_membuf, room_in_buffer)


def buffer_is_sent(buffer_length: int, used: int, record_goes_on: bool) -> bool:
    """The staging buffer goes to the door when it is exactly full or the record has ended (audit_io.c:695)."""
    return buffer_length == used or not record_goes_on
