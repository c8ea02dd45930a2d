"""Each decision of the queue for all integers: what it says, and what follows from it (`hiwater_model.decisions`).

A word of policy is given as the bit in question and the bits above it where the solver can follow that, and as booleans
where it cannot; `enumerated.py` goes through all words.
"""

from hiwater_check.contracts.about import about
from hiwater_model import decisions
from hiwater_model.constants import (
    AUDITING,
    COMPLETE,
    FIRST,
    INIT_AUDIT,
    LAST,
    MIDDLE,
    NO_AUDIT,
    NO_SPACE,
    POLICY_ALL,
    POLICY_HALT,
)

_STATES = (AUDITING, NO_AUDIT, INIT_AUDIT, NO_SPACE)


@about("ENQ-03 BLOCK-06 ABLOCK-01", decisions.is_full)
def full(length: int, high_water: int) -> bool:
    """The mark itself is full, one below is not, and a full queue stays full when it grows.

    post: __return__ == (length >= high_water)
    post: decisions.is_full(high_water, high_water) and not decisions.is_full(high_water - 1, high_water)
    post: not __return__ or decisions.is_full(length + 1, high_water)
    """
    return decisions.is_full(length, high_water)


@about("ENQ-08 BLOCK-02 QCTRL-03", decisions.reader_is_woken)
def reader_woken(length: int, low_water: int, reader: int) -> bool:
    """The reader is woken if it sleeps and more than low water is queued; at low water it is left asleep.

    post: __return__ == (reader != 0 and length > low_water)
    post: not decisions.reader_is_woken(low_water, low_water, reader)
    """
    return decisions.reader_is_woken(length, low_water, reader)


@about("DEQ-05", decisions.writers_are_woken)
def writers_woken(length: int, low_water: int, writers: int) -> bool:
    """Writers are woken if some sleep and no more than low water is queued; at low water they are.

    post: __return__ == (writers != 0 and length <= low_water)
    post: decisions.writers_are_woken(low_water, low_water, writers) == (writers != 0)
    """
    return decisions.writers_are_woken(length, low_water, writers)


@about("ENQ-08 DEQ-05", decisions.reader_is_woken, decisions.writers_are_woken)
def one_side_woken(length: int, low_water: int, writers: int, reader: int) -> bool:
    """With sleepers on both sides, exactly one side is woken, whatever the length.

    pre: writers != 0 and reader != 0
    post: __return__
    """
    reader_woken_now = decisions.reader_is_woken(length, low_water, reader)
    return reader_woken_now != decisions.writers_are_woken(length, low_water, writers)


@about("BLOCK-02", decisions.is_full, decisions.reader_is_woken)
def reader_of_a_full_queue(length: int, high_water: int, low_water: int, reader: int) -> bool:
    """While the queue is full, a reader that sleeps is always woken: the test of low water adds nothing there.

    pre: low_water < high_water and decisions.is_full(length, high_water)
    post: __return__ == (reader != 0)
    """
    return decisions.reader_is_woken(length, low_water, reader)


@about("BLOCK-01", decisions.drops_by_state)
def dropped_by_state(state: int) -> bool:
    """Every state but AUDITING drops, and the unset one too.

    post: __return__ == (state != 1)
    """
    return decisions.drops_by_state(state)


@about("BLOCK-01", decisions.drops_by_policy)
def dropped_by_policy(others: int, counts: bool) -> bool:
    """CNT is the lowest bit; no other bit drops, whatever the word.

    post: __return__ == counts
    """
    return decisions.drops_by_policy(2 * others + counts)


@about("DROP-02", decisions.halts_by_policy)
def halted_by_policy(others: bool, halts: bool) -> bool:
    """AHLT is the second bit; all other bits together do not halt.

    post: __return__ == halts
    """
    return decisions.halts_by_policy((POLICY_ALL - POLICY_HALT if others else 0) + (2 if halts else 0))


@about("DROP-02", decisions.drop_is_forgiven)
def forgiven(state: int) -> bool:
    """Only before the daemon has ever run.

    post: __return__ == (state == 4)
    """
    return decisions.drop_is_forgiven(state)


@about("RECORD-03", decisions.closes_a_record)
def record_closed(choice: int, event: int) -> bool:
    """Every state but AUDITING and INIT_AUDIT closes no record, but for the boot event.

    pre: 0 <= choice < 4
    post: __return__ == (choice == 0 or choice == 2 or event == 113)
    """
    return decisions.closes_a_record(_STATES[choice], event)


@about("CLOSE-03", decisions.is_deferred)
def deferred(dont_block: bool, defer: bool, okay: bool, syscall: int) -> bool:
    """Asynchronous records always; others if they ask for it within a system call other than exit.

    post: __return__ == (dont_block or (defer and syscall != 0 and syscall != 1))
    """
    return decisions.is_deferred((2 if dont_block else 0) + (4 if defer else 0) + (1 if okay else 0), syscall)


@about("RECORD-02 BLOCK-01", decisions.state_in_force)
def in_force(cached: int, zone_state: int) -> int:
    """The cached state wins unless it is unset.

    post: __return__ == (cached if cached != 0 else zone_state)
    """
    return decisions.state_in_force(cached, zone_state)


@about("DOOR-03", decisions.ticks_before_retry)
def before_retry(error: int) -> int:
    """Ten ticks after EAGAIN; every other error is final.

    post: __return__ == (10 if error == 11 else 0)
    """
    return decisions.ticks_before_retry(error)


@about("DOOR-06 DOOR-07", decisions.upcall_result)
def result_of_upcall(code: int, bytes_sent: int) -> tuple[int, int, int]:
    """The reply's first word; without a buffer -1; after an empty reply the size that was sent.

    post: __return__ == (code, -1, bytes_sent)
    """
    return (
        decisions.upcall_result(code, bytes_sent),
        decisions.upcall_result(None, bytes_sent),
        decisions.upcall_result("unchanged", bytes_sent),
    )


@about("IO-04", decisions.bytes_moved)
def moved(left: int, room: int) -> int:
    """No byte too many: either the membuf is exhausted or the buffer is full, and something moves if it can.

    pre: 0 <= left and 0 <= room
    post: 0 <= __return__ and __return__ <= left and __return__ <= room
    post: __return__ == left or __return__ == room
    """
    return decisions.bytes_moved(left, room)


@about("IO-07", decisions.buffer_is_sent)
def buffer_sent(buffer_length: int, used: int, record_goes_on: bool) -> bool:
    """Exactly when it is full to the byte, or the record has ended.

    post: __return__ == (used == buffer_length or not record_goes_on)
    """
    return decisions.buffer_is_sent(buffer_length, used, record_goes_on)


def _legal(last_type: int, this_type: int) -> bool:
    """Types that may follow each other in `(COMPLETE | FIRST MIDDLE* LAST)*`; COMPLETE is before the first buffer."""
    open_record = last_type in (FIRST, MIDDLE)
    return this_type in ((MIDDLE, LAST) if open_record else (COMPLETE, FIRST))


@about("TABLE-01 TABLE-02 IO-07", decisions.next_type)
def type_of_buffer(last_type: int, record_goes_on: bool) -> int:
    """The next type continues the language of fragments, and ends a record exactly when the record has ended.

    pre: 0 <= last_type < 4
    post: _legal(last_type, __return__)
    post: (__return__ in (COMPLETE, LAST)) == (not record_goes_on)
    """
    return decisions.next_type(last_type, record_goes_on)
